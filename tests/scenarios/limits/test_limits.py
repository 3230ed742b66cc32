"""Limits on each platform: the bot is a process, and its models are on a loopback Hugging Face."""

import asyncio
import re
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from core.domain.ledger import Spend
from tests.scenarios.databases import open_store
from tests.scenarios.limits.rooms import Room, Talk
from tests.servers.hub_server import HubServer, Refusal
from tests.servers.hub_server.server import TOKEN

pytestmark = pytest.mark.asyncio(loop_scope="session")

SEED_7 = r"(?s)\A(?=.*seed 7)"
"""The small print names this seed, before or after what follows."""
AT_THE_LIMIT = r"Your limit for pictures is used up \(2 per hour\)\. Try again at "


def environ(hub: HubServer, **limits: str) -> dict[str, str]:
    """The settings of a bot that has only these models."""
    return {
        "HF_TOKEN": TOKEN,
        "HF_ENDPOINT": hub.url,
        "TROUBADOUR_HF_ROUTER_URL": hub.router,
        "TROUBADOUR_CHAT_COMPLETION_MODELS": "org/chat",
        "TROUBADOUR_TEXT_TO_IMAGE_MODELS": "org/painter",
        "TROUBADOUR_BUILTIN_ENGINE": "off",
        **limits,
    }


@pytest.mark.both_databases
async def test_two_pictures_an_hour(room: Room, hub: HubServer, folder: Path) -> None:
    """Failures and cached pictures are not counted, a restart keeps both, and other people are not affected."""
    limits = environ(hub, TROUBADOUR_USER_LIMITS="text_to_image=2/hour")
    async with room.running(folder, **limits):
        hub.script["fal-ai"] = [Refusal(status=418, body={"error": "no paint today"})]
        await (await room.imagine("ada", "a fox", 6)).shows("no paint today")
        await left(room, "2 of 2")
        await (await room.imagine("ada", "a fox", 7)).shows(rf"{SEED_7}.*one more picture until")
        await left(room, "1 of 2")
        await (await room.imagine("ada", "a fox", 7)).shows(rf"{SEED_7}.*from the cache, free of charge")
        await left(room, "1 of 2")
        await (await room.imagine("ada", "a hen", 8)).shows("seed 8")
        await left(room, "0 of 2")
        told = await (await room.imagine("ada", "an owl", 9)).refused()
        assert re.search(AT_THE_LIMIT, told)
        assert re.search(room.moment, told)
        await (await room.imagine("ada", "a fox", 7)).shows(rf"{SEED_7}.*from the cache, free of charge")
        await (await room.imagine("grace", "an owl", 9)).shows("seed 9")
        assert len(hub.posts()) == 4
    async with room.running(folder, **limits):
        assert re.search(AT_THE_LIMIT, await (await room.imagine("ada", "an owl", 10)).refused())
        await (await room.imagine("grace", "an owl", 10)).shows("seed 10")
        await (await room.imagine("ada", "a fox", 7)).shows(rf"{SEED_7}.*from the cache, free of charge")
        assert len(hub.posts()) == 5


async def left(room: Room, pictures: str) -> None:
    """Waits until ada has this many left: a command is settled right after its answer is complete."""
    for _ in range(50):
        if f"pictures: {pictures} per hour" in await (await room.usage("ada")).shows("pictures: ([012]) of 2 per hour"):
            return
    raise AssertionError(f"she never had {pictures} pictures")


async def test_a_waiting_person_sees_their_place_and_the_time(room: Room, hub: HubServer, folder: Path) -> None:
    """Half of the provider's window is used up, and ada is ahead of its pace; then a light user goes before her."""
    await used(folder, 9)
    async with room.running(folder, **environ(hub, TROUBADOUR_PROVIDER_LIMITS="huggingface=19/minute")):
        for message in ("zero", "a half"):
            await (await room.chat("ada", message)).shows("Once upon a time")
        talks = [await room.chat("ada", message) for message in ("one", "two", "three")]
        waiting = await any_shows(talks, r"(One request is|2 requests are) before yours")
        assert re.search(r'"seconds_left": \d|about \d+ second', waiting)
        light = await room.chat("grace", "four")
        await talks[0].shows("Once upon a time")
        await light.shows("Once upon a time")
        asked = [seen.body["messages"][-1]["content"] for seen in hub.posts()]
        assert "four" in asked[2]


async def test_a_pause_that_the_provider_asks_for_holds_back_the_others(
    room: Room, hub: HubServer, folder: Path
) -> None:
    """Their requests wait without being sent; afterwards all are answered."""
    hub.script["chat/completions"] = [Refusal(status=429, body={"error": "slow"}, headers={"Retry-After": "8"})]
    async with room.running(folder, **environ(hub)):
        first = await room.chat("ada", "one")
        await first.shows("org/chat|again")
        second = await room.chat("grace", "two")
        held = await second.shows("The provider asks for a pause")
        assert re.search(room.moment, held)
        assert len(hub.posts()) == 1
        await first.shows("Once upon a time")
        await second.shows("Once upon a time")
        assert len(hub.posts()) == 3


async def any_shows(talks: Sequence[Talk], pattern: str) -> str:
    """The text of the first talk that matches. The order is random."""
    looking = [asyncio.ensure_future(talk.shows(pattern)) for talk in talks]
    seen, _ = await asyncio.wait(looking, return_when=asyncio.FIRST_COMPLETED)
    for each in looking:
        each.cancel()
    await asyncio.gather(*looking, return_exceptions=True)
    return seen.pop().result()


async def used(folder: Path, calls: int) -> None:
    """Writes earlier calls into the ledger while the bot is not running."""
    store = await open_store(folder)
    for _ in range(calls):
        await store.record(
            Spend(
                job="",
                user_key="discord:1:2",
                tenant="discord:1",
                task="chat_completion",
                engine="huggingface",
                model="org/chat",
                units=1,
                outcome="ok",
                at=time.time(),
            )
        )
    await store.close()
