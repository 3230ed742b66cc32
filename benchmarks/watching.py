"""The time to acknowledge a command in a web room that many people watch, beside the same room without them.

The room is a process of its own, with a log of 10,000 replies. Its viewers are idle, but each of them gets every line
of the answers. A second measurement reads a page of that log beside a page of a short one.

All people are on the same two cores as the room. So the command is also sent while as many people send the first
requests of a page to a port that nobody serves: what it waits then, it waits for their processor time alone.
"""

import asyncio
import socket
import subprocess
import sys
import tempfile
import time
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import aiohttp

from adapters.web.log_pages import REPLIES_OF_A_PAGE
from adapters.web.visitors import PLACE
from benchmarks.acknowledging import acknowledgements
from benchmarks.comparison import Comparison, Scale, compared
from core.store.sqlite.store import SqliteStore
from tests.adapters.web.filled_log import fill
from tests.scenarios.bot_process import free_port, running

REPLIES = 10_000
VIEWERS = 500
OPENS = 20
"""The number of people who open the room at the same time."""
GIVING_UP_SECONDS = 0.1
"""The time that people wait whom nobody answers: longer than it takes them to ask."""
COMMANDS = 6
PAUSE_SECONDS = 0.3
"""The time between two commands, in which the answer reaches all viewers."""
TURNS = 6
"""The number of turns; the first does not count."""
WAIT_SECONDS = 60.0

_numbers = count()


def compare(scale: Scale) -> Iterator[Comparison]:
    """The acknowledgements beside viewers, beside viewers and opens, and the page of a long log."""
    with tempfile.TemporaryDirectory() as folder:
        yield from asyncio.run(_compare(Path(folder), scale))


async def _compare(folder: Path, scale: Scale) -> list[Comparison]:
    replies, viewers, turns = scale.choose((REPLIES, VIEWERS, TURNS), (100, 20, 2))
    long, short = [await _filled(folder / str(number), number) for number in (replies, REPLIES_OF_A_PAGE)]
    pages = [(await _page(long), await _page(short)) for _ in range(scale.rounds + 1)][1:]
    await long.close()
    await short.close()
    async with _room(folder / str(replies)) as url:
        found = [await _turn(url, viewers) for _ in range(turns)]
    viewing, opening = f"a command beside {viewers} viewers", f"and {OPENS} opens"
    return [
        compared(f"the newest page of {replies:,} replies", f"all of {REPLIES_OF_A_PAGE}", pages),
        *acknowledgements([(each.idle, each.alone) for each in found], subject=viewing, baseline="nobody watches"),
        *acknowledgements(
            [(each.opening, each.alone) for each in found], subject=f"{viewing} {opening}", baseline="nobody watches"
        ),
        *acknowledgements(
            [(each.unanswered, each.alone) for each in found],
            subject=f"{viewing} {opening} that reach no server",
            baseline="nobody watches",
        ),
        *acknowledgements(
            [(each.opening, each.unanswered) for each in found],
            subject=f"{viewing} {opening}",
            baseline="opens that reach no server",
        ),
    ]


@dataclass(frozen=True, kw_only=True)
class _Turn:
    """The seconds until each acknowledgement: alone, with idle viewers, and while others open the room, or ask a port
    that nobody serves."""

    alone: list[float]
    idle: list[float]
    opening: list[float]
    unanswered: list[float]


async def _filled(folder: Path, replies: int) -> SqliteStore:
    store = await SqliteStore.open(folder)
    await fill(store, replies, since=time.time() - replies)  # not so old that retention deletes them
    return store


async def _page(store: SqliteStore) -> float:
    start = time.perf_counter()
    page = await store.read_back(PLACE.key, "web:room:viewer", REPLIES_OF_A_PAGE)
    duration = time.perf_counter() - start
    assert len({entry.reply for entry in page.entries}) == REPLIES_OF_A_PAGE
    return duration


@asynccontextmanager
async def _room(data: Path) -> AsyncIterator[str]:
    """Runs the program. All its visitors come from one address, which is a proxy's, so that it has no cap."""
    port = free_port()
    options = ("--port", str(port), "--data", str(data))
    async with running("web", data, *options, TROUBADOUR_TRUSTED_PROXIES="127.0.0.1") as bot:
        await bot.logs("the web room is open", seconds=WAIT_SECONDS)
        yield f"http://127.0.0.1:{port}"


async def _turn(url: str, viewers: int) -> _Turn:
    async with _visitor(url) as asker:
        alone = [await _ask(asker, url) for _ in range(COMMANDS)]
        newest = (await _get(asker, f"{url}/api/replies"))["newest"]
        async with _crowd("room_viewers", url, newest, viewers):
            idle = [await _ask(asker, url) for _ in range(COMMANDS)]
            async with _crowd("room_openers", url, OPENS) as openers:
                opening = [await _ask(asker, url, openers) for _ in range(COMMANDS)]
            # Connections wait in the backlog, so that nobody is refused and nobody answered.
            with socket.create_server(("127.0.0.1", 0), backlog=2 * OPENS * COMMANDS) as unserved:
                nowhere = f"http://127.0.0.1:{unserved.getsockname()[1]}"
                async with _crowd("room_openers", nowhere, OPENS, GIVING_UP_SECONDS) as openers:
                    unanswered = [await _ask(asker, url, openers) for _ in range(COMMANDS)]
    return _Turn(alone=alone, idle=idle, opening=opening, unanswered=unanswered)


@asynccontextmanager
async def _crowd(module: str, *arguments: object) -> AsyncIterator[Process]:
    """People in a process of their own."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", f"benchmarks.{module}", *map(str, arguments)),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    try:
        await _hears(process, b"ready\n")
        yield process
    finally:
        process.terminate()
        await process.wait()


async def _hears(process: Process, line: bytes) -> None:
    assert process.stdout is not None
    assert await asyncio.wait_for(process.stdout.readline(), WAIT_SECONDS) == line


@asynccontextmanager
async def _visitor(url: str) -> AsyncIterator[aiohttp.ClientSession]:
    jar = aiohttp.CookieJar(unsafe=True)  # for cookies of an address
    connector = aiohttp.TCPConnector(limit=0)
    timeout = aiohttp.ClientTimeout(total=None)
    async with aiohttp.ClientSession(cookie_jar=jar, connector=connector, timeout=timeout) as session:
        await _get(session, f"{url}/api/me")
        yield session


async def _get(session: aiohttp.ClientSession, address: str) -> dict[str, int]:
    async with session.get(address) as response:
        assert response.status == 200, await response.text()
        answer: dict[str, int] = await response.json()
        return answer


async def _ask(session: aiohttp.ClientSession, url: str, openers: Process | None = None) -> float:
    """Sends a command at the same time as people open the room, and waits until the room is quiet again."""
    body = {"id": f"benchmark-{next(_numbers)}", "line": "/troubadour persona"}
    if openers is not None:
        assert openers.stdin is not None
        openers.stdin.write(b"\n")
        await openers.stdin.drain()
    start = time.perf_counter()
    async with session.post(f"{url}/api/requests", json=body, headers={"Origin": url}) as response:
        answer = await response.json()
        duration = time.perf_counter() - start
    assert answer["verdict"] == "accepted", answer
    if openers is not None:
        await _hears(openers, b"open\n")
    await asyncio.sleep(PAUSE_SECONDS)
    return duration
