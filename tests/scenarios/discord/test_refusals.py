"""Who is not served is told so in private, in one sentence."""

import pytest

from tests.scenarios.discord.test_commands import done
from tests.servers.discord_server import Channel, DiscordServer

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_stranger_gets_one_private_sentence(server: DiscordServer) -> None:
    elsewhere = server.state.direct_channel(server.stranger)
    shown = await server.slash("imagine", by=server.stranger, at=elsewhere, user_installed=True, prompt="a fox")
    assert await shown.refused()
    assert len(shown.messages) == 1


async def test_a_model_that_is_not_there_is_named(server: DiscordServer, place: Channel) -> None:
    shown = await server.slash("chat", at=place, message="hello", model="nobody/has-this-model")
    await shown.shows("nobody/has-this-model is not at hand")


async def test_only_admins_pause(server: DiscordServer, place: Channel) -> None:
    shown = await server.slash("troubadour pause", by=server.friend, at=place)
    assert await shown.refused()


async def test_a_member_is_served_in_private_channels_too(server: DiscordServer) -> None:
    own = server.state.direct_channel(server.user)
    shown = await server.slash("limerick", at=own, subject="a fox")
    await shown.shows(done)
