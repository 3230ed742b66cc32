"""A picture or a sound as a file."""

from dataclasses import dataclass

from core.domain.sentences import Sentence


@dataclass(frozen=True)
class EncodedMedia:
    """The bytes of a file and what they are.

    `changed` is False when they are byte for byte what came in; `why` says what was changed and for what reason.
    """

    data: bytes
    media_type: str
    changed: bool = True
    reason: Sentence | None = None
