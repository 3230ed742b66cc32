"""The stage of Discord: a reply that grows by edits."""

import logging
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress

from adapters.discord.outbound.api_client import Refusal, Upload
from adapters.discord.outbound.delivery import Delivery
from adapters.discord.outbound.files import (
    FILE_BYTES,
    IS_VOICE_MESSAGE,
    LEAST_BYTES,
    REQUEST_BYTES,
    picture_upload,
    recording_upload,
    voice_upload,
)
from adapters.discord.outbound.pacing import CALM, LIVE, Cadence
from adapters.discord.outbound.pages import Page, lay_out
from adapters.discord.outbound.reply import Reply
from adapters.discord.outbound.typing_indicator import Indicator
from core.domain.clock import Clock
from core.domain.errors import UserError
from core.domain.events import Done, Event, Failure, Picture, Problem, Progress, Recording, Stopped, Trouble
from core.domain.layout import Layout
from core.domain.sentences import say
from core.replies.pacing import Pacer
from core.store.ports import Blobs

logger = logging.getLogger(__name__)
WAITS = (1.0, 2.0, 4.0, 8.0, 16.0)
"""Seconds before the end of a reply is sent once more."""
INTERVALS: Mapping[str, float | None] = {"live": LIVE, "calm": CALM, "final": None}
"""Seconds between two edits, by how an answer is shown; None for one that is sent once, at its end."""


