"""A rolling update under load: processes of this version and of a newer one side by side, on one database."""

import asyncio
import logging
import shutil
import time
from pathlib import Path
from random import Random

import pytest

from tests.scenarios.bot_process import ROOT
from tests.scenarios.chaos.crowd import Crowd
from tests.scenarios.chaos.judgement import summary
from tests.scenarios.chaos.machines import Machine, Machines
from tests.scenarios.chaos.test_chaos import settled
from tests.scenarios.databases import on_postgres, rows
from tests.servers.postgres import PostgresServer

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.chaos]

ASKED = 4
"""The number of commands on each platform before, during and after the update."""
MIGRATION = ("ALTER TABLE job ADD COLUMN mood TEXT NOT NULL DEFAULT 'calm'",)
logger = logging.getLogger(__name__)


def newer_version(folder: Path) -> Path:
    """Copies this version and gives it one more expanding migration, one more column and one more payload field."""
    for package in ("bot", "adapters", "core"):
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__"))
    for file, old, new in (
        (
            "core/store/postgres/migrations.py",
            "def migrate(connection",
            f"MIGRATIONS = (*MIGRATIONS, Migration(statements={MIGRATION!r}, oldest=1))\n\n\ndef migrate(connection",
        ),
        ("core/store/sql/acceptance.py", '"job (id, user_key,', '"job (mood, id, user_key,'),
        (
            "core/store/sql/acceptance.py",
            "        (\n            request.id,",
            "        (\n            'merry',\n            request.id,",
        ),
        ("core/domain/request.py", "class Request(_Frozen):", "class Request(_Frozen):\n    mood: str = 'merry'\n"),
        ("core/domain/jobs.py", "PAYLOAD_VERSION =", "PAYLOAD_VERSION = 1 +"),
    ):
        text = (folder / file).read_text()
        assert text.count(old) == 1, f"{old} is not once in {file}"
        (folder / file).write_text(text.replace(old, new))
    return folder


class Load:
    """People on all platforms who ask without a pause, and the longest time in which nobody was acknowledged."""

    def __init__(self, world: Machines) -> None:
        self._world = world
        self._over = asyncio.Event()
        self.longest_gap = 0.0

    async def ask(self, crowd: Crowd, random: Random) -> None:
        """Asks until it is over."""
        while not self._over.is_set():
            await crowd.ask(random)
            await asyncio.sleep(random.uniform(0.2, 0.4))

    async def watch(self) -> None:
        """Measures the gaps in acknowledgements."""
        known, at = 0, time.monotonic()
        while not self._over.is_set():
            acknowledged = sum(crowd.acknowledged(spot) for crowd in self._world.crowds for spot in crowd.spots)
            now = time.monotonic()
            if acknowledged > known:
                self.longest_gap = max(self.longest_gap, now - at)
                known, at = acknowledged, now
            await asyncio.sleep(0.05)

    async def some(self) -> None:
        """Waits until a few more have asked on each platform."""
        before = [len(crowd.spots) for crowd in self._world.crowds]
        async with asyncio.timeout(120):
            while any(len(crowd.spots) < n + ASKED for crowd, n in zip(self._world.crowds, before, strict=True)):
                await asyncio.sleep(0.05)

    def end(self) -> None:
        """Lets nobody ask any more."""
        self._over.set()


async def test_nobody_notices_an_update(tmp_path: Path, chaos_seed: int, postgres: PostgresServer) -> None:
    newer = await asyncio.to_thread(newer_version, tmp_path / "newer")
    folder = tmp_path / "bot"
    folder.mkdir()
    with on_postgres(postgres):
        async with Machines(folder, listeners=1, workers=1) as world:
            load, old = Load(world), list(world.machines)
            async with asyncio.TaskGroup() as group:
                for number, crowd in enumerate(world.crowds):
                    group.create_task(load.ask(crowd, Random(chaos_seed + number)))  # noqa: S311
                group.create_task(load.watch())
                await load.some()
                logger.info("the old version is at work")
                new = [Machine(world, role, newer) for role in ("work", "listen")]
                world.machines += new
                await world.run(new)
                await load.some()
                logger.info("both versions are at work")
                for machine in reversed(old):
                    await machine.retire()
                logger.info("the new version is at work")
                await load.some()
                load.end()
            wrong = await settled(world)
            for crowd in world.crowds:
                for spot in crowd.spots:
                    if "discord direct" in spot.what:
                        continue  # people whom the bot does not know from a server of its own
                    if len(crowd.answers(spot)) != 1 or crowd.refusals(spot):
                        wrong.append(f"{spot.what}: {list(crowd.answers(spot))}, {crowd.refusals(spot)} refusals")
            logger.info(
                "the longest gap in acknowledgements: %.2f s; refused in the web room: %s; %s",
                load.longest_gap,
                world.web.refused,
                summary(world),
            )
            wrong += [f"the web room refused: {sentence}" for sentence in world.web.refused]
            if wrong:
                await world.stop()
                logger.error("the bots' logs:\n%s", "".join(world.log))
                logger.error("what is wrong:\n%s", "\n".join(wrong))
            assert wrong == []
            moods = {mood for (mood,) in rows(folder, "SELECT mood FROM job")}
            assert moods == {"calm", "merry"}, "both versions have accepted commands"
