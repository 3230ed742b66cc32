"""Two listeners and three workers, of which one is killed or stands still every two seconds, and a database that is
restarted twice: nothing is lost, doubled or left behind.

`make chaos` runs it for longer.
"""

import asyncio
import logging
import signal
from pathlib import Path
from random import Random

import pytest

from tests.scenarios.chaos.judgement import summary
from tests.scenarios.chaos.machines import Machine, Machines
from tests.scenarios.chaos.test_chaos import people, settled
from tests.scenarios.databases import on_postgres
from tests.servers.postgres import PostgresServer

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.chaos]

EVERY_SECONDS = 2.0
LONGEST_STILL = 28.0
"""Longer than a lease, so that another process has taken the jobs of one that stood still."""
logger = logging.getLogger(__name__)


async def stand_still(machine: Machine, seconds: float) -> None:
    """Halts a process for a while, after which its clocks have jumped."""
    machine.signal(signal.SIGSTOP)
    try:
        await asyncio.sleep(seconds)
    finally:
        machine.signal(signal.SIGCONT)


async def trouble(world: Machines, postgres: PostgresServer, random: Random, seconds: float) -> None:
    """Kills and halts processes, each by itself, and restarts the database after each third of the time."""
    rounds = max(6, round(seconds / EVERY_SECONDS))
    async with asyncio.TaskGroup() as still:
        halted = dict[Machine, asyncio.Task[None]]()
        for number in range(rounds):
            await asyncio.sleep(EVERY_SECONDS)
            if number == rounds // 3:
                await asyncio.to_thread(postgres.restart)
                logger.info("the database is restarted")
            elif number == 2 * rounds // 3:
                await asyncio.to_thread(postgres.kill)
                await asyncio.to_thread(postgres.start)
                logger.info("the database has crashed")
            up = [each for each in world.machines if each.ready and (each not in halted or halted[each].done())]
            if not up:
                continue
            machine = random.choice(up)
            if random.random() < 0.5:
                machine.kill()
                logger.info("kill -9: %s", machine.role)
            else:
                longest = LONGEST_STILL if random.random() < 0.3 else 6.0
                halted[machine] = still.create_task(stand_still(machine, random.uniform(longest / 4, longest)))
                logger.info("SIGSTOP: %s", machine.role)


async def test_whatever_happens_to_machines_every_command_ends_once(
    tmp_path: Path, chaos_seed: int, chaos_seconds: float, postgres: PostgresServer
) -> None:
    random, over = Random(chaos_seed), asyncio.Event()  # noqa: S311 - it has to come again
    with on_postgres(postgres):
        async with Machines(tmp_path, listeners=2, workers=3) as world:
            crowd = asyncio.create_task(people(world, Random(chaos_seed + 1), over))  # noqa: S311
            await trouble(world, postgres, random, chaos_seconds / 3)
            over.set()
            await crowd
            wrong = await settled(world)
            deaths = sum(machine.deaths for machine in world.machines)
            logger.info("seed %d: %d deaths; %s", chaos_seed, deaths, summary(world))
            if wrong:
                await world.stop()
                logger.error("the bots' logs:\n%s", "".join(world.log))
                logger.error("what is wrong:\n%s", "\n".join(wrong))
            assert wrong == []
            assert deaths
