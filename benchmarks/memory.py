"""Memory: of the idle program, of a stream in flight, and after pictures and recordings.

Memory is the proportional set size with that of child processes (`Pss` in proc(5)). Beside the idle program stands a
Python that has imported the same libraries, without modules of our own. A stream in flight is one of many that wait for
their second token; the memory of the server is not in it. The pictures and recordings are made by the built-in engine,
ten at a time; then the program rests until its helping processes have ended.
"""

import asyncio
import tempfile
from collections.abc import Iterator
from contextlib import AsyncExitStack
from itertools import count
from pathlib import Path

import aiohttp

from benchmarks.bot_starts import PLATFORMS, Platforms, Started, imported, libraries, modules_of, started
from benchmarks.comparison import Comparison, Pair, Scale, compared
from benchmarks.model_clients import Library, ModelClient, memory_of, token_server

ROUNDS = 5
SETTLING_SECONDS = 2.0
STREAMS = 200
WORKS = ("/imagine a red fox in the snow", "/speak The quick brown fox jumps over the lazy dog, and sleeps in the sun.")
TIMES, TOGETHER = 30, 10
REST_SECONDS = 100.0
"""Until helping processes have ended, after a minute, and free memory was returned."""
UNLIMITED = {
    "TROUBADOUR_USER_LIMITS": "text_to_image=1000/hour,text_to_speech=1000/hour",
    "TROUBADOUR_TRUSTED_PROXIES": "127.0.0.1",
}

_numbers = count()


def compare(scale: Scale) -> Iterator[Comparison]:
    """Idle on some and on all platforms, then the stream, then the rest after work."""
    for platforms in scale.choose(PLATFORMS, PLATFORMS[:1]):
        with tempfile.TemporaryDirectory() as folder:
            pairs = asyncio.run(_idle(platforms, Path(folder), scale.choose(ROUNDS, 1)))
        yield compared(f"idle: {platforms}", "the same libraries, idle", pairs, unit="B")
    beside: tuple[Library, ...] = ("AsyncInferenceClient", "aiohttp")
    found = asyncio.run(_streams(beside, scale.choose(STREAMS, 10), scale.choose(ROUNDS, 1)))
    for library, pairs in found.items():
        yield compared("a stream in flight", library, pairs, unit="B")
    with tempfile.TemporaryDirectory() as folder:
        times, rest = scale.choose((TIMES, REST_SECONDS), (1, 0.0))
        idle, busy, rested = asyncio.run(_worked(Path(folder), times, rest))
    work = f"{times} pictures and {times} recordings"
    yield compared(f"immediately after {work}", "before them", [(busy, idle)], unit="B")
    yield compared(f"{rest:.0f} s after {work}", "before them", [(rested, idle)], unit="B")


async def _idle(platforms: Platforms, folder: Path, rounds: int) -> list[Pair]:
    names = libraries(await modules_of(platforms, folder))
    found = []
    for _ in range(rounds):
        async with imported(names) as bare, started(platforms, folder) as ours:
            await asyncio.sleep(SETTLING_SECONDS)
            found.append((memory_of(ours.pid), memory_of(bare.pid)))
    return found


async def _streams(libraries: tuple[Library, ...], number: int, rounds: int) -> dict[Library, list[Pair]]:
    """The bytes of one stream, in pairs."""
    found: dict[Library, list[Pair]] = {library: [] for library in libraries}

    async def held(client: ModelClient) -> float:
        taken = await client.run("hold", number)
        return (taken.memory - taken.before) / number

    for _ in range(rounds):
        async with AsyncExitStack() as stack:
            url = await stack.enter_async_context(token_server())
            ours, *beside = [
                await stack.enter_async_context(ModelClient(library, url)) for library in ("Troubadour", *libraries)
            ]
            for client in (ours, *beside):
                await client.run("hold", 2)
            own = await held(ours)
            for library, client in zip(libraries, beside, strict=True):
                found[library].append((own, await held(client)))
    return found


async def _worked(folder: Path, times: int, rest: float) -> tuple[float, float, float]:
    """The memory before, immediately after, and some time after pictures and recordings."""
    jar = aiohttp.CookieJar(unsafe=True)  # for cookies of an address
    async with started("the room", folder, **UNLIMITED) as bot, aiohttp.ClientSession(cookie_jar=jar) as session:
        await asyncio.sleep(SETTLING_SECONDS)
        idle = memory_of(bot.pid)
        async with session.get(f"{bot.url}/api/me") as response:
            await response.read()
        for line in WORKS:
            for first in range(0, times, TOGETHER):
                for _ in range(min(TOGETHER, times - first)):
                    await _ask(session, bot, line)
                await _finished(session, bot)
        busy = memory_of(bot.pid)
        await asyncio.sleep(rest)
        return idle, busy, memory_of(bot.pid)


async def _ask(session: aiohttp.ClientSession, bot: Started, line: str) -> None:
    body = {"id": f"benchmark-{next(_numbers)}", "line": line}
    async with session.post(f"{bot.url}/api/requests", json=body, headers={"Origin": bot.url}) as response:
        answer = await response.json()
    assert answer.get("verdict") == "accepted", answer


async def _finished(session: aiohttp.ClientSession, bot: Started) -> None:
    while True:
        async with session.get(f"{bot.url}/readyz") as response:
            queue = (await response.json())["queue"]
        if not queue["waiting"] + queue["running"]:
            return
        await asyncio.sleep(0.2)
