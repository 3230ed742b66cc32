"""A shard that moves: for a moment two processes get its events, and afterwards another one."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest

from adapters.discord.adapter import DiscordAdapter
from core.commands.suggestions import Suggestions
from tests.adapters.discord.harness import AdapterHarness, config_for
from tests.servers.discord_server import DiscordServer, Message
from tests.servers.discord_server.rules import USUAL_PERMISSIONS, Permission

pytestmark = pytest.mark.may_block


@asynccontextmanager
async def another(harness: AdapterHarness, server: DiscordServer) -> AsyncIterator[None]:
    """An adapter of another process, with the same store and the same shard."""
    suggestions = Suggestions(harness.registry, harness.engine, harness.store)
    adapter = DiscordAdapter(harness.dispatcher, suggestions, harness.clock, config_for(server))
    serving = asyncio.create_task(adapter.serve())
    try:
        await server.state.changes.until(lambda: len(server.gateway.connected) == 2, what="both connections")
        yield
    finally:
        serving.cancel()
        with suppress(asyncio.CancelledError):
            await serving


async def test_a_message_that_two_processes_refuse_gets_one_reply(
    harness: AdapterHarness, server: DiscordServer
) -> None:
    async with another(harness, server):
        asked = await server.mention("!imagine a fox --sed 7")
        path = f"/channels/{server.channel.id}/messages"
        await server.state.changes.until(
            lambda: [call.method for call in server.state.calls if call.path == path] == ["POST", "POST"],
            what="the refusals of both",
        )
        await asked.shows("--seed")
        assert len([each for each in asked.messages if each.author.bot]) == 1


async def test_what_one_process_told_in_private_another_does_not_tell_again(
    harness: AdapterHarness, server: DiscordServer
) -> None:
    place = await server.add_channel()
    await server.permit(place, USUAL_PERMISSIONS & ~Permission.SEND_MESSAGES)

    def notices() -> list[Message]:
        return [each for each in server.state.messages.values() if "I may not write there" in each.text]

    await server.mention("Who are you?", at=place)
    await server.state.changes.until(notices, what="a direct message")
    async with another(harness, server):
        await server.mention("Who are you?", at=place)
        await (await server.dm("Hello")).shows(lambda message: "Again" in message.buttons)
        assert len(notices()) == 1
