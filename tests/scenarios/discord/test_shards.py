"""A bot with several shards, in one process or in several."""

from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest

from tests.scenarios import bot_process
from tests.scenarios.bot_process import ACKNOWLEDGE_SECONDS, Bot, soon_lost
from tests.scenarios.databases import on_postgres
from tests.scenarios.discord.bot_process import running
from tests.scenarios.discord.test_commands import done
from tests.servers.discord_server import Channel, DiscordServer
from tests.servers.postgres import PostgresServer
from tests.servers.tcp_proxy import TcpProxy

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


def in_role(role: str, server: DiscordServer, folder: Path, **environ: str) -> AbstractAsyncContextManager[Bot]:
    """A process of a bot that shares a database."""
    server.state.acknowledge_seconds = ACKNOWLEDGE_SECONDS
    settings = {"DISCORD_GUILDS": listed(server), **server.environ, **environ}
    return bot_process.in_role(role, "discord", folder, (), settings)


async def answered(server: DiscordServer, place: Channel) -> None:
    """Asks in two ways, each of which gets one answer."""
    shown = await server.slash("limerick", at=place, subject="a fox")
    posted = await server.mention("Who are you?", at=place)
    await shown.shows(done)
    await posted.shows(lambda message: done(message) and message.reply_to)
    assert len([message for message in posted.messages if message.reply_to]) == 1


async def test_two_listeners_share_the_shards_and_a_closing_one_leaves_them_without_a_gap(
    folder: Path, postgres: PostgresServer
) -> None:
    with on_postgres(postgres):
        async with DiscordServer() as server, in_role("work", server, folder) as worker:
            server.gateway.advised_shards = 2
            server.gateway.max_concurrency = 2
            both = places(server)
            async with in_role("listen", server, folder) as first:
                await server.ready(shards=2)
                await first.logs("connected to Discord")
                async with in_role("listen", server, folder) as second:
                    await second.logs("moves here from another process")
                    await server.state.changes.until(
                        lambda: len(server.gateway.connected) == 2, what="that the first lets go"
                    )
                    for place in both.values():
                        await answered(server, place)
                    before = server.gateway.identifies
                    assert before == 3, "each shard once, and the one that has moved"
                    fewest = server.gateway.fewest = len(server.gateway.connected)
                    first.process.terminate()
                    shown = [await server.slash("limerick", at=place, subject="a fox") for place in both.values()]
                    await server.state.changes.until(
                        lambda: server.gateway.identifies == before + 1, what="the shard moves"
                    )
                    for place in both.values():
                        await answered(server, place)
                    for each in shown:
                        await each.shows(done)
                    await first.process.wait()
                    assert server.gateway.fewest == fewest, "the new one identifies before the old one lets go"
                    for place in both.values():
                        await answered(server, place)
                    assert second.unforeseen() == []
                assert first.process.returncode == 0
                assert first.unforeseen() == []
            assert server.gateway.turned_away == 0
            assert server.state.command_syncs == 1
            assert worker.unforeseen() == []
            assert server.violations == []


async def test_a_listener_that_loses_only_the_gateway_is_replaced_and_comes_back(
    folder: Path, postgres: PostgresServer
) -> None:
    def shards() -> set[int]:
        return {session.shard[0] for session in server.gateway.connected}

    with on_postgres(postgres):
        async with DiscordServer() as server, TcpProxy(server.port) as road:
            server.gateway.advised_shards = server.gateway.max_concurrency = 2
            far = {**soon_lost(), "DISCORD_GATEWAY_URL": f"ws://127.0.0.1:{road.port}/gateway"}
            async with in_role("listen", server, folder, **far) as lame:
                await server.ready(shards=2)
                async with in_role("listen", server, folder, **soon_lost()) as sound:
                    await sound.logs("moves here from another process")
                    await server.state.changes.until(
                        lambda: len(server.gateway.connected) == 2, what="that the first lets go"
                    )
                    lame.log.clear()  # it may have been slow at the start
                    await road.cut()
                    await lame.logs("discord is not reached from here", seconds=90)
                    await sound.logs("was without a process for up to", seconds=90)
                    assert shards() == {0, 1}
                    road.mend()
                    await lame.logs("discord is reached again", seconds=90)
                    await server.state.changes.until(
                        lambda: shards() == {0, 1} and len(server.gateway.connected) == 2, what="that it lets go"
                    )
                    assert sound.unforeseen() == lame.unforeseen() == []
            assert server.gateway.turned_away == 0
            assert server.violations == []
