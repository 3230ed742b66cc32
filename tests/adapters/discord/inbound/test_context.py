"""The caller and the place, as Discord's payloads describe them."""

import pytest

from tests.adapters.discord.harness import AdapterHarness
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
