"""Slack as a platform: renderers, attachments, administrators and alerts."""

from typing import Any, get_args

from adapters.slack.command_prefix import prefixed, slash_name
from adapters.slack.config import NAME, Showing, SlackConfig
from adapters.slack.file_locators import CANVAS, EXTERNAL
from adapters.slack.outbound.agent_session import AgentSession
from adapters.slack.outbound.api_client import SlackApiClient, SlackApiError
from adapters.slack.outbound.blocks import context
from adapters.slack.outbound.delivery import LITERAL, NO_UNFURL, POST, SlackDelivery
from adapters.slack.outbound.delivery_probe import DeliveryProbe
from adapters.slack.outbound.ephemeral import EphemeralSender
from adapters.slack.outbound.files import SlackFiles
from adapters.slack.outbound.markup import QUOTED, notification, to_mrkdwn
from adapters.slack.outbound.private_answer import PrivateAnswer
from adapters.slack.outbound.rate_budget import RateShares
from adapters.slack.outbound.receipt import SlackReceipt, message_key
from adapters.slack.outbound.renderer import SlackRenderer
from adapters.slack.outbound.reply import SlackQuestion, SlackReply
from adapters.slack.outbound.reportable import ReportableMessages
from adapters.slack.outbound.workspaces import WorkspaceFeatures
from adapters.slack.reply_target import SlackReplyTarget
from adapters.slack.users import SlackUsers
from core.commands.schema import Command
from core.commands.typed_messages import CONTEXT_BREAK
from core.domain.clock import Clock
from core.domain.errors import BadInput, Missing
from core.domain.jobs import Job
from core.domain.layout import Layout
from core.domain.request import Attachment, Caller, Place
from core.domain.sentences import Quote, Sentence, say
from core.jobs.dispatcher import Dispatcher
from core.platform import Renderer
from core.preferences.choices import SHOWING, preference
from core.replies.kept_files import KeptFiles
from core.replies.open_replies import OpenReplies
from core.store.ports.store import Store
from core.text.sanitising import one_line, shorten

NAME_CHARACTERS = 80
TITLE_CHARACTERS = 80
HISTORY = "conversations.history"
_UNREADABLE = {CANVAS: "slack-canvas-unreadable", EXTERNAL: "slack-file-elsewhere"}


