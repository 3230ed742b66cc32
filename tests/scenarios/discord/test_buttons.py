"""Buttons and forms, and who may use them."""

import pytest

from tests.scenarios.discord.test_commands import done
from tests.servers.discord_server import CallbackKind, Channel, DiscordServer, Flag, Interaction, Message

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.apart]


async def pictured(server: DiscordServer, place: Channel) -> Message:
    """A picture with its buttons."""
    shown = await server.slash("imagine", at=place, prompt="a fox", seed=7)
    return await shown.shows(lambda message: done(message) and message.files)


@pytest.mark.parametrize("label", ["Again", "Vary"])
async def test_a_button_makes_another_picture(server: DiscordServer, place: Channel, label: str) -> None:
    picture = await pictured(server, place)
    pressed = await server.press(picture, label)
    await pressed.acknowledged()
    other = await pressed.shows(lambda message: done(message) and message.files and message is not picture)
    assert other.files[0].bytes != picture.files[0].bytes


async def test_of_several_pictures_each_has_its_own_buttons(server: DiscordServer, place: Channel) -> None:
    shown = await server.slash("imagine", at=place, prompt="a fox", count=2)
    pictures = await shown.shows(lambda message: done(message) and len(message.files) == 2)
    assert {"Vary 1", "Limerick 1", "Vary 2", "Limerick 2", "Again", "Edit", "Delete"} == pictures.buttons.keys()
    verse = await server.press(pictures, "Limerick 2")
    await verse.shows(lambda message: done(message) and message is not pictures)


async def test_an_answer_is_spoken_and_continued(server: DiscordServer, place: Channel) -> None:
    shown = await server.slash("chat", at=place, message="hello", max_new_tokens=3)
    answer = await shown.shows(done)
    assert {"Continue", "Again", "Edit", "Speak", "Delete"} == answer.buttons.keys()
    for label in ("Continue", "Again"):
        pressed = await server.press(answer, label, by=server.friend)
        further = await pressed.shows(lambda message: done(message) and message is not answer)
        assert not further.ephemeral
    spoken = await server.press(answer, "Speak")
    await spoken.shows(lambda message: message.flags & Flag.VOICE)
    verse = await (await server.slash("limerick", at=place, subject="a fox")).shows(done)
    spoken = await server.press(verse, "Speak")
    await spoken.shows(lambda message: message.flags & Flag.VOICE)


async def test_buttons_of_a_private_answer_lead_to_private_answers(server: DiscordServer, place: Channel) -> None:
    shown = await server.slash("chat", at=place, message="psst", private=True)
    answer = await shown.shows(done)
    for label in ("Again", "Speak"):
        pressed = await server.press(answer, label)
        assert (await pressed.acknowledged()).ephemeral


async def test_a_limerick_about_a_picture(server: DiscordServer, place: Channel) -> None:
    picture = await pictured(server, place)
    pressed = await server.press(picture, "Limerick")
    await pressed.shows(lambda message: done(message) and message is not picture)


async def test_edit_opens_a_form_filled_with_the_options_of_the_picture(server: DiscordServer, place: Channel) -> None:
    picture = await pictured(server, place)
    pressed = await server.press(picture, "Edit")
    assert (await pressed.acknowledged()).kind is CallbackKind.MODAL
    assert (await pressed.opened()).filled["prompt"] == "a fox"
    sent = await server.submit(pressed, prompt="a heron at dawn")
    message = await sent.shows(lambda message: done(message) and message.files and message is not picture)
    assert "a heron at dawn" in message.text


async def test_a_command_without_its_options_opens_a_form(server: DiscordServer, place: Channel) -> None:
    asked = await server.slash("chat", at=place)
    assert "message" in (await asked.opened()).fields
    sent = await server.submit(asked, message="Who are you?")
    await sent.shows(done)


async def test_delete_removes_the_answer(server: DiscordServer, place: Channel) -> None:
    picture = await pictured(server, place)
    pressed = await server.press(picture, "Delete")
    await pressed.acknowledged()
    await server.state.changes.until(lambda: picture.deleted, what="deleted")


async def test_somebody_else_may_not_delete(server: DiscordServer, place: Channel) -> None:
    picture = await pictured(server, place)
    pressed = await server.press(picture, "Delete", by=server.friend)
    assert await pressed.refused()
    assert not picture.deleted


async def test_forgetting_asks_first(server: DiscordServer, place: Channel) -> None:
    asked = await server.slash("troubadour forget-me", by=server.friend, at=place)
    question = await asked.shows(done)
    assert question.ephemeral
    pressed = await server.press(question, "Yes, forget me", by=server.friend)
    await pressed.acknowledged()
    await server.state.changes.until(lambda: _said(pressed), what="done")


def _said(pressed: Interaction) -> bool:
    return any("Yes, forget me" not in message.buttons and message.text for message in pressed.messages)
