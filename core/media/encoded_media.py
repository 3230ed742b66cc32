"""Encoded pictures and sounds."""

from collections.abc import Collection
from dataclasses import dataclass

from core.domain.sentences import Sentence
from core.media.file_signatures import PICTURES, media_type_of


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
