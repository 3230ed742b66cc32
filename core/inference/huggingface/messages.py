"""Messages as OpenAI-compatible servers want them.

Turns of one role that follow each other become one, as templates of many models insist on taking turns; who speaks
stands before the words, as few servers pass names on.
"""

import base64
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from core.inference.engine import ChatMessage
from core.media.signatures import media_type_of

PICTURE_BYTES = 1_500_000
"""More than this tells a model no more, and takes long to send."""


def chat_messages(messages: Sequence[ChatMessage]) -> list[dict[str, Any]]:
    """The messages with their pictures as data URIs. Encodes megabytes: call it in a thread."""
    return [_turn(role, list(turn)) for role, turn in groupby(messages, key=lambda message: message.role)]


def spoken(message: ChatMessage) -> str:
    """What a message says, and who."""
    return f"{message.name}: {message.text}" if message.name and message.role == "user" else message.text


def small(picture: bytes) -> bytes:
    """A picture of at most `PICTURE_BYTES`. Raises `BadPicture`."""
    if len(picture) <= PICTURE_BYTES:
        return picture
    from core.media.pictures import for_model

    return for_model(picture, PICTURE_BYTES)


def data_uri(picture: bytes) -> str:
    """A picture as an address that is its content."""
    return f"data:{media_type_of(picture) or 'image/jpeg'};base64,{base64.b64encode(picture).decode('ascii')}"


def _turn(role: str, turn: Sequence[ChatMessage]) -> dict[str, Any]:
    text = "\n\n".join(filter(None, map(spoken, turn)))
    pictures = [small(picture) for message in turn for picture in message.pictures]
    if not pictures:
        return {"role": role, "content": text}
    parts = [{"type": "image_url", "image_url": {"url": data_uri(picture)}} for picture in pictures]
    return {"role": role, "content": [{"type": "text", "text": text}, *parts]}
