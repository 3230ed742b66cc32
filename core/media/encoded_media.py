"""Encoded pictures and sounds."""

from dataclasses import dataclass

from core.domain.sentences import Sentence


@dataclass(frozen=True)
class EncodedMedia:
    """The bytes of a picture or a sound, and their media type.

    `changed` is False if the bytes are exactly the input; `reason` says what changed and why.
    """

    data: bytes
    media_type: str
    changed: bool = True
    reason: Sentence | None = None
