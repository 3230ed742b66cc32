"""Everything goes wrong, in an order that a seed decides; afterwards nothing is lost, doubled or left behind.

`make chaos` runs it for longer: `make chaos SECONDS=3600 SEED=7`.
"""

import asyncio
import logging
import time
from pathlib import Path
from random import Random

import pytest

from tests.scenarios.chaos.faults import DEEDS, heal
from tests.scenarios.chaos.judgement import faults_of, summary
from tests.scenarios.chaos.process import World

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.chaos]

SETTLE_SECONDS = 150.0
logger = logging.getLogger(__name__)


async def people(world: World, random: Random, over: asyncio.Event) -> None:
    """Asks, presses and stops, until it is over."""
    while not over.is_set():
        crowd = random.choice(world.crowds)
        action = random.random()
        if action < 0.8 or not crowd.spots:
            if world.discord.state.commands:
                await crowd.ask(random)
        else:
            await crowd.press(random, "Again" if action < 0.92 else "Stop")
        await asyncio.sleep(random.uniform(0.1, 0.6))


async def test_whatever_goes_wrong_every_command_ends_once(
    tmp_path: Path, chaos_seed: int, chaos_seconds: float
) -> None:
    random, over = Random(chaos_seed), asyncio.Event()  # noqa: S311 - it has to come again
    deeds, weights = list(DEEDS), list(DEEDS.values())
    async with World(tmp_path) as world:
        crowd = asyncio.create_task(people(world, Random(chaos_seed + 1), over))  # noqa: S311
        ends = time.monotonic() + chaos_seconds
        while (left := ends - time.monotonic()) > 0:
            await asyncio.sleep(random.uniform(0.2, 3.0))
            (deed,) = random.choices(deeds, weights)
            logger.info("seed %d, %d s left: %s", chaos_seed, left, await deed(world, random))
        over.set()
        await crowd
        heal(world)
        wrong = await settled(world)
        logger.info("seed %d: %s", chaos_seed, summary(world))
        if wrong:
            logger.error("the bot's log:\n%s", "".join([*world.log, *(world.bot.log if world.bot else [])]))
        assert wrong == []


async def settled(world: World) -> list[str]:
    """What is wrong once there is nothing more to wait for."""
    wrong = ["not looked yet"]
    try:
        async with asyncio.timeout(SETTLE_SECONDS):
            await world.web.settle()
            while wrong:
                await asyncio.sleep(1.0)
                wrong = await faults_of(world)
    except TimeoutError:
        pass
    return wrong
