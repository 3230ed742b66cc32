"""The platform port for Discord: renderers, files, admins, threads and membership."""

import asyncio
import logging
from collections.abc import Callable, Sequence

from adapters.discord.admin_commands import AdminCommands, discord_name
from adapters.discord.channel_history import DiscordChannelReader
from adapters.discord.config import NAME, DiscordConfig
from adapters.discord.guild_names import GuildNames
from adapters.discord.markdown import quote_text, render_sentence
from adapters.discord.message_payloads import created_at, quoted_message
from adapters.discord.outbound.api_client import (
    MISSING_ACCESS,
    UNKNOWN_GUILD,
    DiscordApiClient,
    DiscordApiError,
    InteractionWebhook,
)
from adapters.discord.outbound.delivery import NO_MENTIONS, DiscordDelivery
from adapters.discord.outbound.rate_limiter import MessageRateLimiter
from adapters.discord.outbound.renderer import INTERVALS, DiscordRenderer
from adapters.discord.outbound.reply import DiscordReply
from adapters.discord.outbound.reply_target import DiscordReplyTarget
from adapters.discord.outbound.route import ORIGINAL
from adapters.discord.outbound.typing_indicator import TypingIndicator
from adapters.discord.thread_history import thread_history
from core.commands.schema import Command
from core.domain.clock import Clock
from core.domain.errors import BadInput, Missing
from core.domain.jobs import Job
from core.domain.request import Attachment, Caller, Place, QuotedMessage, Request
from core.domain.sentences import Quote, Sentence, say
from core.jobs.dispatcher import Dispatcher
from core.platform import ChannelHistory, Renderer, ThreadHistory
from core.preferences.choices import LATE_DIRECT, SHOWING, preference
from core.replies.kept_files import KeptFiles
from core.replies.open_replies import OpenReplies
from core.store.ports.request_windows import RequestWindows
from core.store.ports.store import Store

logger = logging.getLogger(__name__)

MEMBER_CACHE_SECONDS = 600.0
"""The time for which a membership is cached."""
MEMBER_WAIT_SECONDS = 1.0
"""The longest look-up of a membership: an interaction needs its response within three seconds."""
MEMBER_CACHE_SIZE = 10_000
SUPPRESS_EMBEDS = 1 << 2