class SlackPlatform:
    """Opens a renderer for each job."""

    name = NAME

    def __init__(
        self, dispatcher: Dispatcher, clock: Clock, api_client: SlackApiClient, users: SlackUsers, config: SlackConfig
    ) -> None:
        self._dispatcher = dispatcher
        self._store = dispatcher.store
        self._clock = clock
        self._api_client = api_client
        self._users = users
        self._config = config
        self._shares = RateShares()
        self.workspaces = WorkspaceFeatures()
        """The features that Slack's responses have shown."""
        self._ephemeral = EphemeralSender(api_client, clock)
        self.replies = OpenReplies(dispatcher.store, clock, dispatcher.jobs.request_stop, "Slack")
        """The open replies of this process."""

    async def open(self, job: Job, store: Store) -> Renderer:
        """The renderer of a job."""
        target = SlackReplyTarget.of(job.request.address)
        self._api_client.set_enterprise(target.team, target.enterprise)
        declared = self._dispatcher.registry.find(job.request.command)
        receipt = await SlackReceipt.read(store, job.id, target.channel)
        if job.private and not target.direct and not receipt.content.private:
            receipt.content.private = receipt.content.ephemeral = True
            await receipt.save()
        reportable = ReportableMessages(store, job, self._clock)
        locale = job.request.caller.locale
        reply = SlackReply(
            job=job.id,
            locale=locale,
            question=self._question(declared, job)
            if job.request.reminded or _stands_alone(target, job.layout)
            else None,
            footer=self._config.footer,
            prefix=self._config.prefix,
        )
        renderer = SlackRenderer(
            delivery=self._delivery(job, receipt, target, store),
            private=PrivateAnswer(self._api_client, self._ephemeral, receipt, target, locale),
            files=SlackFiles(self._api_client, store, receipt, reportable, target.team),
            kept_files=KeptFiles(store, job, self._clock),
            session=AgentSession(self._api_client, target, self.workspaces, self._title(declared, job)),
            receipt=receipt,
            clock=self._clock,
            target=target,
            reply=reply,
            layout=job.layout,
            showing=await self._showing(job),
            stop_job=lambda: self._stop(job.id, job.request.caller.name),
        )
        self.replies.add(job.id, renderer)
        return renderer

    async def message_deleted(self, team: str, channel: str, ts: str) -> None:
        """Stops the job of an answer or a question that somebody deleted."""
        # A question is accepted under the id of its message.
        await self.replies.message_deleted(message_key(channel, ts), f"{team}-{channel}-{ts}", float(ts))

    async def notify_failure(self, job: Job, sentence: Sentence) -> None:
        """Posts a sentence where the reply would be, or to its requester alone."""
        target = SlackReplyTarget.of(job.request.address)
        self._api_client.set_enterprise(target.team, target.enterprise)
        locale = job.request.caller.locale
        if job.private and not target.direct:
            await self._ephemeral.send(target, sentence, locale)
            return
        text: dict[str, Any] = {
            "text": notification(sentence, locale),
            "blocks": [context(to_mrkdwn(sentence, locale))],
        }
        thread = {"thread_ts": target.thread} if target.thread is not None else {}
        try:
            await self._api_client.call(
                target.team, POST, channel=target.channel, **thread, **text, **NO_UNFURL, **LITERAL
            )
        except SlackApiError:
            await self._ephemeral.send(target, sentence, locale)

    async def withdraw(self, job: Job) -> None:
        """Deletes the messages and files of a reply."""
        target = SlackReplyTarget.of(job.request.address)
        self._api_client.set_enterprise(target.team, target.enterprise)
        receipt = await SlackReceipt.read(self._store, job.id, target.channel)
        await self._delivery(job, receipt, target, self._store).withdraw()
        await PrivateAnswer(self._api_client, self._ephemeral, receipt, target, job.request.caller.locale).delete_last()

    async def fetch(self, attachment: Attachment) -> bytes:
        """Downloads a file from Slack. Its locator is a workspace and a URL. Raises `Missing` or `BadInput`."""
        team, _, url = (attachment.locator or "").partition(" ")
        if (unreadable := _UNREADABLE.get(url)) is not None:
            raise BadInput(unreadable, name=Quote(text=attachment.name))
        limit = self._config.attachment_bytes
        try:
            data = await self._api_client.download(team, url, limit) if url else None
        except SlackApiError:
            data = None
        if data is None:
            raise Missing("slack-attachment-gone", name=Quote(text=attachment.name))
        if len(data) > limit:
            raise BadInput("attachment-too-large", name=Quote(text=attachment.name), maximum=f"{limit / 1e6:g} MB")
        return data

    async def is_admin(self, caller: Caller, place: Place) -> bool:  # noqa: ARG002 - the same in the whole workspace
        """True if a person is listed by the operator or administers the workspace."""
        return await self._users.is_admin(caller.tenant, caller.user)

    async def time_zone(self, caller: Caller) -> str | None:
        """A person's time zone, as Slack knows it."""
        found = await self._users.find(caller.tenant, caller.user)
        return found.zone if found is not None else None

    async def unheard(self, place: Place) -> Sentence | None:
        """The scope or the membership without which Slack sends no messages of a channel. The right to read them is the
        same (https://docs.slack.dev/reference/events/message.channels)."""
        try:
            await self._api_client.call(place.tenant, HISTORY, channel=place.channel, limit=1)
        except SlackApiError as error:
            if error.code == "missing_scope":
                return say("slack-unheard", scope=error.needed_scope or "channels:history")
            if error.code in ("not_in_channel", "channel_not_found"):
                return say("slack-not-in-conversation")
        return None

    async def alert(self, sentence: Sentence) -> bool:
        """Posts to the administrators' channel: `C0123`, or `T0123:C0123` with many workspaces."""
        team, _, channel = (self._config.admin_channel or "").rpartition(":")
        if not channel:
            return False
        sentence = prefixed(sentence, self._config.prefix)
        text: dict[str, Any] = {"text": notification(sentence, None), "blocks": [context(to_mrkdwn(sentence, None))]}
        try:
            await self._api_client.call(team, POST, channel=channel, **text, **NO_UNFURL, **LITERAL)
        except SlackApiError:
            return False
        return True

    def _delivery(self, job: Job, receipt: SlackReceipt, target: SlackReplyTarget, store: Store) -> SlackDelivery:
        return SlackDelivery(
            self._api_client,
            self._clock,
            self._shares,
            self.workspaces,
            receipt,
            ReportableMessages(store, job, self._clock),
            DeliveryProbe(self._api_client, self._clock, target.team, job.id),
            target,
        )

    async def _showing(self, job: Job) -> str:
        chosen = await preference(self._store, job.request.caller, job.request.place, SHOWING)
        return chosen if chosen is not None and chosen in get_args(Showing) else self._config.showing

    def _question(self, declared: Command | None, job: Job) -> SlackQuestion | None:
        """The command and its requester, shown above an answer."""
        if declared is None:
            return None
        asked = job.request.options.get(declared.positional or "")
        return SlackQuestion(
            name=shorten(job.request.caller.name, NAME_CHARACTERS),
            command=slash_name(declared.name, self._config.prefix),
            quoted=shorten(asked, QUOTED) if isinstance(asked, str) else "",
            ping=job.request.caller.user if job.request.reminded else None,
        )

    def _title(self, declared: Command | None, job: Job) -> str:
        """The title of the session that a question or a command begins. A private one in a channel gives none."""
        target = SlackReplyTarget.of(job.request.address)
        if declared is None or (job.private and not target.direct):
            return ""
        asked = job.request.options.get(declared.positional or "")
        words = one_line(asked.partition(CONTEXT_BREAK)[0]) if isinstance(asked, str) else ""
        return shorten(words, TITLE_CHARACTERS) or slash_name(declared.name, self._config.prefix)

    async def _stop(self, job: str, by: str) -> None:
        await self._dispatcher.jobs.request_stop(job, by)


def _stands_alone(target: SlackReplyTarget, layout: Layout) -> bool:
    """True if a reply must repeat the command, because no message above it does. A stream in a thread cannot."""
    return target.thread is None or (target.source != "message" and layout is not Layout.TEXT)
