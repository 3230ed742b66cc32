"""Summaries on Discord: what three people of different rights get, links, menus, and long channels."""

import re

import pytest

from tests.scenarios.discord.modelled import hub, modelled_by, server
from tests.scenarios.discord.test_commands import done
from tests.scenarios.discord.test_models import answering
from tests.scenarios.reading_model import message_numbers
from tests.servers.discord_server import Channel, DiscordServer, Permission
from tests.servers.discord_server.rules import USUAL_PERMISSIONS, Intent
from tests.servers.hub_server import HubServer, Reply

pytestmark = pytest.mark.asyncio(loop_scope="session")
__all__ = ["hub", "server"]
modelled = modelled_by(Reply(message_numbers), reads_everything=True)


def sent(hub: HubServer) -> str:
    """Returns the messages of the last prompt."""
    return str(hub.posts()[-1].body["messages"][-1]["content"])


async def test_a_summary_is_private_and_links_to_each_message(
    server: DiscordServer, hub: HubServer, place: Channel
) -> None:
    said = [await server.write(text, at=place, by=server.friend) for text in ("ship on Thursday?", "||not yet||")]
    shown = await server.slash("summarize", at=place)
    answer = await shown.shows(done)
    assert answer.ephemeral
    for posted in said:
        assert f"https://discord.com/channels/{server.guild.id}/{place.id}/{posted.message.id}" in answer.text
    assert "ship on Thursday?" in sent(hub)
    assert "not yet" not in sent(hub)
    assert "2 messages since" in answer.text
    public = await server.slash("summarize", at=place, share=True)
    assert not (await public.shows(done)).ephemeral


async def test_only_who_may_read_a_channel_gets_its_summary(
    server: DiscordServer, hub: HubServer, place: Channel
) -> None:
    hidden = await server.add_channel()
    await server.write("the budget is secret", at=hidden, by=server.user)
    hidden.hidden_from = (server.friend,)
    outsider = server.add_user("Mallory")
    asked = len(hub.posts())
    for person in (server.friend, outsider):
        shown = await server.slash("summarize", at=place, by=person, channel=f"<#{hidden.id}>")
        await shown.shows(lambda message: "You may not read that channel" in message.text)
    assert len(hub.posts()) == asked
    shown = await server.slash("summarize", at=place, by=server.user, channel=f"<#{hidden.id}>")
    await shown.shows(done)
    assert "the budget is secret" in sent(hub)
    await server.permit(hidden, USUAL_PERMISSIONS & ~Permission.READ_MESSAGE_HISTORY)
    shown = await server.slash("summarize", at=place, by=server.user, channel=f"<#{hidden.id}>")
    await shown.shows(lambda message: "may not read that channel" in message.text)


async def test_a_menu_summarises_from_its_message_on(server: DiscordServer, hub: HubServer, place: Channel) -> None:
    await server.write("old news", at=place)
    first = await server.write("new plan", at=place)
    await server.write("fine", at=place, by=server.friend)
    shown = await server.menu("Summarize from here", first.message)
    await shown.shows(done)
    assert "old news" not in sent(hub)
    assert "new plan" in sent(hub)
    assert "fine" in sent(hub)


async def test_a_thousand_and_a_half_messages_are_read_in_parts_after_their_cost_was_said(
    server: DiscordServer, hub: HubServer, place: Channel
) -> None:
    for number in range(1500):
        await server.write(f"note {number}: " + "the quay grows by a metre " * 6, at=place)
    shown = await server.slash("summarize", at=place)
    answer = await shown.shows(lambda message: "1,500 messages" in message.text and done(message))
    (label,) = (label for label in answer.buttons if label.startswith("Summarise"))
    asked = len(hub.posts())
    pressed = await server.press(answer, label)
    whole = await pressed.shows(lambda message: "all 1500" in message.text and done(message))
    assert label == f"Summarise ({len(hub.posts()) - asked} requests)"
    assert len(hub.posts()) - asked <= 15
    linked = re.findall(rf"https://discord.com/channels/{server.guild.id}/{place.id}/(\d+)", whole.text)
    assert linked


async def test_a_mention_needs_to_share(server: DiscordServer, place: Channel) -> None:
    await server.write("hello there", at=place)
    alone = await server.mention("/summarize today", at=place)
    await alone.shows(lambda message: "slash command" in message.text.lower() or "/summarize" in message.text)
    shared = await server.mention("/summarize --since 1h --share", at=place)
    await shared.shows(lambda message: "messages since" in message.text and done(message))


async def test_without_the_privileged_intent_what_was_not_read_is_counted_and_a_menu_adds_it(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    server = DiscordServer()
    server.gateway.disallowed = Intent.MESSAGE_CONTENT
    folder = tmp_path_factory.mktemp("troubadour")
    async with server, answering(folder, Reply(message_numbers), at=server) as (_, hub, _):
        place = await server.add_channel()
        posted = await server.write("ship on Thursday?", at=place, by=server.friend)
        await server.write("or on Friday?", at=place, by=server.friend)
        asked = await server.mention("I bring the cake.", at=place, by=server.friend)
        await asked.shows(lambda message: message.reply_to == asked.message.id and done(message))
        shown = await server.slash("summarize", at=place)
        answer = await shown.shows(done)
        assert "2 messages could not be read." in answer.text
        assert "Message Content Intent" in answer.text
        assert "I bring the cake." in sent(hub)
        assert "Thursday" not in sent(hub)
        added = await (await server.menu("Summarize from here", posted.message)).shows(done)
        assert "1 message could not be read." in added.text
        assert "ship on Thursday?" in sent(hub)
