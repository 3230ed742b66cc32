"""The files of one reply on Discord, within the limits of their place."""

import logging
from contextlib import suppress

from adapters.discord.outbound.delivery import DiscordDelivery
from adapters.discord.outbound.files import (
    FILE_BYTES,
    PICTURE_MINIMUM_BYTES,
    REQUEST_BYTES,
    picture_upload,
    recording_upload,
)
from adapters.discord.outbound.reply import DiscordReply
from core.domain.errors import UserError
from core.domain.events import Picture, Problem, Recording, Statement, Trouble
from core.domain.sentences import say
from core.store.ports.blobs import BlobStore

logger = logging.getLogger(__name__)


class DiscordReplyFiles:
    """Adds pictures and recordings to a reply, compressed if they would not fit, or says that they are missing."""

    def __init__(self, delivery: DiscordDelivery, blobs: BlobStore, reply: DiscordReply) -> None:
        self._delivery = delivery
        self._blobs = blobs
        self._reply = reply
        self._bytes_limit = delivery.route.target.bytes_limit
        self._shrunk: set[str] = set()

    async def add_picture(self, picture: Picture) -> None:
        """Attaches a picture, compressed if it would not fit; else says that it is missing."""
        picture = picture.model_copy(update={"spoiler": picture.spoiler or self._delivery.route.leaves_age_restriction})
        used = sum(len(part.file.data) for part in self._reply.parts.values() if part.file)
        try:
            await self._fit_picture(picture, min(self._bytes_limit, max(PICTURE_MINIMUM_BYTES, REQUEST_BYTES - used)))
        except UserError as error:
            self._reply.take(Trouble(part=picture.part, error=Problem.because(error)))
            return
        self._reply.take(picture)

    async def _fit_picture(self, picture: Picture, bytes_limit: int) -> None:
        """Compresses a picture to `bytes_limit`. Raises `UserError` if that is impossible."""
        upload, why = await picture_upload(picture, await self._blobs.get(picture.media.sha256), bytes_limit)
        self._reply.part(picture.part).file = upload
        if why is not None:
            self._reply.compressed[picture.part] = why

    async def shrink(self) -> bool:
        """Compresses files that Discord refused as too large; the second time, omits such files and says so.

        Returns False if there is nothing to omit.
        """
        refused = {
            name: part
            for name, part in self._reply.parts.items()
            if part.file is not None and not self._delivery.has_file(part.file.name)
        }
        largest = max((len(part.file.data) for part in refused.values() if part.file), default=0)
        self._bytes_limit = min(FILE_BYTES, largest or self._bytes_limit) // 2
        for name, part in refused.items():
            if name not in self._shrunk:
                self._shrunk.add(name)
                with suppress(UserError):
                    if part.picture is not None:
                        await self._fit_picture(part.picture, self._bytes_limit)
                        continue
                    if part.recording is not None:
                        await self._fit_recording(part.recording, self._bytes_limit)
                        continue
            part.file = None
            self._reply.compressed.pop(name, None)
            logger.warning("a file of job %s was too large for Discord", self._reply.job)
            self._reply.take(Trouble(part=name, error=Problem.logged(say("discord-file-refused"))))
        return bool(refused)

    async def add_recording(self, recording: Recording) -> None:
        """Attaches a recording, with a lower quality if it would not fit; else says that it is missing."""
        try:
            await self._fit_recording(recording, self._bytes_limit)
        except UserError as error:
            self._reply.take(Trouble(part=recording.part, error=Problem.because(error)))

    async def _fit_recording(self, recording: Recording, bytes_limit: int) -> None:
        data = await self._blobs.get(recording.media.sha256)
        upload, changed = await recording_upload(recording, data, bytes_limit)
        self._reply.part(recording.part).file = upload
        lowered = say("discord-recording-lowered")
        if changed and lowered not in self._reply.part(recording.part).sentences:
            self._reply.take(Statement(part=recording.part, sentences=(lowered,)))
