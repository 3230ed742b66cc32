"""Encoded pictures and sounds."""

from collections.abc import Collection
from dataclasses import dataclass

from core.domain.sentences import Sentence
from core.media.file_signatures import PICTURES, media_type_of
from core.media.processes import MEDIA_PROCESSES


@dataclass(frozen=True)
class EncodedMedia:
    """The bytes of a picture or a sound, and their media type.

    `changed` is False if the bytes are exactly the input; `reason` says what changed and why.
    """

    data: bytes
    media_type: str
    changed: bool = True
    reason: Sentence | None = None


def as_it_is(data: bytes, *, bytes_limit: int, accepted: Collection[str]) -> EncodedMedia | None:
    """A picture that needs no other encoding, undecoded; None if it is too large or has no `accepted` media type."""
    media_type = media_type_of(data)
    fits = media_type in PICTURES and media_type in accepted and len(data) <= bytes_limit
    return EncodedMedia(data, str(media_type), changed=False) if fits else None


async def encoded_picture(data: bytes, *, bytes_limit: int, accepted: Collection[str]) -> EncodedMedia:
    """As `core.media.pictures.reencode_under`, in a process if there is work to do."""
    if (same := as_it_is(data, bytes_limit=bytes_limit, accepted=accepted)) is not None:
        return same
    from core.media.pictures import reencode_under  # loads Pillow with the first picture

    return await MEDIA_PROCESSES.run(reencode_under, data, bytes_limit=bytes_limit, accepted=accepted)
