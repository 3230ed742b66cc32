"""What happens where Discord does not do what was asked."""

import asyncio
import re
from pathlib import Path

import pytest

from core.domain.request import Request
from core.jobs.dispatcher import Verdict
from tests.adapters.discord.house import Held, Services, config_for, opened
from tests.servers.discord_server import DiscordServer, Fault, Flag, MovableClock, Posting

pytestmark = pytest.mark.may_block


async def test_after_fifteen_minutes_the_answer_goes_on_in_the_channel(
    house: Services, server: DiscordServer, held: Held
) -> None:
    shown = await server.slash("wait")
    await shown.shows("first")
    assert isinstance(server.clock, MovableClock)
    server.clock.advance(16 * 60)
    held.going.set()
    assert await house.ended(shown.id) == "done"
    texts = [message.text for message in server.state.messages.values() if message.author == server.bot]
    assert any("first last" in text for text in texts)


async def test_a_lost_connection_shows_in_whether_it_is_connected(house: Services, server: DiscordServer) -> None:
    async def until(connected: bool) -> None:
        async with asyncio.timeout(20):
            while house.adapter.connected is not connected:
                await asyncio.sleep(0.01)

    await until(True)
    server.gateway.refuse = 1_000_000
    await server.gateway.close(4000)
    await until(False)
    server.gateway.refuse = 0
    await until(True)


async def test_an_end_that_is_refused_in_passing_is_sent_again(
    house: Services, server: DiscordServer, held: Held
) -> None:
    shown = await server.slash("wait")
    await shown.shows("first")
    server.fail(Fault("PATCH", re.compile("/webhooks/"), "too-many", via=False))
    held.going.set()
    await shown.shows("first last")


async def test_among_others_nothing_private_is_said_in_reply_to_a_mention(
    house: Services, server: DiscordServer
) -> None:
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
    await shown.shows("I am restarting")
    held.going.set()
    async with opened(tmp_path, config, [held.command]) as house:
        assert await house.ended(shown.id) == "done"
    message = await shown.shows("first last")
    assert shown.messages == [message]


async def test_a_connection_that_is_reset_is_tried_again(house: Services, server: DiscordServer, held: Held) -> None:
    shown = await server.slash("wait")
    await shown.shows("first")
    server.fail(Fault("PATCH", re.compile("/webhooks/"), "reset"))
    held.going.set()
    await shown.shows("first last")


async def test_what_breaks_while_accepting_is_owned_up_to_in_private(
    house: Services, server: DiscordServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(request: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr(house.dispatcher, "accept", broken)
    asked = await server.slash("chat", message="Hello")
    assert "Something went wrong on my side" in await asked.refused()


async def test_accepting_that_takes_long_is_answered_privately(
    server: DiscordServer, held: Held, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(tmp_path, config_for(server, accept_seconds=0.01)) as house:
        await server.ready()
        accept = house.dispatcher.accept

        async def slow(request: Request) -> Verdict:
            await held.going.wait()
            return await accept(request)

        monkeypatch.setattr(house.dispatcher, "accept", slow)
        asked = await server.slash("chat", message="Hello")
        assert (await asked.acknowledged()).ephemeral
        held.going.set()
        message = await asked.shows(lambda message: "Again" in message.buttons)
        assert Flag.EPHEMERAL in message.flags


@pytest.mark.parametrize("how", ["slash", "mention"])
async def test_an_answer_goes_on_in_a_thread_that_was_archived_meanwhile(
    house: Services, server: DiscordServer, held: Held, how: str
) -> None:
    thread = await server.thread("foxes")
    asked = await (server.slash("wait", at=thread) if how == "slash" else server.mention("wait", at=thread))
    first = await asked.shows("first")
    await server.archive(thread)
    held.going.set()
    job = asked.message.id if isinstance(asked, Posting) else asked.id
    assert await house.ended(job) == "done"
    (whole,) = [message for message in server.state.messages.values() if "first last" in message.text]
    assert whole is not first
    assert whole.channel is thread
    assert not thread.archived
