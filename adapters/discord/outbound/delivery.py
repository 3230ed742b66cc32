"""The messages of a reply: sent, edited and deleted along its route."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager, suppress
from typing import Any, Protocol, Self

from adapters.discord.outbound.api_client import (
    UNKNOWN_WEBHOOK,
    Body,
    DiscordApiClient,
    DiscordApiError,
    DiscordSentMessage,
    DiscordUpload,
)
from adapters.discord.outbound.pages import IS_COMPONENTS_V2, ROW, TEXT_DISPLAY
from adapters.discord.outbound.rate_limiter import IsUrgent, MessageRateLimiter, RequestKind
from adapters.discord.outbound.receipt import DiscordReceipt, StoredMessage
from adapters.discord.outbound.reply_target import DIRECT, TOKEN_SECONDS
from adapters.discord.outbound.route import ORIGINAL, DiscordRoute
from core.domain.clock import Clock
from core.domain.jobs import Job
from core.domain.retries import retry
from core.domain.sentences import Sentence
from core.moderation.reports import make_reportable
from core.store.ports.action_store import ActionStore
from core.store.ports.receipts import Receipts

WEBHOOK_DELAY_SECONDS = 6.0
WEBHOOK_RETRY_WAITS = (0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2)
"""For some seconds after the response, Discord may not know the interaction's webhook
(https://github.com/discord/discord-api-docs/issues/7220)."""
VOICE_RETRY_WAITS = (0.5, 1.0, 2.0, 4.0)
NO_LEGACY_FIELDS: Body = {"content": None, "embeds": []}
"""Fields that an edit must empty when it turns a message into one of components
(https://docs.discord.com/developers/resources/message#edit-message)."""
SUPPRESS_NOTIFICATIONS = 1 << 12
NONCE_LIMIT = 25
"""Characters of a nonce (https://docs.discord.com/developers/resources/message#create-message)."""
NO_MENTIONS: Body = {"allowed_mentions": {"parse": [], "replied_user": False}}


class DiscordDeliveryStore(Receipts, ActionStore, Protocol):
    """The store of receipts and of the actions by which people report messages."""


class DiscordDelivery:
    """Sends and edits the messages of one job, and stores them in its receipt."""

    def __init__(
        self,
        api: DiscordApiClient,
        store: DiscordDeliveryStore,
        clock: Clock,
        job: Job,
        receipt: DiscordReceipt,
        rate_limiter: MessageRateLimiter,
    ) -> None:
        self._api = api
        self._rate_limiter = rate_limiter
        self._store = store
        self._clock = clock
        self._job = job
        self._receipt = receipt
        self.route = DiscordRoute(api, clock, job, receipt)

    @classmethod
    async def open(
        cls,
        api: DiscordApiClient,
        store: DiscordDeliveryStore,
        clock: Clock,
        job: Job,
        *,
        private: bool,
        rate_limiter: MessageRateLimiter,
    ) -> Self:
        """Opens the delivery of a job, with the receipt of an earlier attempt, and stores if the reply is private."""
        receipt = DiscordReceipt.model_validate(await store.receipt(job.id))
        delivery = cls(api, store, clock, job, receipt, rate_limiter)
        if private and not receipt.private:
            await delivery.make_private()
        return delivery

    async def make_private(self) -> None:
        """Stores that the caller alone sees the reply."""
        self._receipt.private = True
        await self._save()

    @property
    def count(self) -> int:
        """The number of messages."""
        return len(self._receipt.messages)

    @property
    def ids(self) -> list[str]:
        """The ids of the messages."""
        return [message.id for message in self._receipt.messages if message.id != ORIGINAL]

    @property
    def private(self) -> bool:
        """True if the reply is for the caller alone."""
        return self._receipt.private

    @property
    def typing_channel(self) -> str | None:
        """The channel for the typing indicator while there is no message; a command needs none, so it is None."""
        return None if self.count or self.route.webhook() is not None else self.route.channel

    @property
    def typing_triggered_at(self) -> float:
        """The time at which the process that accepted a message triggered the indicator where it was sent; 0 for
        others."""
        target = self.route.target
        triggered = target.message is not None and target.opened_in is None and not self._job.request.reminded
        return self._job.accepted_at if triggered and self._receipt.direct is None else 0.0

    def is_made_of_components(self, at: int) -> bool:
        """True if there is a message at a position that takes components only."""
        return at < self.count and self._receipt.messages[at].v2

    @property
    def voice_sent(self) -> bool:
        """True if the voice message is sent."""
        return self._receipt.voice is not None

    def may_grow(self) -> bool:
        """True if the answer grows by edits; False among many in its channel, where it is sent whole."""
        return self.route.webhook() is not None or self._rate_limiter.may_grow(self.route.channel, self._job.id)

    def finish(self) -> None:
        """Makes room for the next answer of the channel."""
        self._rate_limiter.finish(self._job.id)

    def rate_limit_slot(self, at: int, urgent: IsUrgent) -> AbstractAsyncContextManager[float]:
        """Waits for a slot for the message at a position; yields the seconds waited. Send in this context."""
        webhook = self.route.webhook()
        place = self.route.channel if webhook is None else webhook.token
        kind: RequestKind = "edit" if self._exists(at) else "create"
        return self._rate_limiter.slot(kind, place, self._job.id, urgent, own=webhook is not None)

    async def send_or_edit(
        self, at: int, body: dict[str, Any], files: tuple[DiscordUpload, ...], *, words: bool = True
    ) -> str:
        """Sends or edits the message at a position; returns its id. `words`: it has words of the answer."""
        known = self._receipt.messages[at] if at < self.count else None
        replaced = known if known is not None and known.v2 and "content" in body else None
        if replaced is not None:  # a message of components can never have content again
            known = None
            self._receipt.moves += 1
        kept = known.attachments if known else {}
        fresh = [file for file in files if file.name not in kept]
        attachments = [
            {"id": str(number), "filename": file.name, **file.attachment_fields} for number, file in enumerate(fresh)
        ]
        attachments += [{"id": kept[file.name], "filename": file.name} for file in files if file.name in kept]
        whole = {**body, **self._allowed_mentions, "attachments": attachments}
        if known is None and replaced is None and self._exists(at):
            known = StoredMessage(id=ORIGINAL)
        if known is None:
            moved = f"m{self._receipt.moves}" if self._receipt.moves else ""
            sent = await self._create(whole, fresh, f"{self._job.id[-20:]}-{at}{moved}")
        else:
            sent = await self._edit(at, known, whole, fresh)
        stored = StoredMessage(id=sent.id, attachments=dict(sent.attachments), words=words, v2="content" not in body)
        self._receipt.messages[at : at + 1] = [stored]
        if stored != known:  # an answer that grows changes nothing that a later run must know
            await self._save()
        if replaced is not None:
            await self._delete(replaced.id)
        if known is None or known.id != sent.id:
            await self._make_reportable(sent.id)
        return sent.id

    async def _edit(
        self, at: int, known: StoredMessage, body: dict[str, Any], uploads: list[DiscordUpload]
    ) -> DiscordSentMessage:
        v2, to = "content" not in body, self.route.destination
        turns = v2 and not known.v2 and known.id != ORIGINAL
        if turns:  # a later run must know that the message takes no content any more
            self._receipt.messages[at] = known.model_copy(update={"v2": True})
            await self._save()
        whole = {**body, **NO_LEGACY_FIELDS} if v2 else body
        try:
            return await self._retry_unknown_webhook(lambda: self._api.edit(to, known.id, whole, uploads))
        except DiscordApiError as error:
            if turns and not error.retryable:  # a refused edit changes nothing
                self._receipt.messages[at] = known
            raise

    @property
    def refused(self) -> Sentence | None:
        """The reason why nothing more of the reply is sent."""
        return self._receipt.refused

    @property
    def closed(self) -> bool:
        """True if nothing can be sent any more."""
        return self._receipt.over

    async def remember_refusal(self, reason: Sentence | None) -> None:
        """Stores that nothing more of the reply is sent; without a reason, not even why."""
        self._receipt.refuse(reason)
        await self._save()

    @property
    def ends_in_words(self) -> bool:
        """True if the last message has words of the answer."""
        return bool(self._receipt.messages) and self._receipt.messages[-1].words

    async def settle_last(self, body: dict[str, Any] | None) -> None:
        """Changes only these fields of the last message, and leaves the others as they are.

        Without a body, its buttons are removed, or the whole message if it has other components than text.
        """
        last = self._receipt.messages[-1]
        if body is None and last.v2 and (body := await self._text_alone(last.id)) is None:
            await self.remove_last()
            return
        await self._api.edit(self.route.destination, last.id, {**(body or {"components": []}), **NO_MENTIONS})

    async def _text_alone(self, id: str) -> dict[str, Any] | None:
        """The change that leaves only the text of a message of components; None if it has more, or cannot be read."""
        with suppress(DiscordApiError):
            message, _ = await self._api.message(self.route.channel, id)
            parts = [part for part in message.get("components") or () if part["type"] != ROW]
            if parts and all(part["type"] == TEXT_DISPLAY for part in parts):
                return {"flags": IS_COMPONENTS_V2, "components": parts}
        return None

    async def remove_last(self) -> None:
        """Deletes the last message, or else the response to the interaction."""
        if self._receipt.messages:
            await self._delete(self._receipt.messages.pop().id)
            await self._save()
        elif self._exists(0):
            await self._delete(ORIGINAL)

    def has_file(self, file: str) -> bool:
        """Tells if a file of this name is uploaded already, so that it is not sent again."""
        return any(file in message.attachments for message in self._receipt.messages)

    def _exists(self, at: int) -> bool:
        """Tells if there is a message at a position: one of the reply, or the response to the interaction.

        The response to a press on “Remind me” is not edited.
        """
        responded = at == 0 and not self._job.request.reminded and self.route.webhook() is not None
        return at < self.count or responded

    async def send_voice_message(self, voice: DiscordUpload, flags: int) -> None:
        """Sends a voice message, which can have no other content and cannot be edited. Retries it for a while."""
        body = {
            "flags": flags,
            "attachments": [{"id": "0", "filename": voice.name, **voice.attachment_fields}],
            **NO_MENTIONS,
        }

        def send() -> Awaitable[DiscordSentMessage]:
            webhook = self.route.webhook()
            if webhook is not None:
                return self._retry_unknown_webhook(lambda: self._api.create(webhook, self._as_private(body), [voice]))
            nonce = {"nonce": f"{self._job.id[-20:]}-v", "enforce_nonce": True}
            return self._api.create(self.route.channel, {**body, **nonce}, [voice])

        def lost(error: Exception) -> bool:
            return isinstance(error, DiscordApiError) and error.retryable

        sent = await retry(send, waits=VOICE_RETRY_WAITS, retryable=lost, sleep=self._clock.sleep)
        self._receipt.voice = sent.id
        await self._save()
        await self._make_reportable(sent.id)

    async def trim(self, count: int) -> None:
        """Deletes the messages after the first `count`."""
        while self.count > max(count, 1):
            message = self._receipt.messages.pop()
            await self._delete(message.id)
            await self._save()

    async def withdraw(self) -> None:
        """Deletes all messages, or the response to the interaction if that still says “thinking”."""
        self._receipt.withdrawn = True
        await self._find_pending()
        sent = [*([self._receipt.voice] if self._receipt.voice else []), *(m.id for m in self._receipt.messages)]
        for id in sent or ([ORIGINAL] if self._exists(0) else []):
            await self._delete(id)
        self._receipt.messages, self._receipt.voice = [], None
        await self._save()

    async def _find_pending(self) -> None:
        """Finds a message that was on its way when its run ended: for its nonce, Discord returns it."""
        if (nonce := self._receipt.pending) is None:
            return
        again = {"content": "…", "flags": SUPPRESS_NOTIFICATIONS, "nonce": nonce[-NONCE_LIMIT:], "enforce_nonce": True}
        try:
            sent = await self._api.create(self.route.channel, {**again, **NO_MENTIONS})
        except DiscordApiError as error:
            if error.retryable:
                raise
        else:
            self._receipt.messages.append(StoredMessage(id=sent.id))
        self._receipt.pending = None

    @property
    def withdrawn(self) -> bool:
        """True if the reply was deleted."""
        return self._receipt.withdrawn

    async def _create(self, body: dict[str, Any], uploads: list[DiscordUpload], nonce: str) -> DiscordSentMessage:
        webhook = self.route.webhook()
        if webhook is not None:
            return await self._retry_unknown_webhook(lambda: self._api.create(webhook, self._as_private(body), uploads))
        reference = {}
        opened = self.route.target.opened_in is not None  # Discord shows the question above such a thread
        replies = self.route.target.message is not None and not opened
        if replies and not self._receipt.messages and self._receipt.direct is None:
            reference = {"message_reference": {"message_id": self.route.target.message, "fail_if_not_exists": False}}
        noted, self._receipt.pending = self._receipt.pending == nonce, nonce
        await self._save()
        # For a repeated nonce, Discord returns the first message, even if that is in another channel.
        try:
            sent = await self._api.create(
                self.route.channel, {**body, **reference, "nonce": nonce[-NONCE_LIMIT:], "enforce_nonce": True}, uploads
            )
        except DiscordApiError as error:
            if not error.retryable:  # a refused message does not exist
                self._receipt.pending = None
            raise
        self._receipt.pending = None
        # After a crash it may be the message of the earlier process, with what that said.
        return await self._api.edit(self.route.channel, sent.id, body, uploads) if noted else sent

    async def _retry_unknown_webhook(self, send: Callable[[], Awaitable[DiscordSentMessage]]) -> DiscordSentMessage:
        """Sends; retries if Discord does not know the webhook yet."""
        early = self.route.target.expires - TOKEN_SECONDS + WEBHOOK_DELAY_SECONDS

        def unknown_yet(error: Exception) -> bool:
            unknown = isinstance(error, DiscordApiError) and error.code == UNKNOWN_WEBHOOK
            return unknown and self._clock.now() <= early

        return await retry(send, waits=WEBHOOK_RETRY_WAITS, retryable=unknown_yet, sleep=self._clock.sleep)

    async def _delete(self, id: str) -> None:
        try:
            await self._api.delete(self.route.destination, id)
        except DiscordApiError as error:
            if error.token_expired and self.route.may_use_channel and id != ORIGINAL:
                await self._api.delete(self.route.channel, id)
            elif not error.not_found and not error.token_expired:
                raise

    @property
    def _allowed_mentions(self) -> Body:
        """The `allowed_mentions` of a message: nobody, except a caller who asked for a reminder."""
        request = self._job.request
        if not request.reminded:
            return NO_MENTIONS
        return {"allowed_mentions": {"parse": [], "users": [request.caller.user], "replied_user": False}}

    def _as_private(self, body: dict[str, Any]) -> dict[str, Any]:
        """Makes a follow-up of a private reply ephemeral; a direct message is private anyway."""
        hidden = self._receipt.private and self._receipt.direct is None
        return {**body, "flags": int(body.get("flags", 0)) | 64} if hidden else body

    async def _make_reportable(self, message: str) -> None:
        place = DIRECT if self._receipt.direct else self._job.request.place.tenant
        link = f"https://discord.com/channels/{place}/{self.route.channel}/{message}"
        await make_reportable(self._store, self._job, message, self._clock.now(), link=link)

    async def _save(self) -> None:
        sent = [*self.ids, *([self._receipt.voice] if self._receipt.voice else [])]
        await self._receipt.save(self._store, self._job.id, sent)
