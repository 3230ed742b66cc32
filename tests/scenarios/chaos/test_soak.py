"""A steady load on all platforms: the memory and the descriptors of the process stay level.

`make soak` runs it for an hour, or as long as told: `make soak SECONDS=600`.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import pytest

from tests.adapters.web.browsing import Browser
from tests.scenarios.chaos.process import World
from tests.scenarios.discord.test_commands import done as done_on_discord
from tests.scenarios.limits.rooms import PASSWORD, web_visitor
from tests.scenarios.slack.test_commands import done as done_on_slack
from tests.servers.hub_server import Stream

pytestmark = pytest.mark.chaos

MEMORY_GROWTH_KIB = 12 * 1024
"""The most that the memory may have grown by between the second and the last quarter of a soak, however long it is."""
DESCRIPTOR_GROWTH = 4
WAIT_SECONDS = 120.0
ROWS = 20
"""The number of rows of the table."""
PEOPLE = 3
"""The number of people on each platform who ask at the same time."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Sample:
    """The process after some answers."""

    seconds: float
    answers: int
    memory_kib: int
    descriptors: int


@pytest.mark.asyncio(loop_scope="session")
async def test_memory_and_descriptors_stay_level(tmp_path: Path, soak_seconds: float) -> None:
    async with World(tmp_path) as world:
        world.hub.stream = Stream()
        world.discord.buckets.limit = 1_000_000
        load = Load(world)
        await load.come()
        samples: list[Sample] = []
        begun, answers = time.monotonic(), 0
        while (passed := time.monotonic() - begun) < soak_seconds or len(samples) < ROWS:
            answers += await load.round()
            samples.append(Sample(passed, answers, *_resources(world.pid)))
        await load.leave()
        logger.info("the soak:\n%s", _table(samples))
        assert growths(samples) == []
        assert world.bot is not None
        assert world.bot.unforeseen() == []


def growths(samples: list[Sample]) -> list[str]:
    """What has grown between the second and the last quarter; the first one warms up."""
    quarter = len(samples) // 4
    early, late = samples[quarter : 2 * quarter], samples[-quarter:]
    found = []
    for name, of, most in (
        ("memory in KiB", lambda sample: sample.memory_kib, MEMORY_GROWTH_KIB),
        ("descriptors", lambda sample: sample.descriptors, DESCRIPTOR_GROWTH),
    ):
        before, after = median(map(of, early)), median(map(of, late))
        if after - before > most:
            found.append(f"{name}: from {before:.0f} to {after:.0f}\n{_table(samples)}")
    return found


