"""Buttons, forms and feedback, and the people who may use them."""

import pytest

from tests.scenarios.slack.test_commands import done, is_picture
from tests.servers.slack_server import Channel, Message, SlackServer

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.both_databases, pytest.mark.apart]


async def picture_in(server: SlackServer, place: Channel) -> Message:
    """A picture with its buttons."""
    return await (await server.command("/imagine", "a fox --seed 7", at=place)).shows(is_picture)


def bytes_of(server: SlackServer, message: Message) -> bytes:
    """The bytes of its first picture."""
    return server.state.files[message.pictures[0]].bytes


@pytest.mark.parametrize("label", ["Again", "Vary"])
async def test_a_picture_is_made_again(server: SlackServer, place: Channel, label: str) -> None:
    picture = await picture_in(server, place)
    pressed = await server.press(picture, label)
    assert not (await pressed.acknowledged()).failed
    other = await pressed.shows(lambda message: is_picture(message) and message is not picture)
    assert bytes_of(server, other) != bytes_of(server, picture)


async def test_a_limerick_about_a_picture(server: SlackServer, place: Channel) -> None:
    picture = await picture_in(server, place)
    pressed = await server.press(picture, "Limerick")
    await pressed.shows(lambda message: done(message) and message is not picture)


async def test_edit_opens_a_form_filled_with_the_options_of_a_picture(server: SlackServer, place: Channel) -> None:
    picture = await picture_in(server, place)
    pressed = await server.press(picture, "Edit")
    view = await pressed.opened()
    assert view.filled["prompt"] == "a fox"
    await server.submit(view, prompt="a heron at dawn")
    other = await pressed.shows(lambda message: is_picture(message) and message is not picture)
    assert "a heron at dawn" in other.text


async def test_an_invalid_value_is_an_error_beside_its_field(server: SlackServer, place: Channel) -> None:
    view = await (await server.command("/imagine", "", at=place)).opened()
    sent = await server.submit(view, prompt="a fox", seed="many")
    assert list(sent.form_errors) == [view.fields["seed"]["block_id"]]
    assert not any(is_picture(message) for message in server.messages(place))


async def test_delete_takes_the_answer_away(server: SlackServer, place: Channel) -> None:
    picture = await picture_in(server, place)
    pressed = await server.press(picture, "Delete")
    await pressed.acknowledged()
    await server.state.changes.until(lambda: picture.deleted, what="deleted")


async def test_somebody_else_may_not_delete(server: SlackServer, place: Channel) -> None:
    picture = await picture_in(server, place)
    pressed = await server.press(picture, "Delete", by=server.friend)
    assert await pressed.refused()
    assert not picture.deleted


@pytest.mark.parametrize("label", ["Good answer", "Bad answer"])
async def test_feedback_is_thanked_for(server: SlackServer, place: Channel, label: str) -> None:
    answer = await (await server.command("/chat", "Who are you?", at=place)).shows(
        lambda message: done(message) and label in message.buttons
    )
    pressed = await server.press(answer, label)
    assert not (await pressed.acknowledged()).failed
    assert await pressed.refused()


async def test_forgetting_asks_first(server: SlackServer, place: Channel) -> None:
    asked = await server.command("/troubadour", "forget-me", by=server.friend, at=place)
    question = await asked.shows(lambda message: done(message) and message.buttons)
    assert question.for_user is server.friend
    pressed = await server.press(question, "Yes, forget me", by=server.friend)
    await pressed.acknowledged()
    await pressed.shows(lambda message: message.text and "Yes, forget me" not in message.buttons)
