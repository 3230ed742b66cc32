"""Memory: of the idle program, of a stream in flight, and after pictures and recordings.

Memory is the proportional set size with that of child processes (`Pss` in proc(5)). Beside the idle program stand a
Python that has imported the same modules, one without our own, and one that also has the libraries that the program
loads later: for numbers that are spoken, formulas, code, and requests to Hugging Face. A stream in flight is one of
many that wait for their second token; the memory of the server is not in it. The pictures and recordings are made by
the built-in engine, ten of each at a time. Then its helping processes, which leave by themselves after an idle minute,
are ended, and the program rests until it has returned free memory, meanwhile the streams are measured.
"""

import asyncio
import os
import signal
import tempfile
from collections.abc import Iterator
from contextlib import AsyncExitStack, suppress
from itertools import count
from pathlib import Path

import aiohttp

from benchmarks.bot_starts import PLATFORMS, Platforms, Started, imported, libraries, modules_of, started
from benchmarks.comparison import Comparison, Pair, Scale, compared
from benchmarks.model_clients import Library, ModelClient, children_of, memory_alone, memory_of, token_server
from bot.garbage import TRIM_SECONDS

ROUNDS = 5
LATER = ("num2words", "latex2mathml.converter", "pygments.formatters", "pygments.lexers", "huggingface_hub.utils")
"""The libraries that a text or a model needs first."""
STREAMS = 80
"""AsyncInferenceClient has 100 connections, and keeps those of streams that were given up."""
WORKS = ("/imagine a red fox in the snow", "/speak The quick brown fox jumps over the lazy dog, and sleeps in the sun.")
TIMES, TOGETHER = 30, 10
UNLIMITED = {
    "TROUBADOUR_USER_LIMITS": "text_to_image=1000/hour,text_to_speech=1000/hour",
    "TROUBADOUR_TRUSTED_PROXIES": "127.0.0.1",
}

_numbers = count()


def compare(scale: Scale) -> Iterator[Comparison]:
    """Idle on some and on all platforms, then the stream, then the rest after work."""
    for platforms in scale.choose(PLATFORMS, PLATFORMS[:1]):
        with tempfile.TemporaryDirectory() as folder:
            idle = asyncio.run(_idle(platforms, Path(folder), scale.choose(ROUNDS, 1)))
        for beside, pairs in idle.items():
            yield compared(f"idle: {platforms}", beside, pairs, unit="B")
    clients: tuple[Library, ...] = ("AsyncInferenceClient", "aiohttp")
    times, rest = scale.choose((TIMES, TRIM_SECONDS + 1), (1, 0.0))
    with tempfile.TemporaryDirectory() as folder:
        before, busy, rested, found = asyncio.run(_worked(Path(folder), times, rest, clients, scale))
    for library, pairs in found.items():
        yield compared("a stream in flight", library, pairs, unit="B")
    work = f"{times} pictures and {times} recordings"
    yield compared(f"immediately after {work}", "before them", [(busy, before)], unit="B")
    yield compared(f"{rest:.0f} s after {work}", "before them", [(rested, before)], unit="B")


async def _idle(platforms: Platforms, folder: Path, rounds: int) -> dict[str, list[Pair]]:
    """The memory of the program, beside that of all its imports, and of its libraries."""
    names = await modules_of(platforms, folder)
    beside = {
        "the same imports, idle": names,
        "the same libraries, idle": libraries(names),
        "the same and later libraries, idle": [*libraries(names), *LATER],
    }
    found: dict[str, list[Pair]] = {what: [] for what in beside}
    async with AsyncExitStack() as stack:
        idle = {what: await stack.enter_async_context(imported(each)) for what, each in beside.items()}
        for _ in range(rounds):
            async with started(platforms, folder) as ours:
                own = await _settled(ours.pid)
                for what, pairs in found.items():
                    pairs.append((own, memory_of(idle[what].pid)))
    return found


async def _settled(pid: int) -> int:
    """The memory of a program that has just started, once it changes by less than a thousandth in half a second."""
    before, now = 0, memory_of(pid)
    while abs(now - before) * 1000 > now:
        await asyncio.sleep(0.5)
        before, now = now, memory_of(pid)
    return now


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


async def _worked(
    folder: Path, times: int, rest: float, beside: tuple[Library, ...], scale: Scale
) -> tuple[float, float, float, dict[Library, list[Pair]]]:
    """The memory before, immediately after, and some time after pictures and recordings; meanwhile, that of streams."""
    jar = aiohttp.CookieJar(unsafe=True)  # for cookies of an address
    async with started("the room", folder, **UNLIMITED) as bot, aiohttp.ClientSession(cookie_jar=jar) as session:
        idle = await _settled(bot.pid)
        async with session.get(f"{bot.url}/api/me") as response:
            await response.read()
        for first in range(0, times, TOGETHER):
            for _ in range(min(TOGETHER, times - first)):
                for line in WORKS:
                    await _ask(session, bot, line)
            await _finished(session, bot)
        busy = memory_of(bot.pid)
        for helper in children_of(bot.pid):
            with suppress(ProcessLookupError):
                os.kill(helper, signal.SIGKILL)
        resting = asyncio.create_task(asyncio.sleep(rest))
        streams = await _streams(beside, scale.choose(STREAMS, 10), scale.choose(ROUNDS, 1))
        await resting
        return idle, busy, memory_alone(bot.pid), streams


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
