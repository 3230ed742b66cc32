"""The renderer for Discord: a reply that grows by edits."""

import logging
from collections.abc import Awaitable, Callable, Collection, Mapping
from typing import Any

from adapters.discord.outbound.api_client import (
    BLOCKED_BY_MODERATION,
    CONTENT_REFUSED,
    DiscordApiError,
    DiscordUpload,
)
from adapters.discord.outbound.delivery import DiscordDelivery
from adapters.discord.outbound.files import (
    IS_VOICE_MESSAGE,
    text_upload,
    voice_upload,
)
from adapters.discord.outbound.pacing import CALM_SECONDS, HESITATION_SECONDS, LIVE_SECONDS, AdaptiveInterval
from adapters.discord.outbound.pages import DiscordPage, as_components, lay_out, reason_page
from adapters.discord.outbound.reply import DiscordReply
from adapters.discord.outbound.reply_files import DiscordReplyFiles
from adapters.discord.outbound.typing_indicator import TypingIndicator
from core.domain.clock import Clock
from core.domain.events import (
    Done,
    Event,
    Failure,
    Picture,
    Problem,
    Progress,
    Recording,
    Stopped,
    TextFile,
    Trouble,
)
from core.domain.layout import Layout
from core.domain.sentences import Sentence, say
from core.replies.kept_files import KeptFiles
from core.replies.ladder import ReplyForm, Rung
from core.replies.presenter import ReplyPresenter
from core.replies.refusals import DeliveryError, RefusalKind
from core.store.ports.blobs import BlobStore

logger = logging.getLogger(__name__)
INTERVALS: Mapping[str, float | None] = {"live": LIVE_SECONDS, "calm": CALM_SECONDS, "final": None}
"""Seconds between two edits, by the preference `showing`; None for an answer that is sent once, at its end."""


