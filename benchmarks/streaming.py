"""The CPU of streams of 600 tokens, 1, 50 and 200 at the same time, beside other clients.

Each client is a process of its own, and the server another one, which writes an event for each token. CPU is that of
the client's process, for one stream. At 200 the time on the clock is measured, too. The tokens come faster than models
write, 600, 300 and 100 a second, so that it does not take all day; a slower pace costs all clients more for each token.
After the first words Troubadour reads what came within 50 ms at once; the others wake up for each token.
"""

import asyncio
import sys
from collections.abc import Iterator
from contextlib import AsyncExitStack
from importlib.util import find_spec

from benchmarks.comparison import Comparison, Scale, compared
from benchmarks.model_clients import Library, ModelClient, Taken, token_server

TOKENS = 600
SHORT_TOKENS = 20
PACES = {1: 600, 50: 300, 200: 100}
"""The tokens in a second of each stream, for each number of streams at the same time."""
SHORT_PACES = {1: 600, 10: 300}
ROUNDS = 5
CROWD = 200
"""The number from which the slowest client is left out, and the time on the clock counts."""


def compare(scale: Scale) -> Iterator[Comparison]:
    """CPU at each number of streams, then the time on the clock of the greatest."""
    libraries: list[Library] = ["AsyncInferenceClient", "AsyncOpenAI", "aiohttp"]
    if find_spec("openai") is None:
        print("no openai: AsyncOpenAI is not measured", file=sys.stderr)
        libraries.remove("AsyncOpenAI")
    found = asyncio.run(_compare(libraries, scale))
    for (number, library), rounds in found.items():
        subject = f"CPU of a stream of {scale.choose(TOKENS, SHORT_TOKENS)} tokens, {number} at the same time"
        pairs = [(ours.cpu, theirs.cpu) for ours, theirs in rounds]
        yield compared(subject, library, pairs, share=number)
    for (number, library), rounds in found.items():
        if number >= CROWD:
            pairs = [(ours.wall, theirs.wall) for ours, theirs in rounds]
            yield compared(f"time on the clock of {number} streams", library, pairs)


async def _compare(libraries: list[Library], scale: Scale) -> dict[tuple[int, Library], list[tuple[Taken, Taken]]]:
    tokens, rounds = scale.choose(TOKENS, SHORT_TOKENS), scale.choose(ROUNDS, 1)
    models = {number: f"tokens-{tokens}-{pace}" for number, pace in scale.choose(PACES, SHORT_PACES).items()}
    first = f"tokens-{SHORT_TOKENS}-1000"
    found: dict[tuple[int, Library], list[tuple[Taken, Taken]]] = {}
    async with AsyncExitStack() as stack:
        url = await stack.enter_async_context(token_server())
        clients: dict[Library, ModelClient] = {}
        for library in ("Troubadour", *libraries):
            clients[library] = await stack.enter_async_context(ModelClient(library, url, (first, *models.values())))
            await clients[library].run("stream", 2, first)
        for number, model in models.items():
            compared_with = [each for each in libraries if number < CROWD or each != "AsyncInferenceClient"]
            for _ in range(rounds):
                ours = await clients["Troubadour"].run("stream", number, model)
                for library in compared_with:
                    theirs = await clients[library].run("stream", number, model)
                    found.setdefault((number, library), []).append((ours, theirs))
    return found
