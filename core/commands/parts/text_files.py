"""Text files that somebody attached."""

from core.domain.errors import BadInput
from core.domain.request import MediaRef
from core.domain.sentences import Quote


def is_text(media_type: str, data: bytes) -> bool:
    """True for a text file, by its type or else by its content: platforms do not know the type of most source code."""
    if media_type.startswith("text/") or media_type == "application/json":
        return True
    if not media_type.startswith("application/") or b"\0" in data:
        return False
    try:
        data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return True


def text_of(media: MediaRef, data: bytes) -> str:
    """The text of a file. Raises `BadInput` if it is not in UTF-8."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadInput("attachment-not-text", name=Quote(text=media.name)) from None