class DiscordPlatform:
    """Opens a renderer for each job."""

    name = NAME

    def __init__(
        self,
        dispatcher: Dispatcher,
        clock: Clock,
        api: DiscordApiClient,
        config: DiscordConfig,
        *,
        is_calm: Callable[[], bool] = lambda: True,
        windows: RequestWindows | None = None,
    ) -> None:
        """`windows` are the requests of all processes, where there are several."""
        self._dispatcher = dispatcher
        self._store = dispatcher.store
        self._clock = clock
        self._api = api
        self._config = config
        self._is_calm = is_calm
        self._names = AdminCommands(dispatcher.registry)
        self.replies = OpenReplies(dispatcher.store, clock, dispatcher.jobs.request_stop, "Discord")
        """The open replies of this process."""
        self.guild_names = GuildNames(api, clock)
        self._rate_limiter = MessageRateLimiter(clock, windows)
        self.typing_indicator = TypingIndicator(api, clock)
        self._members: dict[str, tuple[float, bool]] = {}
        self._reads_everything = False

    async def acknowledged_privately(self, id: str) -> None:
        """Notes that the response to an interaction is ephemeral, before its job is released.

        That is so after a deferral that could not wait for the verdict.
        """
        job = await self._store.job(id)
        if job is not None:
            await self._delivery(job, self._store, private=True)

    async def notify_failure(self, job: Job, sentence: Sentence) -> None:
        """Edits the response to the interaction, or else replies in the channel; never in public to a private job."""
        target = DiscordReplyTarget.from_address(job.request.address)
        sentence = self._names.rename(sentence)
        body = {"content": render_sentence(sentence, job.request.caller.locale)[:2000], **NO_MENTIONS}
        if target.token and self._clock.now() < target.expires:
            webhook = InteractionWebhook(application=target.application, token=target.token)
            try:
                await self._api.edit(webhook, ORIGINAL, {**body, "components": []})
                return
            except DiscordApiError as error:
                logger.info("the response to job %s cannot be edited: %s", job.id, error)
        if not target.installed or (job.private and target.message is None):
            return
        if target.message is not None:
            body["message_reference"] = {"message_id": target.message, "fail_if_not_exists": False}
        await self._api.create(target.channel, body)

    async def open(self, job: Job, store: Store) -> Renderer:
        """Opens the renderer of a job. Its answer is private if the job or its acknowledgement is."""
        target = DiscordReplyTarget.from_address(job.request.address)
        if target.opened_in is not None and target.message is not None:
            await self._api.open_thread(target.opened_in, target.message, target.thread_title)
        declared = self._dispatcher.registry.find(job.request.command)
        delivery = await self._delivery(job, store, private=job.private)
        reply = DiscordReply(
            job=job.id,
            locale=job.request.caller.locale,
            question=_question(declared, job, private=delivery.private),
            rename=self._names.shown,
        )
        caller = job.request.caller
        chosen = await preference(self._store, caller, job.request.place, SHOWING)
        late_direct = (await self._store.preferences(caller.key)).get(LATE_DIRECT) == "yes"
        renderer = DiscordRenderer(
            delivery,
            store,
            self._clock,
            reply,
            job.layout,
            kept_files=KeptFiles(store, job, self._clock),
            showing=chosen if chosen is not None and chosen in INTERVALS else self._config.showing,
            late_direct=late_direct,
            typing_indicator=self.typing_indicator,
            is_calm=self._is_calm,
            stop_job=lambda: self._stop(job.id, caller.name),
        )
        self.replies.add(job.id, renderer)
        return renderer

    def now(self) -> float:
        """Returns the time in seconds since the epoch."""
        return self._clock.now()

    async def message_deleted(self, message: str) -> None:
        """Stops the job of an answer or a question that somebody deleted."""
        # A question is accepted under the id of its message.
        await self.replies.message_deleted(message, message, created_at(message))

    async def is_in(self, scope: str) -> bool | None:
        """Asks for a server. A channel that was deleted does not come back."""
        guild, _, channel = scope.removeprefix(f"{NAME}:").partition(":")
        if channel:
            return False
        try:
            await self._api.get(f"/guilds/{guild}")
        except DiscordApiError as error:
            return False if error.code in (UNKNOWN_GUILD, MISSING_ACCESS) else None
        return True

    async def withdraw(self, job: Job) -> None:
        """Deletes the messages of a reply."""
        delivery = await self._delivery(job, self._store, private=job.private)
        await delivery.withdraw()

    async def fetch(self, attachment: Attachment) -> bytes:
        """Downloads an attachment, whose address is valid for about a day. Raises `Missing` or `BadInput`."""
        if attachment.locator is None:
            raise Missing("discord-attachment-gone", name=Quote(text=attachment.name))
        limit = self._config.attachment_bytes
        try:
            data = await self._api.download(attachment.locator, limit)
        except DiscordApiError:
            raise Missing("discord-attachment-gone", name=Quote(text=attachment.name)) from None
        if len(data) > limit:
            raise BadInput("attachment-too-large", name=Quote(text=attachment.name), maximum=f"{limit / 1e6:g} MB")
        return data

    async def is_admin(self, caller: Caller, place: Place) -> bool:  # noqa: ARG002 - the rest is in the payload
        """True for listed admins; for other people the payload has the permissions."""
        return caller.user in self._config.admins

    async def alert(self, sentence: Sentence) -> bool:
        """Posts an alert in the admin channel, if there is one, without a ping."""
        channel = self._config.admin_channel
        if channel is None:
            return False
        content = f"🔔 {render_sentence(self._names.rename(sentence), None)}"[:2000]
        try:
            await self._api.create(channel, {"content": content, "flags": SUPPRESS_EMBEDS, **NO_MENTIONS})
        except DiscordApiError as error:
            logger.warning("the admin channel %s did not get an alert: %s", channel, error)
            return False
        return True

    async def read_thread(self, request: Request, limit: int) -> ThreadHistory | None:
        """Reads a thread with one request. The permissions and the privileged intent limit the result."""
        target = DiscordReplyTarget.from_address(request.address)
        if request.place.thread is None or not target.installed or target.opened_in is not None:
            return None
        try:
            messages, me = await self._api.messages(request.place.thread, before=target.message, limit=limit + 1)
        except DiscordApiError as error:
            logger.info("a thread could not be read: %s", error)
            return None
        return thread_history(messages, me, request.place.tenant, limit)

    async def read_messages(self, request: Request, id: str) -> Sequence[QuotedMessage]:
        """Looks up one message, which comes with the message that it replies to.

        Without the privileged intent, the words of messages that do not mention the bot are missing.
        """
        target = DiscordReplyTarget.from_address(request.address)
        try:
            message, me = await self._api.message(target.opened_in or target.channel, id)
        except DiscordApiError as error:
            logger.info("a message of a reply chain could not be read: %s", error)
            return ()
        found = [message, message.get("referenced_message")]
        tenant, locale = request.place.tenant, request.caller.locale
        return [quoted_message(each, me, tenant, locale=locale) for each in found if each]

    async def read_channel(self, request: Request, channel: str | None, since: float, limit: int) -> ChannelHistory:
        """Reads a channel, if the person who asks may read it."""
        return await DiscordChannelReader(self._api).read(request, channel, since, limit)

    def reads_messages(self, *, everything: bool) -> None:
        """Notes whether Discord sends the text of messages that do not mention the bot."""
        self._reads_everything = everything

    async def unheard(self, place: Place) -> Sentence | None:  # noqa: ARG002 - the same in every channel
        """The privileged intent, or the gateway, without which Discord shows the bot too little."""
        if self._config.http:
            return say("discord-unheard-http")
        return None if self._reads_everything else say("discord-unheard")

    async def is_served(self, guild: str | None, user: str, *, own: bool) -> bool:
        """Tells if the bot serves a person. `own` says that it is a direct message or a user-installed app.

        A failed look-up counts as no.
        """
        if guild in self._config.guilds or self._config.elsewhere == "everyone":
            return True
        if self._config.elsewhere == "nobody" or not own:
            return False
        now = self._clock.now()
        known = self._members.get(user)
        if known is not None and known[0] > now:
            return known[1]
        if len(self._members) >= MEMBER_CACHE_SIZE:
            self._members.clear()
        found = user in self._config.admins
        try:
            async with asyncio.timeout(MEMBER_WAIT_SECONDS):
                for listed in sorted(self._config.guilds):
                    found = found or await self._api.is_member(listed, user)
        except (DiscordApiError, TimeoutError):
            return found
        self._members[user] = (now + MEMBER_CACHE_SECONDS, found)
        return found

    async def _delivery(self, job: Job, store: Store, *, private: bool) -> DiscordDelivery:
        # Only the answer to an interaction can be ephemeral; a direct message is private without that.
        private = private and DiscordReplyTarget.from_address(job.request.address).message is None
        return await DiscordDelivery.open(
            self._api, store, self._clock, job, private=private, rate_limiter=self._rate_limiter
        )

    async def _stop(self, job: str, by: str) -> None:
        await self._dispatcher.jobs.request_stop(job, by)


def _question(declared: Command | None, job: Job, *, private: bool) -> str | None:
    """Returns the quoted question for a public answer; a reply to a message shows it anyway."""
    if declared is None or private or job.request.address.details.get("message") is not None:
        return None
    question = job.request.options.get(declared.positional or "")
    quote = f" {quote_text(question)}" if isinstance(question, str) and question.strip() else ""
    mention = f"<@{job.request.caller.user}>\n" if job.request.reminded else ""
    return f"{mention}> **/{discord_name(declared)}**{quote}"
