"""Pictures in a form that a platform takes, made in a process if there is work to do."""

from collections.abc import Collection

from core.media.encoded_media import EncodedMedia, as_it_is
from core.media.picture_work import reencode_under
from core.media.processes import MEDIA_PROCESSES


async def encoded_picture(data: bytes, *, bytes_limit: int, accepted: Collection[str]) -> EncodedMedia:
    """As `core.media.pictures.reencode_under`, in a process if there is work to do."""
    if (same := as_it_is(data, bytes_limit=bytes_limit, accepted=accepted)) is not None:
        return same
    return await MEDIA_PROCESSES.run(reencode_under, data, bytes_limit=bytes_limit, accepted=accepted)
