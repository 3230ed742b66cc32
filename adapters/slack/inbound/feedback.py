"""Feedback on answers, given with the thumbs under them."""

from adapters.slack.config import NAME
from adapters.slack.inbound.context import Payload, SlackInboundContext, author_of_interaction
from adapters.slack.inbound.context_resolver import SlackContextResolver
from adapters.slack.inbound.interaction_responses import Ack
from adapters.slack.outbound.ephemeral import EphemeralSender
from adapters.slack.outbound.reportable import ReportableMessages, message_path
from core.domain.actions import Button, Report
from core.domain.clock import Clock
from core.domain.sentences import Sentence, say
from core.jobs.dispatcher import Dispatcher
from core.moderation.reports import report_id


class SlackFeedbackHandler:
    """Stores feedback, and asks for the reason of a bad one."""

    def __init__(
        self, dispatcher: Dispatcher, clock: Clock, contexts: SlackContextResolver, ephemeral: EphemeralSender
    ) -> None:
        self._dispatcher = dispatcher
        self._clock = clock
        self._contexts = contexts
        self._ephemeral = ephemeral

    async def handle(self, ack: Ack, payload: Payload, value: str) -> None:
        """Handles a thumb; `value` says which, and under the answer of which job."""
        author = author_of_interaction(payload, self._clock.now())
        opinion, _, job = value.partition(":")
        context = await self._contexts.resolve(author)
        sentence = context.refusal or say("slack-feedback-thanks")
        actions: tuple[Button, ...] = ()
        if context.refusal is None:
            if opinion == "bad":
                sentence, actions = await self._why(context, payload, job)
            await self._dispatcher.store.record_feedback(job, context.caller.key, opinion == "good", self._clock.now())
        await ack()
        await self._ephemeral.send(author.target, sentence, context.caller.locale, actions)

    async def _why(
        self, context: SlackInboundContext, payload: Payload, job_id: str
    ) -> tuple[Sentence, tuple[Button, ...]]:
        """Thanks, and the button that opens the form of a report about an answer.

        A message is seen, and its button pressed, before its sender has stored the report, so it is stored here too.
        """
        store = self._dispatcher.store
        job = await store.job(job_id)
        if job is None or job.request.place.tenant != context.place.tenant:
            return say("slack-feedback-thanks"), ()
        ts = str((payload.get("message") or {}).get("ts") or (payload.get("container") or {}).get("message_ts") or "")
        channel = context.target.channel
        await ReportableMessages(store, job, self._clock).add(channel, ts)
        id = report_id(NAME, message_path(channel, ts))
        return say("slack-feedback-why"), (Button(label=say("slack-say-why"), action=Report(job=job_id), id=id),)
