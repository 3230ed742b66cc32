"""People who are not served get one private sentence."""

from pathlib import Path

import pytest

from tests.scenarios.discord.bot_process import running
from tests.scenarios.discord.test_commands import done
from tests.servers.discord_server import Channel, DiscordServer

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_stranger_gets_one_private_sentence(server: DiscordServer) -> None:
    elsewhere = server.state.direct_channel(server.stranger)
    shown = await server.slash("imagine", by=server.stranger, at=elsewhere, user_installed=True, prompt="a fox")
    assert await shown.refused()
    assert len(shown.messages) == 1


async def test_an_unknown_model_is_named(server: DiscordServer, place: Channel) -> None:
    shown = await server.slash("chat", at=place, message="hello", model="nobody/has-this-model")
    await shown.shows("nobody/has-this-model is not available")


async def test_only_admins_pause(server: DiscordServer, place: Channel) -> None:
    shown = await server.slash("troubadour-admin pause", by=server.friend, at=place, permitted=True)
    assert "/troubadour-admin pause" in await shown.refused()


async def test_a_member_is_served_in_private_channels_too(server: DiscordServer) -> None:
    own = server.state.direct_channel(server.user)
    shown = await server.slash("limerick", at=own, subject="a fox")
    await shown.shows(done)


@pytest.mark.parametrize("elsewhere", ["nobody", "everyone"])
async def test_the_operator_chooses_who_is_served_elsewhere(folder: Path, elsewhere: str) -> None:
    async with DiscordServer() as server:
        other = server.add_guild("another", server.stranger)
        abroad = server.abroad(server.stranger, server.user)
        async with running(server, folder, DISCORD_ELSEWHERE=elsewhere, DISCORD_ADMINS=""):
            await server.ready()
            for by, at, installed in (
                (server.user, server.state.direct_channel(server.user), False),
                (server.user, abroad, True),
                (server.stranger, abroad, True),
                (server.stranger, other, False),
            ):
                shown = await server.slash("limerick", by=by, at=at, user_installed=installed, subject="a fox")
                if elsewhere == "nobody":
                    assert "not set up for this place" in await shown.refused()
                else:
                    await shown.shows(lambda message: "Again" in message.buttons)
            written = await server.dm("Who are you?")
            await written.shows(
                lambda message: "not set up" in message.text if elsewhere == "nobody" else "Again" in message.buttons
            )
            home = await server.slash("limerick", subject="a fox")
            await home.shows(lambda message: "Again" in message.buttons)
        assert server.violations == []