class DiscordRenderer:
    """Renders one job, as the `ReplyScreen` of its presenter.

    Each update lays out the whole reply and sends the messages that differ.

    - `late_direct`: continue in direct messages if the place no longer accepts the reply.
    - `typing_indicator`: shown for an answer that is sent only at its end.
    - `is_calm`: growing answers are not edited while it is false.
    - `stop_job`: called if its message was deleted or nothing more can be shown.
    """

    def __init__(
        self,
        delivery: DiscordDelivery,
        blobs: BlobStore,
        clock: Clock,
        reply: DiscordReply,
        layout: Layout,
        *,
        kept_files: KeptFiles,
        showing: str,
        late_direct: bool,
        typing_indicator: TypingIndicator,
        is_calm: Callable[[], bool] = lambda: True,
        stop_job: Callable[[], Awaitable[None]],
    ) -> None:
        self._delivery = delivery
        self._blobs = blobs
        self._files = DiscordReplyFiles(delivery, blobs, reply)
        self._kept_files = kept_files
        self._reply = reply
        self._layout = layout
        self._is_calm = is_calm
        self._typing_indicator = typing_indicator
        self._typing_in: str | None = None
        self._interval = INTERVALS[showing]
        interval = None if self._interval is None else AdaptiveInterval(self._interval)
        self._presenter = ReplyPresenter(
            self,
            reply,
            clock,
            # The wait for a slot among other answers does not mean that the bucket is empty.
            (lambda took: interval(took - self._waited)) if interval else None,
            hesitation=HESITATION_SECONDS,
            stop_job=stop_job,
            over=delivery.closed,
            reason=delivery.refused,
        )
        self._waited = 0.0
        ways = {"channel": bool(delivery.route.target.token), "new messages": True, "direct messages": late_direct}
        self._ways = [way for way, possible in ways.items() if possible]
        self._refused: tuple[list[DiscordPage], DiscordApiError] | None = None
        self._shown: list[DiscordPage] = []
        self._rung = Rung()
        self._voice: DiscordUpload | None = None
        self._recording: Recording | None = None
        self._interrupted = False
        self.closed = False

    @property
    def message_ids(self) -> list[str]:
        """The ids of the reply's messages."""
        return self._delivery.ids

    async def render(self, event: Event) -> None:
        """Adds an event. If it is the ending, it is shown before this returns."""
        if self._presenter.over:
            return
        if self._interval is None:
            self._start_typing()
        match event:
            case Picture():
                await self._files.add_picture(event)
            case Recording():
                await self._add_recording(event)
            case TextFile():
                self._reply.take(event)
                data = await self._blobs.get(event.media.sha256)
                self._reply.part(event.part).file = text_upload(event, data)
            case _:
                self._reply.take(event)
        if isinstance(event, Done | Stopped | Failure):
            await self._stop_typing()
            await self._presenter.finish()
            self._delivery.finish()
            await self._send_voice_message()
        else:
            self._presenter.touch()

    async def close(self) -> None:
        """Shows the last progress if the job stops without an ending and will run again."""
        await self._stop_typing()
        try:
            self._interrupted = self._reply.ending is None and isinstance(self._reply.progress, Progress)
            await self._presenter.close(last_update=self._interrupted)
        finally:
            self._delivery.finish()
            self.closed = True

    async def discard(self) -> None:
        """Stops without another update."""
        await self._stop_typing()
        await self._presenter.close(last_update=False)
        self._delivery.finish()
        self.closed = True

    def _start_typing(self) -> None:
        if self._typing_in is None and (channel := self._delivery.typing_channel) is not None:
            self._typing_in = channel
            self._typing_indicator.start(channel, self._reply.job, self._delivery.typing_triggered_at)

    async def _stop_typing(self) -> None:
        if self._typing_in is not None:
            await self._typing_indicator.stop(self._typing_in, self._reply.job)
            self._typing_in = None

    async def _add_recording(self, recording: Recording) -> None:
        """Prepares a voice message, which is sent after everything else; if that is not allowed, an audio file."""
        if self._delivery.route.target.voice and self._voice is None:
            self._voice = await voice_upload(recording, await self._blobs.get(recording.media.sha256))
        self._recording = recording
        self._reply.take(recording)
        if self._voice is None:
            await self._files.add_recording(recording)

    async def _send_voice_message(self) -> None:
        if self._voice is None or self._recording is None or self._delivery.voice_sent or self._presenter.over:
            return
        try:
            await self._delivery.send_voice_message(self._voice, IS_VOICE_MESSAGE)
        except DiscordApiError as error:
            part = self._recording.part
            if error.kind is RefusalKind.CONTENT:
                logger.warning("a voice message was refused: %s", error)
                self._reply.take(Trouble(part=part, error=Problem.logged(self.reason(error))))
            else:
                logger.info("a voice message was refused (%s); a file is sent instead", error)
                await self._files.add_recording(self._recording)
            await self._presenter.redraw()

    @property
    def pictures(self) -> Collection[str]:
        return [name for name, part in self._reply.parts.items() if part.picture is not None and part.file is not None]

    async def draw(self, rung: Rung) -> None:
        self._waited = 0.0
        if self._reply.ending is None and not self._is_calm():
            return
        self._rung = rung
        if self._refused is not None and self._refused[0] == self._pages:
            raise self._refused[1]
        try:
            await self._send_shrinking()
        except DiscordApiError as error:
            if error.status == 403 and self._reply.may_attach and any(page.files for page in self._pages):
                # The bot may be allowed to write there, but not to attach files.
                self._reply.may_attach = False
                await self._offer_missing_files()
                await self.draw(rung)
                return
            if error.kind is RefusalKind.FORM:
                self._refused = self._pages, error
            raise

    async def leave_out_files(self) -> bool:
        missing = await self._offer_missing_files()
        for name in missing:
            self._reply.part(name).file = None
            self._reply.compressed.pop(name, None)
            self._reply.take(Trouble(part=name, error=Problem.logged(say("discord-file-kept"))))
        return bool(missing)

    async def _offer_missing_files(self) -> list[str]:
        """Offers the files that Discord does not have yet by buttons. Returns the names of their parts."""
        missing = []
        for name, part in self._reply.parts.items():
            made = part.picture or part.recording or part.text_file
            if part.file is not None and made is not None and not self._delivery.has_file(part.file.name):
                await self._kept_files.offer(self._reply, made)
                missing.append(name)
        return missing

    async def move(self, error: DeliveryError) -> bool:
        if isinstance(error, DiscordApiError) and error.channel_gone and not self._delivery.route.through_interaction:
            self._ways = [way for way in self._ways if way == "direct messages"]
        while self._ways:
            way = self._ways.pop(0)
            if error.kind is RefusalKind.FORM:
                # The same messages would be refused in the channel as well.
                if way != "new messages" or not self._delivery.route.may_use_channel:
                    continue
                await self.clear()
            if way == "direct messages":
                moved = await self._delivery.route.switch_to_direct_message()
                if self._delivery.route.leaves_age_restriction:
                    self._reply.mark_spoilers()
            else:
                moved = self._delivery.route.switch_to_channel(start_over=way == "new messages")
            if moved:
                self._shown = self._shown[: self._delivery.count] if way == "channel" else []
                self._refused = None
                return True
        return False

    def reason(self, error: DeliveryError) -> Sentence:
        code = error.code if isinstance(error, DiscordApiError) else 0
        if code in BLOCKED_BY_MODERATION:
            return say("discord-blocked-by-moderation")
        return say("discord-content-refused" if code in CONTENT_REFUSED else "discord-answer-refused")

    async def remember(self, reason: Sentence | None) -> None:
        await self._delivery.remember_refusal(reason)

    async def conclude(self, reason: Sentence, *, buttons: bool) -> None:
        at = self._delivery.count
        if self._delivery.ends_in_words:
            await self._delivery.settle_last(self._settled_last)
            self._shown = self._shown[: at - 1]
        else:
            at = max(at - 1, 0)
        page = reason_page(self._reply, reason, buttons=buttons)
        async with self._delivery.rate_limit_slot(at, lambda: True):
            await self._delivery.send_or_edit(at, page.body, (), words=False)

    async def clear(self) -> None:
        if self._delivery.ends_in_words:
            try:
                await self._delivery.settle_last(self._settled_last)
            except DiscordApiError as error:
                logger.info("the last message of job %s is removed: %s", self._reply.job, error)
            else:
                return
        await self._delivery.remove_last()

    @property
    def _settled_last(self) -> dict[str, Any] | None:
        last = self._delivery.count - 1
        return self._shown[last].settled if last < len(self._shown) else None

    @property
    def _pages(self) -> list[DiscordPage]:
        pages = lay_out(self._reply, self._layout, self._rung)
        if self._rung.form is not ReplyForm.RICH:
            return pages
        return [
            as_components(page) if self._delivery.is_made_of_components(at) else page for at, page in enumerate(pages)
        ]

    @property
    def _sends_whole(self) -> bool:
        """True while so many answers grow in the channel that only complete messages are sent."""
        return self._reply.ending is None and not self._interrupted and not self._delivery.may_grow()

    @property
    def _due(self) -> list[DiscordPage]:
        return self._pages[:-1] if self._sends_whole else self._pages

    async def _send_shrinking(self) -> None:
        while True:
            try:
                await self._send()
            except DiscordApiError as error:
                if not error.too_large or not await self._files.shrink():
                    raise
                logger.info("the files of job %s are too large for their place", self._reply.job)
            else:
                return

    async def _send(self) -> None:
        """Sends the messages that differ, one by one. Each is composed when it has its slot."""
        if self._interval is not None and self._sends_whole:
            self._start_typing()
        else:
            await self._stop_typing()
        at, pages = 0, self._due
        while at < len(pages):
            if self._shown[at : at + 1] != pages[at : at + 1]:
                ended = self._reply.ending is not None
                async with self._delivery.rate_limit_slot(at, lambda: self._reply.ending is not None) as waited:
                    self._waited += waited
                    if waited and not ended:
                        pages = self._due
                    for page in pages[at : at + 1]:
                        await self._delivery.send_or_edit(at, page.body, page.files, words=page.settled is not None)
                        self._shown[at : at + 1] = [page]
                if not ended:  # it may have grown meanwhile
                    pages = self._due
            at += 1
        # While the reply grows, an earlier attempt may have shown more.
        if pages and self._reply.ending is not None and len(pages) < self._delivery.count:
            await self._delivery.trim(len(pages))
            del self._shown[len(pages) :]
