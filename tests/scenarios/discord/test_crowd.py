"""Many people at the same time."""

import asyncio
from pathlib import Path

import pytest

from tests.scenarios.discord.bot_process import running
from tests.scenarios.discord.test_commands import done
from tests.servers.discord_server import CallbackKind, DiscordServer

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.chaos]

COMMANDS = 200


async def test_200_simultaneous_commands_are_all_acknowledged_and_answered(folder: Path) -> None:
    """The time until then depends on the machine; benchmarks measure it."""
    async with (
        DiscordServer(judging=False) as server,
        running(server, folder, TROUBADOUR_CHANNEL_LIMITS="chat_completion=1000/hour") as bot,
    ):
        await server.ready()
        people = [server.add_user(f"person-{number}") for number in range(COMMANDS)]
        asked = await asyncio.gather(*(server.slash("chat", by=person, message="Hello") for person in people))
        await server.state.changes.until(
            lambda: all(each.original and done(each.original) for each in asked), what="all answers", seconds=60
        )
        assert [each.answer.kind for each in asked if each.answer] == [CallbackKind.DEFERRED_MESSAGE] * COMMANDS
        assert server.violations == []
        assert bot.unforeseen() == []
