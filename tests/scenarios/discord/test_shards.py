"""A bot with several shards, in one process or in several."""

from pathlib import Path

import pytest

from tests.scenarios.discord.bot_process import running
from tests.scenarios.discord.test_commands import done
from tests.servers.discord_server import Channel, DiscordServer

pytestmark = pytest.mark.asyncio(loop_scope="session")


def places(server: DiscordServer) -> dict[int, Channel]:
    """Returns a channel in a server of each of two shards."""
    found = {_shard(server.channel): server.channel}
    while len(found) < 2:
        added = server.add_guild("another", server.user, server.friend)
        found[_shard(added)] = added
    return found


def _shard(place: Channel) -> int:
    assert place.guild
    return (place.guild.id >> 22) % 2


def listed(server: DiscordServer) -> str:
    """Returns all servers, for DISCORD_GUILDS."""
    return ",".join(str(guild.id) for guild in server.state.guilds)


async def test_one_process_connects_as_many_shards_as_discord_advises(folder: Path) -> None:
    async with DiscordServer() as server:
        server.gateway.advised_shards = 2
        both = places(server)
        async with running(server, folder, DISCORD_GUILDS=listed(server)) as bot:
            await server.ready(shards=2)
            await bot.logs("connected to Discord")
            for place in both.values():
                shown = await server.slash("limerick", at=place, subject="a fox")
                await shown.shows(done)
            await (await server.dm("Who are you?")).shows(done)
            assert {session.shard for session in server.gateway.connected} == {(0, 2), (1, 2)}
            assert server.gateway.turned_away == 0
            assert server.state.command_syncs == 1
            await server.gateway.close(4000)
            for place in both.values():
                await (await server.mention("Who are you?", at=place)).shows(done)
            assert (server.gateway.identifies, server.gateway.resumes) == (2, 2)
            assert server.violations == []
        assert bot.process.returncode == 0


async def test_two_processes_share_the_servers(folder: Path) -> None:
    async with DiscordServer() as server:
        both = places(server)

        def settings(shard: int) -> dict[str, str]:
            return {
                "DISCORD_GUILDS": listed(server),
                "DISCORD_SHARD_IDS": str(shard),
                "DISCORD_SHARD_COUNT": "2",
                "TMPDIR": str(folder),
            }

        homes = [folder / name for name in ("first", "second")]
        for home in homes:
            home.mkdir()
        async with running(server, homes[1], **settings(1)) as second:
            await second.logs("connected to Discord")
            assert server.state.command_syncs == 0
            async with running(server, homes[0], **settings(0)) as first:
                await first.logs("connected to Discord")
                await server.ready(shards=2)
                for place in both.values():
                    shown = await server.slash("limerick", at=place, subject="a fox")
                    await shown.shows(done)
                    posted = await server.mention("Who are you?", at=place)
                    await posted.shows(done)
                    assert len([message for message in posted.messages if message.reply_to]) == 1
                assert server.gateway.turned_away == 0
                assert server.state.command_syncs == 1
            # Only the first shard gets direct messages, and now none gets events of its servers.
            posted = await server.dm("Who are you?")
            unheard = await server.slash("limerick", at=both[0], subject="a fox")
            heard = await server.slash("limerick", at=both[1], subject="a fox")
            await heard.shows(done)
            assert (unheard.answer, posted.messages) == (None, [])
        assert server.violations == []
