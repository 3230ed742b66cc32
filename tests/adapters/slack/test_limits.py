"""At a limit: an ephemeral refusal, a button, and later an answer that pings only the requester."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from core.jobs.reminders import Reminders
from core.quota.place_rules import parse_rates
from core.quota.policy import QuotaPolicy
from tests.adapters.discord.test_limits import AnHourLater
from tests.adapters.slack.harness import AdapterHarness, config_for, open_adapter
from tests.servers.slack_server import Message, SlackServer

ONE_AN_HOUR = QuotaPolicy(user=parse_rates(["chat_completion=1/hour", "text_to_image=1/hour"]))


@pytest.fixture
async def limited(server: SlackServer, tmp_path: Path) -> AsyncGenerator[AdapterHarness, None]:
    async with open_adapter(tmp_path, config_for(server), policy=ONE_AN_HOUR) as harness:
        await server.ready(connections=2)
        yield harness


async def an_hour_later(harness: AdapterHarness) -> None:
    """Submits the reminders that are due by then."""
    dispatcher = harness.assembly.dispatcher
    later = AnHourLater(harness.assembly.clock.now())
    dispatcher._clock = later
    await Reminders(harness.store, dispatcher, later).hand_in()


def pinging(server: SlackServer) -> list[Message]:
    """The messages of the bot that ping somebody."""
    return [message for message in server.state.messages.values() if message.author.bot and message.pings]


async def test_a_refused_command_can_run_later_and_pings_only_the_requester(
    server: SlackServer, limited: AdapterHarness
) -> None:
    await (await server.command("/chat", "Hello")).shows(lambda message: "Again" in message.buttons)
    asked = await server.command("/chat", "Hello again")
    refusal = await asked.shows(lambda message: "Remind me" in message.buttons)
    assert refusal.for_user is server.user
    assert "Your limit for conversations is used up (1 per hour)" in refusal.text
    pressed = await server.press(refusal, "Remind me")
    noted = await pressed.shows("I will run it at")
    assert noted.for_user is server.user
    await an_hour_later(limited)
    await server.state.changes.until(
        lambda: [message for message in server.messages() if "There is room for your request again" in message.text],
        what="an answer",
    )
    (called,) = pinging(server)
    assert called.pings == [server.user.id]
    assert called.for_user is None
    assert "Hello again" in called.text


@pytest.mark.parametrize("private", [{}, {"private": "true"}], ids=["open", "private"])
async def test_a_picture_that_was_refused_in_a_form_can_be_had_later(
    server: SlackServer, limited: AdapterHarness, private: dict[str, str]
) -> None:
    await (await server.command("/imagine", "a fox")).shows(lambda message: message.pictures)
    asked = await server.command("/imagine", "")
    view = await asked.opened()
    await server.submit(view, prompt="a heron", **private)
    refusal = await asked.shows(lambda message: "Remind me" in message.buttons)
    assert view.closed
    await (await server.press(refusal, "Remind me")).shows("I will run it at")
    await an_hour_later(limited)
    await server.state.changes.until(
        lambda: [message for message in pinging(server) if message.pictures], what="a picture"
    )
    (called,) = pinging(server)
    assert "There is room for your request again" in called.text
    assert (called.channel.kind == "im") == bool(private)
    assert called.pings == [server.user.id]


async def test_a_mention_in_a_thread_that_is_refused_is_answered_there_later(
    server: SlackServer, limited: AdapterHarness
) -> None:
    first = await server.mention("Hello")
    answer = await first.shows(lambda message: "Again" in message.buttons)
    asked = await server.mention("And again", thread=answer.thread)
    refusal = await asked.shows(lambda message: "Remind me" in message.buttons)
    assert refusal.for_user is server.user
    await (await server.press(refusal, "Remind me")).shows("I will run it at")
    await an_hour_later(limited)
    await server.state.changes.until(lambda: pinging(server), what="a ping")
    (called,) = pinging(server)
    assert called.pings == [server.user.id]
    assert called.thread == answer.thread
