"""Trims a conversation to fit a model.

Only the model's tokenizer knows the number of tokens. If it is not cached (`token_counter`), a token counts as three
bytes of UTF-8. Tokenizers of today use about four bytes in European languages, and about a character of three bytes in
Chinese and Japanese, so the estimate errs on the safe side. The limit is the least of the operator's setting, the
router's list and the tokenizer's own. If a server still says that it is too long, half of the conversation goes.
"""

from collections.abc import Sequence

from core.inference.huggingface.model_search import ModelSearch
from core.inference.huggingface.references import Reference
from core.inference.huggingface.routes import Route
from core.inference.huggingface.token_counter import TokenCounter
from core.inference.requests import ChatMessage
from core.text.token_estimate import estimated_tokens

PICTURE_TOKENS = 1_000
"""Vision models turn a picture into some hundred to two thousand tokens."""
MESSAGE_TOKENS = 6
"""The tokens around a message in a template."""
ANSWER_TOKENS = 1_000
"""The room for an answer without a given length, at most a quarter of the context."""
ALWAYS_FITS_TOKENS = 1_000
"""This many tokens fit into every model that is still served, so nothing needs to be looked up."""


class ConversationTrimmer:
    """Trims conversations. `context_tokens` is the operator's limit."""

    def __init__(self, tokens: TokenCounter, context_tokens: int, model_search: ModelSearch) -> None:
        self._tokens = tokens
        self._model_search = model_search
        self._context_tokens = context_tokens

    async def room(self, reference: Reference, answer_tokens: int | None = None) -> int:
        """The tokens of messages that a model takes, so that it has room for its answer."""
        context = self._context_tokens
        if reference.server is None:
            listed = await self._model_search.context(reference.model, reference.provider)
            context = min(context, listed or context)
        return _room(context, answer_tokens)

    async def fitted(
        self, messages: Sequence[ChatMessage], route: Route, answer_tokens: int | None
    ) -> tuple[ChatMessage, ...]:
        """The messages without the oldest: as few as possible go, so that the model has room for its answer."""
        sizes = [estimate(message) for message in messages]
        context = self._context_tokens
        if sum(sizes) > min(ALWAYS_FITS_TOKENS, _room(context, answer_tokens)):
            measured = await self._tokens.count(route.reference.model, [_written(message) for message in messages])
            if measured is not None:
                sizes = [_size(message, count) for message, count in zip(messages, measured.counts, strict=True)]
                context = min(context, measured.context or context)
            if route.kind in ("router", "provider"):
                listed = await self._model_search.context(route.reference.model, route.provider or None)
                context = min(context, listed or context)
        return trimmed(messages, _room(context, answer_tokens), sizes)


def estimate(message: ChatMessage) -> int:
    """The approximate tokens of a message."""
    return _size(message, estimated_tokens(_written(message)))


def trimmed(messages: Sequence[ChatMessage], tokens: int, sizes: Sequence[int]) -> tuple[ChatMessage, ...]:
    """The messages without the oldest: as few as possible go to fit `tokens`. `sizes` are the messages' tokens. System
    messages and the last message always stay; the rest begins with a user message."""
    sized = list(zip(messages, sizes, strict=True))
    system = [each for each in sized if each[0].role == "system"]
    rest = [each for each in sized if each[0].role != "system"]
    left = tokens - sum(size for _, size in (*system, *rest[-1:]))
    fitting = [message for message, _ in rest[-1:]]
    for message, size in reversed(rest[:-1]):
        left -= size
        if left < 0:
            break
        fitting.insert(0, message)
    return (*(message for message, _ in system), *_from_a_user(fitting))


def halved(messages: Sequence[ChatMessage]) -> tuple[ChatMessage, ...] | None:
    """The messages without the older half of those that may go; None if none may."""
    system = tuple(message for message in messages if message.role == "system")
    rest = tuple(message for message in messages if message.role != "system")
    if len(rest) < 2:
        return None
    return (*system, *_from_a_user(rest[(len(rest) + 1) // 2 :]))


def _room(context: int, answer_tokens: int | None) -> int:
    return context - (min(ANSWER_TOKENS, context // 4) if answer_tokens is None else answer_tokens)


def _written(message: ChatMessage) -> str:
    return f"{message.name}: {message.text}" if message.name else message.text


def _size(message: ChatMessage, count: int) -> int:
    return MESSAGE_TOKENS + count + PICTURE_TOKENS * len(message.pictures)


def _from_a_user(messages: Sequence[ChatMessage]) -> Sequence[ChatMessage]:
    start = next((place for place, message in enumerate(messages) if message.role == "user"), len(messages) - 1)
    return messages[max(0, start) :]
