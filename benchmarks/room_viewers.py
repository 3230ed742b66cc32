"""Idle viewers of a web room: `python -m benchmarks.room_viewers URL AFTER NUMBER`.

They read the stream after a line and drop what they read. `ready` on stdout tells that all of them are connected.
"""

import asyncio
import sys
from contextlib import AsyncExitStack

import aiohttp

from adapters.web.event_stream import STREAMS_OF_A_VISITOR


async def view(url: str, after: str, number: int) -> None:
    """Views until cancelled."""
    async with AsyncExitStack() as stack, asyncio.TaskGroup() as group:
        for first in range(0, number, STREAMS_OF_A_VISITOR):
            session = await stack.enter_async_context(aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)))
            async with session.get(f"{url}/api/me") as response:
                assert response.status == 200
            for _ in range(first, min(first + STREAMS_OF_A_VISITOR, number)):
                stream = await stack.enter_async_context(session.get(f"{url}/api/room?after={after}", timeout=_NEVER))
                assert stream.status == 200
                group.create_task(_drop(stream))
        print("ready", flush=True)


async def _drop(stream: aiohttp.ClientResponse) -> None:
    while await stream.content.readany():
        pass


_NEVER = aiohttp.ClientTimeout(total=None)

if __name__ == "__main__":
    asyncio.run(view(sys.argv[1], sys.argv[2], int(sys.argv[3])))
