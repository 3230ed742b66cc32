"""A conversation made to fit a model.

How many tokens a text is, only the model's tokenizer knows; it is seldom at hand, so it is estimated: one token for
three bytes of UTF-8. That is a little more than tokenizers of today make of European languages (about four bytes) and
about what they make of Chinese and Japanese (a character of three bytes), so the estimate errs on the safe side. What
turns out to be too long all the same is halved when the server says so.
"""

from collections.abc import Sequence

from core.inference.engine import ChatMessage

BYTES_PER_TOKEN = 3
PICTURE_TOKENS = 1_000
"""Models that see make some hundred to two thousand tokens of a picture."""
MESSAGE_TOKENS = 6
"""What stands around a message in a template."""


def estimate(message: ChatMessage) -> int:
    """About how many tokens a message is."""
    length = len(message.text.encode()) + len((message.name or "").encode())
    return MESSAGE_TOKENS + -(-length // BYTES_PER_TOKEN) + PICTURE_TOKENS * len(message.pictures)


def trimmed(messages: Sequence[ChatMessage], tokens: int) -> tuple[ChatMessage, ...]:
    """The messages without the oldest, as few as need to go for `tokens`. What the system says and the last message
    stay, whatever they are; what is left begins with a user."""
    system, rest = _parted(messages)
    left = tokens - sum(map(estimate, (*system, *rest[-1:])))
    kept = list(rest[-1:])
    for message in reversed(rest[:-1]):
        left -= estimate(message)
        if left < 0:
            break
        kept.insert(0, message)
    return (*system, *_from_a_user(kept))


def halved(messages: Sequence[ChatMessage]) -> tuple[ChatMessage, ...] | None:
    """The messages without the older half of what may go; None where nothing may."""
    system, rest = _parted(messages)
    if len(rest) < 2:
        return None
    return (*system, *_from_a_user(rest[(len(rest) + 1) // 2 :]))


def _parted(messages: Sequence[ChatMessage]) -> tuple[tuple[ChatMessage, ...], tuple[ChatMessage, ...]]:
    system = tuple(message for message in messages if message.role == "system")
    return system, tuple(message for message in messages if message.role != "system")


def _from_a_user(messages: Sequence[ChatMessage]) -> Sequence[ChatMessage]:
    start = next((place for place, message in enumerate(messages) if message.role == "user"), len(messages) - 1)
    return messages[max(0, start) :]
