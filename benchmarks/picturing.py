"""The CPU of a picture of 3 MB that goes to a model and of one that comes back, beside other clients.

Each client is a process of its own, and its CPU is counted with that of its child processes. Troubadour also reads the
shape of the picture that goes out, and finds out that the one that came is neither torn nor black; a JPEG as dense as
this one need not be decoded for that. aiohttp only sends and receives bytes, and AsyncInferenceClient opens the picture
that came, but decodes nothing.
"""

import asyncio
from collections.abc import Iterator
from contextlib import AsyncExitStack

from benchmarks.comparison import Comparison, Scale, compared
from benchmarks.model_clients import Library, ModelClient, Taken, token_server

PICTURES = 5
"""The pictures that are measured together, one after the other."""
LIBRARIES: tuple[Library, ...] = ("AsyncInferenceClient", "aiohttp")


def compare(scale: Scale) -> Iterator[Comparison]:
    """CPU beside each client."""
    found = asyncio.run(_compare(scale))
    for library, rounds in found.items():
        pairs = [(ours.cpu, theirs.cpu) for ours, theirs in rounds]
        yield compared("CPU of a picture of 3 MB in and out", library, pairs, share=PICTURES)


async def _compare(scale: Scale) -> dict[Library, list[tuple[Taken, Taken]]]:
    found: dict[Library, list[tuple[Taken, Taken]]] = {library: [] for library in LIBRARIES}
    async with AsyncExitStack() as stack:
        url = await stack.enter_async_context(token_server())
        ours = await stack.enter_async_context(ModelClient("Troubadour", url))
        beside = {library: await stack.enter_async_context(ModelClient(library, url)) for library in LIBRARIES}
        for client in (ours, *beside.values()):
            await client.run("picture", 1)
        for _ in range(scale.rounds):
            taken = await ours.run("picture", PICTURES)
            for library, client in beside.items():
                found[library].append((taken, await client.run("picture", PICTURES)))
    return found
