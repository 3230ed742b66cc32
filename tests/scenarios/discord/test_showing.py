"""The preferences for how answers grow and for late direct messages."""

from pathlib import Path

import pytest

from tests.scenarios.discord.bot_process import running
from tests.scenarios.discord.test_commands import done
from tests.servers.discord_server import Channel, DiscordServer, Message, MovableClock, Permission, User
from tests.servers.discord_server.rules import USUAL_PERMISSIONS

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_answers_grow_as_the_caller_or_else_the_place_has_chosen(folder: Path) -> None:
    async with DiscordServer() as server, running(server, folder, TROUBADOUR_BUILTIN_ENGINE_PACE="0.03"):
        await server.ready()
        await (await server.slash("troubadour showing", how="final", place=True)).shows("once")

        async def looks(by: User) -> int:
            shown = await server.slash("complete", by=by, prompt="Once upon a time", max_new_tokens=60)
            message = await shown.shows(done)
            return len({look.content for look in message.looks if "Once upon" in look.content})

        assert await looks(server.friend) == 1
        await (await server.slash("troubadour showing", how="live")).shows("as I write them")
        assert await looks(server.user) > 1
        assert server.violations == []


async def test_an_answer_that_is_sent_at_its_end_has_a_typing_indicator_until_then(folder: Path) -> None:
    final = {"DISCORD_SHOWING": "final", "TROUBADOUR_BUILTIN_ENGINE_PACE": "0.1"}
    async with DiscordServer() as server, running(server, folder, **final):
        await server.ready()
        posted = await server.mention("complete Once upon a time --max-new-tokens 110")
        message = await posted.shows(done)
        assert len(message.looks) == 1
        calls = [call for call in server.state.calls if call.path.startswith("/channels/")]
        assert [call.path.rpartition("/")[2] for call in calls] == ["typing", "typing", "messages"]
        assert server.violations == []


@pytest.mark.parametrize("private", [False, True], ids=["public", "private"])
async def test_a_late_answer_is_a_direct_message_if_the_caller_chose_that(folder: Path, private: bool) -> None:
    clock = MovableClock()
    async with (
        DiscordServer(clock=clock) as server,
        running(server, folder, TROUBADOUR_BUILTIN_ENGINE_PACE="0.05") as bot,
    ):
        await server.ready()
        await server.permit(server.channel, USUAL_PERMISSIONS & ~Permission.SEND_MESSAGES)
        await (await server.slash("troubadour showing", late_direct="yes")).shows("direct message")
        for by in (server.user, server.friend):
            shown = await server.slash(
                "complete", by=by, prompt="Once upon a time", max_new_tokens=400, private=private
            )
            await shown.shows(lambda message: len(message.text) > 40 and "Stop" in message.buttons)
        clock.advance(16 * 60)
        alone = server.state.direct_channel(server.user)
        await server.state.changes.until(
            lambda: any(done(message) for message in written(server, alone)),
            what="a direct message",
        )
        await bot.logs("cannot be shown")
        assert len(written(server, alone)) == 1
        assert not written(server, server.state.direct_channel(server.friend))
        assert server.violations == []


def written(server: DiscordServer, channel: Channel) -> list[Message]:
    """Returns the messages of the bot in a channel."""
    return [message for message in server.state.messages.values() if message.channel is channel]
