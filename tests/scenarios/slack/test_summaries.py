"""Summaries on Slack: only for members, with links, threads, shortcuts, the App Home, and what is asked about a
message."""

from datetime import UTC, datetime

import pytest

from tests.scenarios.reading_model import message_numbers
from tests.scenarios.slack.modelled import hub, modelled_by, server
from tests.scenarios.slack.test_commands import done
from tests.servers.hub_server import HubServer
from tests.servers.slack_server import Attached, Channel, Message, SlackServer

pytestmark = pytest.mark.asyncio(loop_scope="session")
__all__ = ["hub", "server"]
modelled = modelled_by(message_numbers)


def sent(hub: HubServer) -> str:
    """Returns the messages of the last prompt."""
    return str(hub.posts()[-1].body["messages"][-1]["content"])


def linked(message: Message) -> str:
    """The beginning of a link to a message."""
    return f"/archives/{message.channel.id}/p{message.ts.replace('.', '')}"


async def test_a_summary_is_private_and_links_to_each_message_and_reply(
    server: SlackServer, hub: HubServer, place: Channel
) -> None:
    root = await server.write("ship on Thursday?", at=place, by=server.friend)
    reply = await server.write("no, on Friday", at=place, thread=root.message)
    assert root.message
    assert reply.message
    link = linked(root.message)
    shown = await server.command("/summarize", "", at=place)
    answer = await shown.shows(lambda message: link in message.text)
    assert answer.ephemeral
    assert linked(reply.message) in answer.text
    assert "ship on Thursday?" in sent(hub)
    assert "(to m1): no, on Friday" in sent(hub)


async def test_only_members_get_a_summary(server: SlackServer, hub: HubServer, place: Channel) -> None:
    stranger = server.add_user("mallory")
    closed = server.add_channel("closed", server.user, server.bot)
    await server.write("the budget is secret", at=closed)
    asked = len(hub.posts())
    for person in (server.friend, stranger):
        shown = await server.command("/summarize", f"--channel <#{closed.id}|closed>", at=place, by=person)
        await shown.shows(lambda message: "You may not read that channel" in message.text)
    assert len(hub.posts()) == asked
    shown = await server.command("/summarize", f"--channel <#{closed.id}|closed>", at=place)
    await shown.shows(lambda message: "/archives/" in message.text)
    assert "the budget is secret" in sent(hub)


async def test_a_shortcut_summarises_from_its_message_on(server: SlackServer, hub: HubServer, place: Channel) -> None:
    await server.write("old news", at=place)
    first = await server.write("new plan", at=place)
    await server.write("fine", at=place, by=server.friend)
    assert first.message
    shown = await server.message_shortcut("menu-summarize-from-here", first.message)
    await shown.shows(lambda message: "/archives/" in message.text)
    assert "old news" not in sent(hub)
    assert "new plan" in sent(hub)
    assert "fine" in sent(hub)


def zone_with_hour(hour: int, now: float) -> str:
    """A time zone in which it is this hour, from 0 to 12."""
    ahead = hour - datetime.fromtimestamp(now, UTC).hour
    ahead += 24 if ahead < -12 else 0
    return f"Etc/GMT{-ahead:+d}"  # west of Greenwich, the sign is a plus


async def test_a_day_begins_where_the_person_is(server: SlackServer, hub: HubServer, place: Channel) -> None:
    old = await server.write("the first news", at=place)
    assert old.message
    old.message.ts = f"{server.clock() - 3700:.6f}"
    await server.write("the second news", at=place)
    for hour, sees in ((0, False), (12, True)):
        asker = server.add_user(f"asker-{hour}")
        asker.zone = zone_with_hour(hour, server.clock())
        place.members.append(asker)
        shown = await server.command("/summarize", "today", at=place, by=asker)
        await shown.shows(lambda message: "/archives/" in message.text)
        assert ("the first news" in sent(hub)) is sees


async def test_the_app_home_asks_what_was_missed(server: SlackServer, hub: HubServer, place: Channel) -> None:
    await server.write("we moved to the blue room", at=place, by=server.friend)
    await server.open_home()
    home = await server.home()
    pressed = await server.press(home, "What did I miss?")
    form = await pressed.opened()
    submitted = await server.submit(form, since="today", channel=place.id)
    answer = await submitted.shows(lambda message: "/archives/" in message.text)
    assert answer.channel is server.state.direct_channel(server.user)
    assert "blue room" in sent(hub)


async def test_anything_is_asked_about_a_message_by_one_form(
    server: SlackServer, hub: HubServer, place: Channel
) -> None:
    file = Attached("note.txt", b"The fox met a heron.", "text/plain")
    posted = await server.write("have a look", at=place, by=server.friend, files=[file])
    assert posted.message
    shown = await server.message_shortcut("menu-ask-troubadour", posted.message)
    await server.submit(await shown.opened(), question="who met whom?")
    await shown.shows(done)
    assert "who met whom?" in sent(hub)
    assert "have a look" in sent(hub)
    assert "The fox met a heron." in sent(hub)
