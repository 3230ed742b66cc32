"""The agent view: suggested prompts when a conversation opens, and Slack's own Stop button."""

import logging

from adapters.slack.config import NAME
from adapters.slack.inbound.context import Payload, author_of_event, reading_payload
from adapters.slack.inbound.context_resolver import SlackContextResolver
from adapters.slack.outbound.api_client import SlackApiClient, SlackApiError
from adapters.slack.outbound.ephemeral import EphemeralSender
from adapters.slack.outbound.receipt import SlackReceipt
from adapters.slack.outbound.workspaces import WorkspaceFeatures
from adapters.slack.reply_target import SlackReplyTarget
from core.domain.actions import stop_id
from core.domain.jobs import Job
from core.domain.sentences import say
from core.i18n.rendering import render
from core.jobs.dispatcher import Dispatcher
from core.jobs.verdicts import Refused

logger = logging.getLogger(__name__)

SUGGEST = "assistant.threads.setSuggestedPrompts"


class AgentView:
    """Handles the events of the agent view in direct conversations."""

    def __init__(
        self,
        dispatcher: Dispatcher,
        api_client: SlackApiClient,
        contexts: SlackContextResolver,
        ephemeral: EphemeralSender,
        workspaces: WorkspaceFeatures,
    ) -> None:
        self._dispatcher = dispatcher
        self._api_client = api_client
        self._contexts = contexts
        self._ephemeral = ephemeral
        self._workspaces = workspaces

    async def opened(self, body: Payload) -> None:
        """Sets the suggested prompts of an opened conversation. Workspaces without the agent view reject them."""
        context = await self._contexts.resolve(author_of_event(body), looks_up=True)
        team, channel = context.target.team, context.target.channel
        if context.refusal is not None or not context.place.home or self._workspaces.lacks(team, SUGGEST, channel):
            return
        try:
            await self._api_client.call(
                team,
                SUGGEST,
                channel_id=channel,
                prompts=suggested_prompts(context.caller.locale),
            )
        except SlackApiError as error:
            if error.unsupported or error.code == "missing_scope":
                self._workspaces.mark_missing(team, channel, error)
            logger.info("no prompts were suggested in workspace %s: %s", team, error)

    async def stopped(self, body: Payload) -> None:
        """Stops the jobs that answer in a thread, after somebody pressed Slack's own Stop button."""
        context = await self._contexts.resolve(author_of_event(body))
        with reading_payload():
            streams = {str(ts) for ts in body["event"].get("streaming_message_ts") or ()}
        for id in await self._dispatcher.store.unfinished_jobs():
            job = await self._dispatcher.store.job(id)
            if job is None or job.request.address.platform != NAME:
                continue
            if await self._answers_there(job, context.target, streams):
                verdict = await self._dispatcher.press(
                    stop_id(id),
                    request_id=stop_id(id),
                    caller=context.caller,
                    place=context.place,
                    address=context.target.address,
                )
                if isinstance(verdict, Refused):
                    await self._ephemeral.send(context.target, verdict.told, context.caller.locale)

    async def _answers_there(self, job: Job, stopped: SlackReplyTarget, streams: set[str]) -> bool:
        """True if a job answers in the thread or through one of the streams. A slash command starts its own thread."""
        target = SlackReplyTarget.of(job.request.address)
        if target.team != stopped.team or target.channel != stopped.channel:
            return False
        if target.thread is not None and target.thread == stopped.thread:
            return True
        receipt = await SlackReceipt.read(self._dispatcher.store, job.id, target.channel)
        return not streams.isdisjoint(message.ts for message in receipt.content.messages)


def suggested_prompts(locale: str | None) -> list[dict[str, str]]:
    """The prompts suggested in a new conversation; at most four
    (https://docs.slack.dev/reference/methods/assistant.threads.setSuggestedPrompts)."""
    return [
        {
            "title": render(say(f"slack-prompt-{name}"), locale),
            "message": render(say(f"slack-prompt-{name}-text"), locale),
        }
        for name in ("talk", "paint", "limerick", "help")
    ]
