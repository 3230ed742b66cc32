"""The commands are sent to Discord only when they have changed."""

import asyncio
from pathlib import Path

import pytest

from tests.adapters.discord.harness import HeldCommand, config_for, opened
from tests.servers.discord_server import DiscordServer

pytestmark = pytest.mark.may_block


async def test_commands_are_sent_when_they_have_changed(
    server: DiscordServer, held: HeldCommand, tmp_path: Path
) -> None:
    for added, syncs in (([], 1), ([], 1), ([held.command], 2), ([held.command], 2), ([], 3)):
        async with opened(tmp_path, config_for(server), added):
            await server.state.changes.until(lambda: server.gateway.connected, what="the bot")
            async with asyncio.timeout(20):
                while server.state.command_syncs < syncs:
                    await asyncio.sleep(0.01)
            await (await server.mention("Who are you?")).shows(lambda message: "Again" in message.buttons)
        assert server.state.command_syncs == syncs
        names = {command["name"] for command in server.state.commands[None]}
        assert ("wait" in names) is bool(added)


async def test_commands_that_somebody_changed_at_discord_are_sent_again(server: DiscordServer, tmp_path: Path) -> None:
    for syncs in (1, 2):
        async with opened(tmp_path, config_for(server)):
            async with asyncio.timeout(20):
                while server.state.command_syncs < syncs:
                    await asyncio.sleep(0.01)
            await (await server.mention("Who are you?")).shows(lambda message: "Again" in message.buttons)
        assert server.state.commands[None].pop()


async def test_the_entry_point_command_of_an_activity_is_kept(server: DiscordServer, tmp_path: Path) -> None:
    """Discord refuses a list without it."""
    assert server.state.entry_point
    async with opened(tmp_path, config_for(server)) as harness:
        await server.ready()
        assert harness.alerts == []
    (sent,) = [call.body for call in server.state.calls if call.method == "PUT"]
    (kept,) = [command for command in sent if command["type"] == 4]
    assert (kept["name"], kept["handler"]) == ("launch", 2)