class DiscordRenderer:
    """Shows one job. `late_direct` lets it go on in direct messages where its place takes it no more. `gone` is called
    where somebody deleted its message: the job need not go on.

    `indicator` tells that an answer is being written which is shown at its end only.
    The whole reply is laid out anew each time; what differs from what Discord has is sent.
    """

    def __init__(
        self,
        delivery: Delivery,
        blobs: Blobs,
        clock: Clock,
        reply: Reply,
        layout: Layout,
        *,
        showing: str,
        late_direct: bool,
        indicator: Indicator,
        gone: Callable[[], Awaitable[None]],
    ) -> None:
        self._delivery = delivery
        self._blobs = blobs
        self._clock = clock
        self._reply = reply
        self._layout = layout
        self._gone = gone
        self._late_direct = late_direct
        self._indicator = indicator
        self._indicated: str | None = None
        self._interval = INTERVALS[showing]
        cadence = None if self._interval is None else Cadence(self._interval)
        # Waiting for a turn among other answers is no sign of a bucket that is empty.
        self._pacer = Pacer(self._draw, clock, (lambda took: cadence(took - self._waited)) if cadence else None)
        self._waited = 0.0
        self._shown: list[Page] = []
        self._bytes_limit = delivery.way.bytes_limit
        self._lightened: set[str] = set()
        self._voice: Upload | None = None
        self._recording: Recording | None = None
        self._lost = delivery.withdrawn
        self._missed = False
        self.closed = False

    @property
    def message_ids(self) -> list[str]:
        """The ids of its messages on Discord."""
        return self._delivery.ids

    async def render(self, event: Event) -> None:
        """Adds an event; the ending is drawn before this returns."""
        if self._lost:
            return
        if self._interval is None and self._indicated is None and (channel := self._delivery.unseen) is not None:
            self._indicated = channel
            self._indicator.begin(channel, self._reply.job)
        match event:
            case Picture():
                await self._take_picture(event)
            case Recording():
                await self._take_recording(event)
            case _:
                self._reply.take(event)
        if isinstance(event, Done | Stopped | Failure):
            await self._end_indication()
            await self._pacer.finish()
            await self._insist()
            await self._speak()
        else:
            self._pacer.touch()

    async def close(self) -> None:
        """Draws what waits, where the job is left to be taken up again."""
        await self._end_indication()
        try:
            if self._reply.ending is None and isinstance(self._reply.progress, Progress) and not self._lost:
                await self._pacer.finish()
        finally:
            self.closed = True
            await self._pacer.stop()

    async def _end_indication(self) -> None:
        if self._indicated is not None:
            await self._indicator.end(self._indicated, self._reply.job)

    async def _take_picture(self, picture: Picture) -> None:
        picture = picture.model_copy(update={"spoiler": picture.spoiler or self._delivery.strays})
        used = sum(len(part.file.data) for part in self._reply.parts.values() if part.file)
        try:
            await self._fit(picture, min(self._bytes_limit, max(LEAST_BYTES, REQUEST_BYTES - used)))
        except UserError as error:
            self._reply.take(Trouble(part=picture.part, error=Problem(sentence=error.sentence)))
            return
        self._reply.take(picture)

    async def _fit(self, picture: Picture, bytes_limit: int) -> None:
        """The picture in so many bytes. Raises `UserError` where that cannot be."""
        upload, why = await picture_upload(picture, await self._blobs.get(picture.media.sha256), bytes_limit)
        self._reply.part(picture.part).file = upload
        if why is not None:
            self._reply.fitted[picture.part] = why

    async def _lighten(self) -> bool:
        """Makes the pictures smaller that Discord would not take; the second time, leaves such files out and says so.

        False where there is nothing to leave out.
        """
        refused = {
            name: part
            for name, part in self._reply.parts.items()
            if part.file is not None and not self._delivery.holds(part.file.name)
        }
        largest = max((len(part.file.data) for part in refused.values() if part.file), default=0)
        self._bytes_limit = min(FILE_BYTES, largest or self._bytes_limit) // 2
        for name, part in refused.items():
            if part.picture is not None and name not in self._lightened:
                self._lightened.add(name)
                with suppress(UserError):
                    await self._fit(part.picture, self._bytes_limit)
                    continue
            part.file = None
            self._reply.fitted.pop(name, None)
            self._reply.take(Trouble(part=name, error=Problem(sentence=say("discord-file-refused"))))
        return bool(refused)

    async def _take_recording(self, recording: Recording) -> None:
        """A voice message where that is allowed, sent when everything else is there; else a file to play."""
        data = await self._blobs.get(recording.media.sha256)
        if self._delivery.way.voice and self._voice is None:
            self._voice = await voice_upload(recording, data)
        self._recording = recording
        self._reply.take(recording)
        if self._voice is None:
            self._reply.part(recording.part).file = self._playable(recording, data)

    def _playable(self, recording: Recording, data: bytes) -> Upload | None:
        if len(data) > self._delivery.way.bytes_limit:
            sentence = say("discord-too-large", megabytes=self._delivery.way.bytes_limit // 1_000_000)
            self._reply.take(Trouble(part=recording.part, error=Problem(sentence=sentence)))
            return None
        return recording_upload(recording, data)

    async def _speak(self) -> None:
        if self._voice is None or self._recording is None or self._delivery.voice_sent or self._lost:
            return
        try:
            await self._delivery.speak(self._voice, IS_VOICE_MESSAGE)
        except Refusal as refusal:
            logger.info("a voice message was refused (%s); a file is sent instead", refusal)
            data = await self._blobs.get(self._recording.media.sha256)
            self._reply.part(self._recording.part).file = self._playable(self._recording, data)
            await self._draw()
            await self._insist()

    async def _draw(self) -> None:
        """Makes Discord show the reply as it is now. What is refused for good is logged, never raised."""
        if self._lost:
            return
        self._missed, self._waited = False, 0.0
        try:
            await self._send_what_fits()
        except Refusal as refusal:
            if refusal.status == 403 and self._reply.attaching and any(page.files for page in self._pages):
                # To write there may be allowed, and to attach files not.
                self._reply.attaching = False
                await self._draw()
                return
            await self._recover(refusal)

    async def _insist(self) -> None:
        """Draws the end until it is shown, or until it is clear that it cannot be."""
        for wait in WAITS:
            if self._lost or not self._missed:
                return
            await self._clock.sleep(wait)
            await self._draw()
        if self._missed:
            logger.warning("the end of the reply of job %s could not be shown", self._reply.job)

    @property
    def _pages(self) -> list[Page]:
        return lay_out(self._reply, self._layout)

    async def _send_what_fits(self) -> None:
        while True:
            try:
                await self._send()
            except Refusal as refusal:
                if not refusal.too_large or not await self._lighten():
                    raise
                logger.info("files of the reply of job %s are too large for its place", self._reply.job)
            else:
                return

    async def _send(self) -> None:
        """Sends, one after the other, the messages that differ; each is what it is when there is room for it."""
        at = 0
        while at < len(pages := self._pages):
            if self._shown[at : at + 1] != pages[at : at + 1]:
                async with self._delivery.turn(at, lambda: self._reply.ending is not None) as waited:
                    self._waited += waited
                    for page in self._pages[at : at + 1]:
                        await self._delivery.put(at, page.body, page.files)
                        self._shown[at : at + 1] = [page]
            at += 1
        # While it grows, an earlier attempt may have been further.
        if pages and self._reply.ending is not None and len(pages) < self._delivery.count:
            await self._delivery.trim(len(pages))
            del self._shown[len(pages) :]

    async def _recover(self, refusal: Refusal) -> None:
        if refusal.passing:
            self._missed = True
            return
        if refusal.gone:
            self._lost = True
            await self._gone()
            return
        again = refusal.elsewhere
        for anew in (False, True):
            if not again or not self._delivery.use_channel(anew=anew):
                continue
            self._shown = [] if anew else self._shown
            try:
                await self._send_what_fits()
            except Refusal as second:
                refusal = second
            else:
                return
        if again and self._late_direct:
            try:
                if await self._delivery.use_direct():
                    self._shown = []
                    if self._delivery.strays:
                        self._reply.veil()
                    await self._send_what_fits()
                    return
            except Refusal as third:
                refusal = third
        self._lost = True
        logger.warning("the reply of job %s cannot be shown, and it is stopped: %s", self._reply.job, refusal)
        await self._gone()
