"""Reads more than a model takes, in parts: notes of each part, then an answer from all notes."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass

from core.commands.context import Context, RequestDefaults
from core.commands.parts.text import Draft, draft_whole
from core.domain.events import Event, Progress
from core.domain.sentences import Sentence, say
from core.inference.engine import Capacity
from core.inference.requests import ChatMessage, ChatRequest
from core.text.price_format import dollars
from core.text.token_estimate import estimated_tokens

NOTES_TOKENS = 800
"""The longest notes of one part."""
AT_ONCE = 4
"""The most requests of one reading that wait or run at the same time."""
_OVERHEAD_TOKENS = 400
"""The tokens of the instructions around a part."""


@dataclass(frozen=True, kw_only=True)
class ReadingPart:
    """One part: its text for a model, and the pictures in it."""

    text: str
    pictures: tuple[bytes, ...] = ()


def part_tokens(capacity_tokens: int, question: str) -> int:
    """The tokens of a part, so that the question and the instructions fit beside it."""
    return max(capacity_tokens - estimated_tokens(question) - _OVERHEAD_TOKENS, capacity_tokens // 4)


def requests_for(parts: int, tokens: int) -> int:
    """The number of requests that reading so many parts takes, with the answer from their notes."""
    count, together = parts + 1, _notes_together(tokens)
    while parts > together:
        parts = -(-parts // together)
        count += parts
    return count


async def read_in_parts(
    parts: Sequence[ReadingPart],
    prompt: str,
    tokens: int,
    context: Context,
    basics: RequestDefaults,
    notes: list[str],
    *,
    cacheable: bool = True,
) -> AsyncGenerator[Event, None]:
    """Fills `notes` with a model's notes of each part, in order, and condenses them until they fit into one request.

    `prompt` says which notes to take, and `tokens` is the room of one request. What is not `cacheable` is not kept in
    memory. Yields progress. Raises as an engine does; then what has been read is in the job's checkpoints.
    """
    total = requests_for(len(parts), tokens) - 1
    done = 0
    level = [*parts]
    together = _notes_together(tokens)
    while True:
        taken: dict[int, str] = {}
        async with aclosing(_notes_of(level, prompt, context, basics, taken, cacheable=cacheable)) as readings:
            async for _ in readings:
                done += 1
                yield Progress(
                    sentence=say("reading-parts", done=done, total=total), part="answer", fraction=done / (total + 1)
                )
        written = [taken[at] for at in sorted(taken) if taken[at].strip()]
        if len(written) <= together:
            notes += written
            return
        level = [
            ReadingPart(text="\n\n".join(written[start : start + together]))
            for start in range(0, len(written), together)
        ]


async def _notes_of(
    parts: Sequence[ReadingPart],
    prompt: str,
    context: Context,
    basics: RequestDefaults,
    taken: dict[int, str],
    *,
    cacheable: bool,
) -> AsyncGenerator[int, None]:
    """Yields the number of each part that has been read."""
    waiting = asyncio.Semaphore(AT_ONCE)

    async def read(at: int, part: ReadingPart) -> int:
        request = ChatRequest(
            **basics,
            messages=(
                ChatMessage(role="system", text=prompt),
                ChatMessage(role="user", text=part.text, pictures=part.pictures),
            ),
            max_new_tokens=NOTES_TOKENS,
            cacheable=cacheable,
        )
        draft = Draft()
        async with waiting, aclosing(draft_whole(context.engine.chat_completion(request), "answer", draft)) as events:
            async for _ in events:
                pass
        taken[at] = draft.text
        return at

    tasks = {asyncio.create_task(read(at, part)) for at, part in enumerate(parts)}
    pending = set(tasks)
    try:
        while pending:
            finished, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
            for task in finished:
                yield task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def estimate_sentences(parts: int, capacity: Capacity, size: int) -> tuple[Sentence, ...]:
    """Says how many requests a reading of `size` tokens takes, and what it costs if the model's price is known."""
    requests = requests_for(parts, capacity.tokens)
    rounded = -(-size // 1000) * 1000
    return (say("reading-estimate", requests=requests, tokens=rounded), *cost_sentences(requests, capacity, size))


def cost_sentences(requests: int, capacity: Capacity, size: int) -> tuple[Sentence, ...]:
    """Says what a reading of `size` tokens costs, with notes of full length, if the model's price is known."""
    if capacity.prices is None:
        return ()
    read_price, written_price = capacity.prices
    read = size + requests * (_OVERHEAD_TOKENS + NOTES_TOKENS)  # all notes are read again
    cost = (read * read_price + requests * NOTES_TOKENS * written_price) / 1e6
    return (say("reading-cost", dollars=dollars(max(cost, 0.001))),)


def _notes_together(tokens: int) -> int:
    """The number of parts whose notes fit into one request."""
    return max((tokens - _OVERHEAD_TOKENS) // NOTES_TOKENS, 2)
