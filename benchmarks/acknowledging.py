"""The time to acknowledge simultaneous Discord commands, beside bots that use only discord.py.

Each bot is a process of its own, connected to a loopback Discord in a third process, which also sends the load. The
bots get the commands in turns. Discord gives up a command after three seconds. One bare bot defers and stores nothing;
the other first commits one row to a disk. Troubadour has checked, charged and stored each request by then, and answers
all requests afterwards. The network and Discord's own latency are left out.
"""

import asyncio
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from pathlib import Path

from benchmarks.comparison import Comparison, Scale, compared
from benchmarks.report import Finding, Plot
from tests.scenarios.discord.bot_process import running
from tests.servers.discord_server import CallbackKind, DiscordServer

SIZES = (1, 50, 200, 600)
SHORT_SIZES = (1, 10)
TURNS = 6
"""The number of times that each bot gets all commands; the first turn does not count."""
SINGLE_TURNS = 30
"""The same for a single command."""
ANSWER_SECONDS = 180.0
UNLIMITED = dict.fromkeys(("TROUBADOUR_CHANNEL_LIMITS", "TROUBADOUR_TENANT_LIMITS"), "chat_completion=1000000/hour")

Turn = tuple[list[float], ...]
"""The seconds until each acknowledgement, of Troubadour and of the bare bots."""


def compare(scale: Scale) -> Iterator[Finding]:
    """The median and the 99th percentile of each size, each as the median of the turns."""
    deferring, storing = "bare discord.py that defers", "the same that commits a row first"
    curves: dict[str, list[tuple[float, float]]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for size, turns in asyncio.run(_compare(Path(folder), scale)).items():
            subject = f"{size} simultaneous commands on Discord" if size > 1 else "a command on Discord"
            for baseline, other in ((deferring, 1), (storing, 2)):
                pairs = [(turn[0], turn[other]) for turn in turns]
                found = list(acknowledgements(pairs, subject=subject, baseline=baseline))
                curves.setdefault(baseline, []).append((size, found[-1].beside))
                yield from found
            curves.setdefault("Troubadour", []).append((size, found[-1].ours))
    yield Plot(
        name="acknowledging-discord",
        title="Discord: 99 of 100 commands are acknowledged within",
        across="commands at the same time",
        up="seconds",
        curves={name: tuple(points) for name, points in curves.items()},
    )


def acknowledgements(turns: Sequence[Turn], *, subject: str, baseline: str) -> Iterator[Comparison]:
    """Compares all turns except the first."""
    for which, share in (("the median", 0.5), ("99 of 100 within", 0.99)):
        pairs = [(within(ours, share), within(bare, share)) for ours, bare in turns[1:]]
        yield compared(f"{subject} acknowledged, {which}", baseline, pairs)


@asynccontextmanager
async def process_of(module: str, *arguments: str) -> AsyncIterator[int]:
    """Runs a bare bot; yields the id of its process."""
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", module, *arguments)
    try:
        yield process.pid
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


def turns_of(size: int, scale: Scale) -> int:
    """The number of turns for this many commands; a single command is soon done and varies much."""
    return scale.choose(SINGLE_TURNS if size == 1 else TURNS, 2)


async def _compare(folder: Path, scale: Scale) -> dict[int, list[Turn]]:
    async with AsyncExitStack() as stack:
        ours = await stack.enter_async_context(DiscordServer(judging=False))
        await stack.enter_async_context(running(ours, folder, **UNLIMITED))
        servers = [ours]
        for arguments in ((), (str(folder / "bare.sqlite3"),)):
            beside = await stack.enter_async_context(DiscordServer(judging=False))
            beside.gateway.unforeseen = ()  # the bare library dies of them
            beside.state.entry_point = None  # the bare library does not keep it, so its list would be refused
            at_loopback = (beside.api_url, beside.gateway_url, beside.token, *arguments)
            await stack.enter_async_context(process_of("benchmarks.bare_discord", *at_loopback))
            servers.append(beside)
        for server in servers:
            await server.ready(seconds=60)
            registered = partial(server.state.commands.get, None)
            await server.state.changes.until(registered, what="the commands", seconds=60)
        return {
            size: [tuple([await _asked(server, size) for server in servers]) for _ in range(turns_of(size, scale))]
            for size in scale.choose(SIZES, SHORT_SIZES)
        }


async def _asked(server: DiscordServer, size: int) -> list[float]:
    """The seconds until each command was acknowledged."""
    people = [server.add_user(f"person-{number}") for number in range(size)]
    sent = await asyncio.gather(*(server.slash("chat", by=person, message="Hello") for person in people))
    await server.state.changes.until(
        lambda: all(each.original and each.original.text and "Stop" not in each.original.buttons for each in sent),
        what="all answers",
        seconds=ANSWER_SECONDS,
    )
    assert server.violations == []
    answers = [each.answer for each in sent if each.answer]
    assert [answer.kind for answer in answers] == [CallbackKind.DEFERRED_MESSAGE] * size
    return [answer.seconds for answer in answers]


def within(seconds: list[float], share: float) -> float:
    """The time within which this share was acknowledged."""
    return sorted(seconds)[min(len(seconds) - 1, int(share * len(seconds)))]
