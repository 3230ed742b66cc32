"""What happens where Discord does not do what was asked."""

import re
from pathlib import Path

import pytest

from tests.adapters.discord.house import Held, House, config_for, opened
from tests.servers.discord_server import DiscordServer, Fault, MovableClock

pytestmark = pytest.mark.may_block


async def test_after_fifteen_minutes_the_answer_goes_on_in_the_channel(
    house: House, server: DiscordServer, held: Held
) -> None:
    shown = await server.slash("wait")
    await shown.shows("first")
    assert isinstance(server.clock, MovableClock)
    server.clock.advance(16 * 60)
    held.going.set()
    assert await house.ended(shown.id) == "done"
    texts = [message.text for message in server.state.messages.values() if message.author == server.bot]
    assert any("first last" in text for text in texts)


async def test_an_end_that_is_refused_in_passing_is_sent_again(house: House, server: DiscordServer, held: Held) -> None:
    shown = await server.slash("wait")
    await shown.shows("first")
    server.fail(Fault("PATCH", re.compile("/webhooks/"), "too-many", via=False))
    held.going.set()
    await shown.shows("first last")


async def test_among_others_nothing_private_is_said_in_reply_to_a_mention(house: House, server: DiscordServer) -> None:
    posted = await server.mention("troubadour usage")
    await posted.shows("slash command")


async def test_a_reply_that_is_cut_off_by_a_stop_says_so_and_goes_on_in_the_same_message(
    server: DiscordServer, held: Held, tmp_path: Path
) -> None:
    config = config_for(server)
    async with opened(tmp_path, config, [held.command]):
        await server.ready()
        shown = await server.slash("wait")
        await shown.shows("first")
    await shown.shows("being restarted")
    held.going.set()
    async with opened(tmp_path, config, [held.command]) as house:
        assert await house.ended(shown.id) == "done"
    message = await shown.shows("first last")
    assert shown.messages == [message]


async def test_a_connection_that_is_reset_is_tried_again(house: House, server: DiscordServer, held: Held) -> None:
    shown = await server.slash("wait")
    await shown.shows("first")
    server.fail(Fault("PATCH", re.compile("/webhooks/"), "reset"))
    held.going.set()
    await shown.shows("first last")
