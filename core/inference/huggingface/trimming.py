"""A conversation made to fit a model.

How many tokens a text is, only the model's tokenizer knows. Where it is not at hand (`tokens`) it is estimated: one
token for three bytes of UTF-8. That is a little more than tokenizers of today make of European languages (about four
bytes) and about what they make of Chinese and Japanese (a character of three bytes), so the estimate errs on the safe
side. How many a model takes is the least of what the operator set, what the router's list says, and what the tokenizer
says. What turns out to be too long all the same is halved when the server says so.
"""

from collections.abc import Sequence

from core.inference.engine import ChatMessage
from core.inference.huggingface.model_search import ModelSearch
from core.inference.huggingface.routes import Route
from core.inference.huggingface.token_counter import TokenCounter

BYTES_PER_TOKEN = 3
PICTURE_TOKENS = 1_000
"""Models that see make some hundred to two thousand tokens of a picture."""
MESSAGE_TOKENS = 6
"""What stands around a message in a template."""
ANSWER_TOKENS = 1_000
"""What is left free for an answer of no given length, but no more than a quarter."""
ALWAYS_FITS_TOKENS = 1_000
"""So many fit into every model that is still served: nothing needs to be known."""


class ConversationTrimmer:
    """Makes conversations fit. `context_tokens` is what the operator allows."""

    def __init__(self, tokens: TokenCounter, context_tokens: int, model_search: ModelSearch) -> None:
        self._tokens = tokens
        self._model_search = model_search
        self._context_tokens = context_tokens

    async def fitted(
        self, messages: Sequence[ChatMessage], route: Route, answer_tokens: int | None
    ) -> tuple[ChatMessage, ...]:
        """The messages without the oldest, as few as need to go for the model to have room for its answer."""
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
    """About how many tokens a message is."""
    return _size(message, -(-len(_written(message).encode()) // BYTES_PER_TOKEN))


def trimmed(messages: Sequence[ChatMessage], tokens: int, sizes: Sequence[int]) -> tuple[ChatMessage, ...]:
    """The messages without the oldest, as few as need to go for `tokens`; `sizes` are those of the messages. What the
    system says and the last message stay, whatever they are; what is left begins with a user."""
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
    """The messages without the older half of what may go; None where nothing may."""
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
