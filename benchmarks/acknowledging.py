"""The time to acknowledge many simultaneous Discord commands, beside a bot that uses only discord.py.

Each bot is a process of its own, connected to a loopback Discord in this process. They get the commands in turns.
Discord gives up a command after three seconds. The bare bot defers and stores nothing. Troubadour has checked, charged
and stored each request by then, and answers all requests afterwards.
"""

import asyncio
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from statistics import median

from benchmarks.comparison import Comparison
from tests.scenarios.discord.bot_process import running
from tests.servers.discord_server import CallbackKind, DiscordServer

COMMANDS = 200
TURNS = 5
"""The number of times that each bot gets all commands; the first turn does not count."""
ANSWER_SECONDS = 120.0
UNLIMITED = dict.fromkeys(("TROUBADOUR_CHANNEL_LIMITS", "TROUBADOUR_TENANT_LIMITS"), "chat_completion=1000000/hour")

Turn = tuple[list[float], list[float]]
"""The seconds until each acknowledgement, of Troubadour and of the bare bot."""


def compare() -> Iterator[Comparison]:
    """The median and the 99th percentile, each as the median of the turns."""
    with tempfile.TemporaryDirectory() as folder:
        turns = asyncio.run(_compare(Path(folder)))
    yield from compared(turns, subject=f"{COMMANDS} simultaneous commands on Discord", baseline="bare discord.py")


def compared(turns: list[Turn], *, subject: str, baseline: str) -> Iterator[Comparison]:
    """Compares all turns except the first."""
    for which, share in (("the median", 0.5), ("99 of 100 within", 0.99)):
        yield Comparison(
            subject=f"{subject} acknowledged, {which}",
            baseline=baseline,
            ours=median(_within(ours, share) for ours, _ in turns[1:]),
            beside=median(_within(bare, share) for _, bare in turns[1:]),
        )


@asynccontextmanager
async def process_of(module: str, *arguments: str) -> AsyncIterator[None]:
    """Runs a bare bot."""
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", module, *arguments)
    try:
        yield
    finally:
        process.terminate()
        await process.wait()


async def _compare(folder: Path) -> list[Turn]:
    async with AsyncExitStack() as stack:
        ours = await stack.enter_async_context(DiscordServer(judging=False))
        await stack.enter_async_context(running(ours, folder, **UNLIMITED))
        beside = await stack.enter_async_context(DiscordServer(judging=False))
        beside.state.entry_point = None  # the bare library does not keep it, so its list would be refused
        at_loopback = (beside.api_url, beside.gateway_url, beside.token)
        await stack.enter_async_context(process_of("benchmarks.bare_discord", *at_loopback))
        for server in (ours, beside):
            await server.ready(seconds=60)
        return [(await _asked(ours), await _asked(beside)) for _ in range(TURNS)]


async def _asked(server: DiscordServer) -> list[float]:
    """The seconds until each command was acknowledged."""
    await server.state.changes.until(lambda: server.state.commands.get(None), what="the commands", seconds=60)
    people = [server.add_user(f"person-{number}") for number in range(COMMANDS)]
    sent = await asyncio.gather(*(server.slash("chat", by=person, message="Hello") for person in people))
    await server.state.changes.until(
        lambda: all(each.original and each.original.text and "Stop" not in each.original.buttons for each in sent),
        what="all answers",
        seconds=ANSWER_SECONDS,
    )
    assert server.violations == []
    answers = [each.answer for each in sent if each.answer]
    assert [answer.kind for answer in answers] == [CallbackKind.DEFERRED_MESSAGE] * COMMANDS
    return [answer.seconds for answer in answers]


def _within(seconds: list[float], share: float) -> float:
    """The time within which this share was acknowledged."""
    return sorted(seconds)[min(len(seconds) - 1, int(share * len(seconds)))]