def test_a_line_that_climbs_is_seen() -> None:
    """The criterion sees a leak of memory and one of descriptors, and no single spike."""
    level = [Sample(at, at, 100_000 + 3_000 * (at % 2), 40 + at % 3) for at in range(100)]
    spike = [*level[:90], Sample(90, 90, 200_000, 90), *level[91:]]
    leaking = [Sample(at, at, 100_000 + 300 * at, 40) for at in range(100)]
    open_for_ever = [Sample(at, at, 100_000, 40 + at // 5) for at in range(100)]
    assert growths(level) == growths(spike) == []
    assert growths(leaking)[0].startswith("memory")
    assert growths(open_for_ever)[0].startswith("descriptors")


class Load:
    """Some people on each platform, who always ask in the same places. They all wait for their answers."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._browsers: list[Browser] = []
        self._rounds = 0

    async def come(self) -> None:
        """Lets everybody in."""
        discord, slack = self._world.discord, self._world.slack
        self._singers = [discord.add_user(f"singer{number}") for number in range(PEOPLE)]
        discord.guild.members += self._singers
        self._rooms = [await discord.add_channel(f"room-{number}") for number in range(PEOPLE)]
        self._poets = [slack.add_user(f"poet{number}") for number in range(PEOPLE)]
        self._places = [slack.add_channel(f"place-{number}", poet) for number, poet in enumerate(self._poets)]
        for number in range(PEOPLE):
            browser = web_visitor(self._world.port)
            await browser.post("/enter", {"password": PASSWORD})
            self._browsers.append(await browser.visit(f"Visitor {number}"))

    async def leave(self) -> None:
        """Closes the browsers."""
        for browser in self._browsers:
            await browser.client.session.close()

    async def round(self) -> int:
        """Everybody asks once and gets an answer. Returns the number of answers."""
        self._rounds += 1
        ways: list[Callable[[int], Coroutine[Any, Any, None]]] = [
            self._on_discord,
            self._on_slack,
            self._in_the_room,
            self._directly,
        ]
        async with asyncio.TaskGroup() as group:
            for number in range(PEOPLE):
                for ask in ways:
                    group.create_task(ask(number))
        self._forget()
        return PEOPLE * len(ways)

    async def _on_discord(self, number: int) -> None:
        discord, by, at = self._world.discord, self._singers[number], self._rooms[number]
        if self._rounds % 3 == number:
            asked = await discord.slash("imagine", by=by, at=at, prompt=f"fox {self._rounds}")
        else:
            asked = await discord.slash("chat", by=by, at=at, message=f"Fox {self._rounds}?")
        await asked.shows(lambda message: done_on_discord(message) and "Again" in message.buttons, seconds=WAIT_SECONDS)

    async def _on_slack(self, number: int) -> None:
        slack, by, at = self._world.slack, self._poets[number], self._places[number]
        name = "/imagine" if self._rounds % 3 == number else "/chat"
        asked = await slack.command(name, f"fox {self._rounds}", by=by, at=at)
        await asked.shows(lambda message: done_on_slack(message) and "Again" in message.buttons, seconds=WAIT_SECONDS)

    async def _directly(self, number: int) -> None:
        """A mention on Slack, and a direct message on Discord, in turns."""
        if self._rounds % 2:
            mentioned = await self._world.slack.mention(
                f"Fox {self._rounds}?", by=self._poets[number], at=self._places[number]
            )
            await mentioned.shows(
                lambda message: message.thread == mentioned.thread and "Again" in message.buttons, seconds=WAIT_SECONDS
            )
        else:
            written = await self._world.discord.dm(f"Fox {self._rounds}?", by=self._singers[number])
            await written.shows(lambda message: "Again" in message.buttons, seconds=WAIT_SECONDS)

    async def _in_the_room(self, number: int) -> None:
        browser = self._browsers[number]
        newest = (await browser.get("/api/replies"))["newest"]
        reply = await browser.accepted(f"/{'imagine' if self._rounds % 3 == number else 'chat'} fox {self._rounds}")
        async with asyncio.timeout(WAIT_SECONDS):
            async for event, line in browser.stream(newest):
                if event == "message" and line["reply"] == reply and line["event"] in ("done", "failure"):
                    assert line["event"] == "done", line
                    return

    def _forget(self) -> None:
        """Lets the loopback servers forget what nobody asks about, so that they stay quick."""
        self._world.hub.seen.clear()
        for state in (self._world.discord.state, self._world.slack.state):
            state.calls.clear()
        self._world.slack.deliveries.sent.clear()
        for messages in (self._world.discord.state.messages, self._world.slack.state.messages):
            for key in list(messages)[:-200]:
                del messages[key]  # type: ignore[arg-type]


def _resources(pid: int) -> tuple[int, int]:
    """The resident memory of a process in KiB, and the number of its descriptors."""
    status = Path(f"/proc/{pid}/status").read_text().splitlines()
    (memory,) = [int(line.split()[1]) for line in status if line.startswith("VmRSS:")]
    return memory, len(list(Path(f"/proc/{pid}/fd").iterdir()))


def _table(samples: list[Sample]) -> str:
    """The samples, at most so many, in columns."""
    step = max(1, len(samples) // ROWS)
    rows = [f"{'seconds':>8} {'answers':>8} {'MiB':>7} {'descriptors':>12}"]
    rows += [
        f"{each.seconds:8.0f} {each.answers:8} {each.memory_kib / 1024:7.1f} {each.descriptors:12}"
        for each in [*samples[::step], samples[-1]]
    ]
    return "\n".join(rows)
