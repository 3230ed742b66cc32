"""People who open a web room together: `python -m benchmarks.room_openers URL NUMBER [SECONDS]`.

For each line on stdin that many tabs open, and `open` on stdout tells that all of them show the room, or that they have
given up after some seconds. They are a process of their own, so that what they cost a browser is not measured.
"""

import asyncio
import sys
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any

import aiohttp

PAGE = ("/", "/static/room.js", *(f"/api/{name}" for name in ("me", "words", "commands", "found", "conversations")))
"""The requests of a browser that opens the room, before the replies and the stream. Of some forty scripts, styles and
pictures, which it keeps, one stands for all."""


async def open_tabs(url: str, number: int, seconds: float | None = None) -> None:
    """Opens tabs for each line until stdin ends."""
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True), connector=connector) as session:
        await _together(seconds, _get(session, f"{url}/api/me"))
        print("ready", flush=True)
        while await asyncio.to_thread(sys.stdin.readline):
            await _together(seconds, *(_open(session, url) for _ in range(number)))
            print("open", flush=True)


async def _together(seconds: float | None, *work: Coroutine[Any, Any, object]) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds), asyncio.TaskGroup() as group:
            for each in work:
                group.create_task(each)


async def _open(session: aiohttp.ClientSession, url: str) -> None:
    for path in PAGE:
        await _get(session, url + path)
    newest = (await _get(session, f"{url}/api/replies")).partition('"newest": ')[2].partition(",")[0]
    async with session.get(f"{url}/api/room?after={newest}") as stream:
        assert stream.status == 200, await stream.text()
        async for line in stream.content:
            if line.startswith(b"event: here"):
                return


async def _get(session: aiohttp.ClientSession, address: str) -> str:
    async with session.get(address) as response:
        assert response.status == 200
        return await response.text()


if __name__ == "__main__":
    asyncio.run(open_tabs(sys.argv[1], int(sys.argv[2]), *map(float, sys.argv[3:])))
