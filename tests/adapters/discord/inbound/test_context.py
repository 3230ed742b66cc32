"""The caller and the place, as Discord's payloads describe them."""

from pathlib import Path

import pytest

from tests.adapters.discord.harness import AdapterHarness, config_for, opened
from tests.servers.discord_server import DiscordServer

pytestmark = pytest.mark.may_block


async def test_roles_are_those_of_the_payload(harness: AdapterHarness, server: DiscordServer) -> None:
    server.user.roles = (41, 42)
    shown = await server.slash("chat", message="Hello")
    posted = await server.mention("Hello")
    for id in (shown.id, posted.message.id):
        await harness.ended(id)
        job = await harness.store.job(str(id))
        assert job
        assert job.request.caller.roles == {"41", "42"}


async def test_a_thread_is_age_restricted_where_its_channel_is(harness: AdapterHarness, server: DiscordServer) -> None:
    restricted, open_to_all = await server.add_channel("restricted", nsfw=True), await server.add_channel("open")
    for parent in (restricted, open_to_all):
        thread = await server.thread("talk", at=parent)
        shown = await server.slash("chat", at=thread, message="Hello")
        posted = await server.mention("Hello", at=thread)
        for id in (shown.id, posted.message.id):
            await harness.ended(id)
            job = await harness.store.job(str(id))
            assert job
            assert job.request.place.age_restricted is (parent is restricted)


async def test_a_thread_is_taken_for_age_restricted_if_its_channel_is_unknown(
    harness: AdapterHarness, server: DiscordServer
) -> None:
    """In a server that the bot is not in, Discord tells nothing about the channel of a thread."""
    abroad = server.abroad(server.stranger, server.user)
    thread = await server.thread("talk", at=abroad)
    for place, restricted in ((thread, True), (abroad, False)):
        shown = await server.slash("chat", at=place, user_installed=True, message="Hello")
        await harness.ended(shown.id)
        job = await harness.store.job(str(shown.id))
        assert job
        assert job.request.place.age_restricted is restricted


@pytest.mark.parametrize("listed", [True, False])
async def test_managing_a_server_makes_an_administrator_only_where_the_operator_lists_it(
    server: DiscordServer, tmp_path: Path, listed: bool
) -> None:
    """Everybody can create a server, and manages it then."""
    guilds = frozenset({str(server.guild.id)} if listed else ())
    async with opened(tmp_path, config_for(server, guilds=guilds, elsewhere="everyone")) as harness:
        await server.ready()
        served = await server.slash("chat", message="Hello")
        assert await harness.ended(served.id) == "done"
        assert server.guild.owner is server.user
        paused = await server.slash("troubadour-admin pause")
        if listed:
            await paused.shows("paused")
        else:
            assert "administrators" in await paused.refused()
        member = await server.slash("troubadour-admin pause", by=server.friend, permitted=True)
        assert "administrators" in await member.refused()


@pytest.mark.parametrize("listed", [True, False])
async def test_a_message_of_a_servers_manager_is_an_administrators_only_where_it_is_listed(
    server: DiscordServer, tmp_path: Path, listed: bool
) -> None:
    guilds = frozenset({str(server.guild.id)} if listed else ())
    async with opened(tmp_path, config_for(server, guilds=guilds, elsewhere="everyone")) as harness:
        await server.ready()
        posted = await server.mention("Hello")
        assert await harness.ended(posted.message.id) == "done"
        job = await harness.store.job(str(posted.message.id))
        assert job
        assert job.request.caller.admin is listed


async def test_a_server_of_an_unknown_boost_level_is_answered(server: DiscordServer, tmp_path: Path) -> None:
    server.guild.premium_tier = 99
    async with opened(tmp_path, config_for(server)) as harness:
        await server.ready()
        posted = await server.mention("Hello")
        assert await harness.ended(posted.message.id) == "done"
