"""Events that discord.py cannot parse are logged and dropped, and nothing else is lost."""

import json
import logging
import random
from pathlib import Path
from typing import Any

import pytest

from adapters.discord.gateway.client import DiscordGatewayClient
from tests.adapters.discord.harness import AdapterHarness, HeldCommand, config_for, opened
from tests.servers.discord_server import DiscordServer
from tests.servers.discord_server.payloads import channel_json, guild_json, member_json, user_json
from tests.servers.discord_server.world import Json

pytestmark = pytest.mark.may_block
SECRET = "the words of a person"
OTHERS: tuple[Any, ...] = (None, "seven", SECRET, 7, -1, 2**70, True, [], {}, [None], [[]], {"id": None}, 1.5)


@pytest.fixture
async def client(harness: AdapterHarness) -> DiscordGatewayClient:
    """The connected client of the adapter."""
    client = harness.adapter.client
    assert client is not None
    return client


def sample(server: DiscordServer) -> Json:
    """A payload with the fields of most events, each of the right type."""
    guild, channel, user = server.guild, server.channel, server.user
    return {
        **channel_json(channel),
        **guild_json(guild, [channel], server.bot),
        "guild_id": str(guild.id),
        "channel_id": str(channel.id),
        "message_id": "5",
        "user_id": str(user.id),
        "user": user_json(user),
        "author": user_json(user),
        "member": member_json(user),
        "content": SECRET,
        "mentions": [],
        "poll": {"question": {"text": SECRET}, "answers": [], "expiry": None, "allow_multiselect": False},
        "emoji": {"id": None, "name": "🦊"},
        "role": {"id": "7", "name": "team"},
        "role_id": "7",
        "ids": ["1", "2"],
        "application_id": "9",
        "token": "t",
        "data": {"id": "4", "name": "chat", "type": 1},
        "version": 1,
        "embeds": [],
        "attachments": [],
        "components": [],
        "timestamp": "2026-01-01T00:00:00+00:00",
        "edited_timestamp": None,
        "session_id": "s",
        "resume_gateway_url": "wss://nowhere.invalid",
        "shard": [0, 1],
        "guilds": [],
    }


def mutated(payload: Json, chance: random.Random) -> Any:
    """The payload with fields missing, null, of another type or unknown."""
    if chance.random() < 0.05:
        return chance.choice(OTHERS)
    changed = dict(payload)
    for name in chance.sample(sorted(changed), min(len(changed), chance.randint(1, 6))):
        match chance.randrange(4):
            case 0:
                del changed[name]
            case 1 if isinstance(changed[name], dict) and changed[name]:
                changed[name] = mutated(changed[name], chance)
            case _:
                changed[name] = chance.choice(OTHERS)
    return changed | {"unknown": chance.choice(OTHERS)}


async def assert_answers(server: DiscordServer, harness: AdapterHarness) -> None:
    """Checks that a mention is still answered."""
    posted = await server.mention("Who are you?")
    assert await harness.ended(posted.message.id) == "done"


@pytest.mark.parametrize("seed", range(2))
async def test_no_event_of_any_type_ends_the_session(
    server: DiscordServer, harness: AdapterHarness, client: DiscordGatewayClient, seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311 - a fixed seed, no secret
    names = [name for name in client.event_names if name not in ("READY", "RESUMED")]
    assert len(names) > 50
    for name in [*names, "UNKNOWN"] * 4:
        told = mutated(sample(server), chance)
        for session in server.gateway.connected:
            await session.dispatch(name, told)
    for guild in server.state.guilds:  # what the odd events made the cache forget
        told = guild_json(guild, [server.channel], server.bot)
        await server.gateway.dispatch("GUILD_CREATE", told, guild_id=guild.id)
    await assert_answers(server, harness)
    assert (server.gateway.identifies, server.gateway.resumes) == (1, 0)


async def test_an_event_is_logged_with_its_name_and_shape_but_not_with_its_words(
    server: DiscordServer, harness: AdapterHarness, caplog: pytest.LogCaptureFixture
) -> None:
    broken = {"guild_id": str(server.guild.id), "id": SECRET, "name": SECRET, "users": {"123456": [SECRET, None]}}
    with caplog.at_level(logging.WARNING):
        await server.gateway.dispatch("THREAD_CREATE", broken, guild_id=server.guild.id)
        await assert_answers(server, harness)
    (line,) = [record.getMessage() for record in caplog.records if "THREAD_CREATE" in record.getMessage()]
    assert "{guild_id: str, id: str, name: str, users: {…: [str, null]}}" in line
    assert SECRET not in caplog.text
    assert "123456" not in caplog.text


@pytest.mark.parametrize(
    "frame",
    [
        "[]",
        '"text"',
        "{not JSON",
        json.dumps({"op": 99, "d": None}),
        json.dumps({"op": 0, "t": ["LIST"], "s": None, "d": {}}),
        json.dumps({"op": 0, "t": "RESUMED", "s": None, "d": None}),
        json.dumps({"op": 0, "t": "TYPING_START", "s": "seven", "d": {}}),
    ],
)
async def test_a_frame_that_is_no_event_costs_at_most_a_resumed_connection(
    server: DiscordServer, harness: AdapterHarness, frame: str
) -> None:
    await server.gateway.send_text(frame)
    await assert_answers(server, harness)
    assert server.gateway.identifies == 1


@pytest.mark.parametrize("broken", [{"guilds": None}, {"user": None}, {"shard": "one"}, {"session_id": None}])
async def test_a_first_event_of_another_shape_still_begins_a_session(
    server: DiscordServer, tmp_path: Path, broken: Json
) -> None:
    server.gateway.altered = lambda event, told: told | broken if event == "READY" else told
    async with opened(tmp_path, config_for(server)) as harness:
        await server.ready()
        await assert_answers(server, harness)
        assert server.gateway.identifies == 1


async def test_a_network_that_fails_while_the_session_lasts_is_resumed(
    server: DiscordServer, harness: AdapterHarness
) -> None:
    server.gateway.refuse = 1
    await server.gateway.close(4000)
    await assert_answers(server, harness)
    assert (server.gateway.identifies, server.gateway.resumes) == (1, 1)


async def test_a_reply_under_way_is_not_touched_by_a_connection_that_is_lost_for_good(
    server: DiscordServer, harness: AdapterHarness, held: HeldCommand
) -> None:
    posted = await server.mention("wait")
    await posted.shows("first")
    await server.gateway.close(4014)
    await server.state.changes.until(lambda: not harness.adapter.connected, what="the end of the connection")
    held.going.set()
    await posted.shows("first last")
    assert not harness.adapter.connected


@pytest.mark.parametrize(
    "missing", ["attachment_size_limit", "app_permissions", "version", "entitlements", "member.flags", "member.roles"]
)
async def test_an_interaction_is_answered_without_fields_that_it_does_not_need(
    server: DiscordServer, harness: AdapterHarness, missing: str
) -> None:
    def alter(event: str, told: Json) -> Json:
        outer, _, inner = missing.partition(".")
        if event != "INTERACTION_CREATE":
            return told
        changed = {name: value for name, value in told.items() if name != outer}
        return (
            changed | {outer: {name: value for name, value in told[outer].items() if name != inner}}
            if inner
            else changed
        )

    server.gateway.altered = alter
    shown = await server.slash("imagine", prompt="a fox", seed=7)
    message = await shown.shows(lambda message: "Again" in message.buttons)
    again = await server.press(message, "Again")
    await again.shows(lambda other: "Again" in other.buttons and other is not message)
