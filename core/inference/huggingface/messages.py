"""Messages in the form that servers and chat templates need.

Consecutive messages of one role are merged, as many templates insist on alternating roles. The speaker's name goes
before the text, as few servers pass names on.
"""

import base64
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from core.inference.requests import ChatMessage
from core.media.file_signatures import media_type_of
from core.media.picture_work import jpeg_for_model
from core.media.processes import MEDIA_PROCESSES

PICTURE_BYTES = 1_500_000
"""A larger picture tells a model nothing more and takes long to send."""
SMALL_PICTURE_BYTES = 250_000
"""The size of a picture for a server that found the request too large."""


@dataclass(frozen=True)
class MergedMessage:
    """Consecutive messages of one role, as one."""

    role: str
    text: str
    pictures: tuple[bytes, ...] = ()


def merged_messages(messages: Sequence[ChatMessage]) -> Iterator[MergedMessage]:
    """The messages, merged by role."""
    for role, said in groupby(messages, key=lambda message: message.role):
        together = list(said)
        yield MergedMessage(
            role,
            "\n\n".join(filter(None, map(_with_name, together))),
            tuple(picture for message in together for picture in message.pictures),
        )


def chat_messages(messages: Sequence[ChatMessage], picture_bytes: int = PICTURE_BYTES) -> list[dict[str, Any]]:
    """The messages for an OpenAI-compatible server, with pictures as data URIs of at most `picture_bytes`.

    Scales and encodes megabytes: call it in a thread. Raises `BadPicture`.
    """
    return [_message(message, picture_bytes) for message in merged_messages(messages)]


def limited_picture(picture: bytes, bytes_limit: int = PICTURE_BYTES) -> bytes:
    """A picture of at most `bytes_limit`; unchanged if it is small enough. Raises `BadPicture`."""
    return picture if len(picture) <= bytes_limit else jpeg(picture, bytes_limit)


def jpeg(picture: bytes, bytes_limit: int = PICTURE_BYTES) -> bytes:
    """A picture as a JPEG of at most `bytes_limit`. Raises `BadPicture`."""
    if len(picture) <= bytes_limit and media_type_of(picture) == "image/jpeg":
        return picture
    return MEDIA_PROCESSES.run_blocking(jpeg_for_model, picture, bytes_limit)


def data_uri(picture: bytes) -> str:
    """A picture as a data URI."""
    return f"data:{media_type_of(picture) or 'image/jpeg'};base64,{base64.b64encode(picture).decode('ascii')}"


def _with_name(message: ChatMessage) -> str:
    return f"{message.name}: {message.text}" if message.name and message.role == "user" else message.text


def _message(message: MergedMessage, picture_bytes: int) -> dict[str, Any]:
    if not message.pictures:
        return {"role": message.role, "content": message.text}
    pictures = [
        {"type": "image_url", "image_url": {"url": data_uri(limited_picture(picture, picture_bytes))}}
        for picture in message.pictures
    ]
    return {"role": message.role, "content": [{"type": "text", "text": message.text}, *pictures]}
