"""Every command and shortcut, by the bot's own process, through a Slack on loopback."""

import pytest

from tests.servers.slack_server import Attached, Channel, Message, SlackServer

pytestmark = pytest.mark.asyncio(loop_scope="session")


def done(message: Message) -> bool:
    """True if an answer is complete: it has text and offers next steps."""
    return (
        not message.streaming
        and not message.stuck
        and "Stop" not in message.buttons
        and bool(message.text)
        and "On it" not in message.text
    )


def is_picture(message: Message) -> bool:
    """True if an answer is a picture, ready to be looked at."""
    return done(message) and bool(message.pictures or message.files)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("/chat Who are you?", "Built-in engine"),
        ("/complete Once upon a time", "Once upon a time"),
        ("/limerick a fox", "fox"),
        ("/troubadour models", "Pictures"),
        ("/troubadour persona", "Troubadour"),
        ("/troubadour usage", "24 hours"),
        ("/troubadour privacy", "30 days"),
        ("/troubadour status", "built-in"),
        ("/troubadour help", "/imagine"),
        ("/troubadour reset", "forgotten"),
    ],
)
async def test_a_command_is_acknowledged_in_time_and_answered(
    server: SlackServer, place: Channel, line: str, said: str
) -> None:
    name, _, text = line.partition(" ")
    asked = await server.command(name, text, at=place)
    taken = await asked.acknowledged()
    assert not taken.failed
    message = await asked.shows(lambda message: done(message) and said in message.text)
    assert message.pings == []
    assert message.links == []
    assert not message.unfurls


async def test_the_root_of_an_answer_names_the_requester_and_the_request(server: SlackServer, place: Channel) -> None:
    asked = await server.command("/limerick", "a fox --seed 7", at=place)
    await asked.shows(done)
    root = next(message for message in asked.messages if message.thread is None and not message.ephemeral)
    assert "ada" in root.text
    assert "a fox" in root.text


@pytest.mark.parametrize(
    "text", ["a fox --seed 7", "—seed 7 a fox", "a fox --seed=7", "a “red fox” \u2013seed 7", "--seed 7 -- a --fox"]
)
async def test_a_picture_has_alt_text_and_captions(server: SlackServer, place: Channel, text: str) -> None:
    asked = await server.command("/imagine", text, at=place)
    message = await asked.shows(is_picture)
    assert any("fox" in text for text in message.alternative_texts)
    assert "seed 7" in message.text
    assert {"Again", "Vary", "Edit", "Delete"} <= message.buttons.keys()
    for id in message.pictures:
        assert server.state.files[id].bytes.startswith(b"\x89PNG")


async def test_an_unknown_option_names_the_known_ones(server: SlackServer, place: Channel) -> None:
    asked = await server.command("/imagine", "a fox --sead 7", at=place)
    assert "--seed" in await asked.refused()
    assert not any(is_picture(message) for message in asked.messages)


async def test_several_pictures_come_together(server: SlackServer, place: Channel) -> None:
    asked = await server.command("/imagine", "a fox --count 4", at=place)
    message = await asked.shows(lambda message: done(message) and len(message.pictures or message.files) == 4)
    assert len({server.state.files[id].bytes for id in message.pictures}) == 4


@pytest.mark.parametrize("name", ["/speak", "/perform"])
async def test_speech_is_a_playable_file_with_its_transcript(server: SlackServer, place: Channel, name: str) -> None:
    asked = await server.command(name, "a fox", at=place)
    shown = await asked.shows(lambda message: message.files)
    assert shown.files[0].type.startswith("audio/")
    await asked.shows(lambda message: done(message) and "fox" in message.text)


async def test_help_explains_a_command(server: SlackServer, place: Channel) -> None:
    asked = await server.command("/imagine", "help", at=place)
    message = await asked.shows(done)
    assert message.ephemeral
    assert "--seed" in message.text


async def test_a_command_without_words_opens_a_form(server: SlackServer, place: Channel) -> None:
    asked = await server.command("/imagine", "", at=place)
    view = await asked.opened()
    assert "prompt" in view.fields
    await server.submit(view, prompt="a heron at dawn")
    await asked.shows(lambda message: is_picture(message) and "heron" in message.text)


async def test_a_private_question_is_seen_by_nobody_else(server: SlackServer, place: Channel) -> None:
    asked = await server.command("/limerick", "a fox --private", at=place)
    message = await asked.shows(done)
    assert message.for_user is server.user
    assert all(message.ephemeral for message in server.messages(place))


@pytest.mark.parametrize("typed", ["as tokens", "by hand"])
async def test_a_prompt_that_mentions_everybody_pings_nobody(server: SlackServer, place: Channel, typed: str) -> None:
    prompt = f"<!channel> and <@{server.friend.id}>, see <https://example.org/evil|the bank> @here"
    if typed == "by hand":
        # Text that a person types letter by letter arrives escaped, and becomes a token again when it is parsed.
        prompt = prompt.replace("<", "&lt;").replace(">", "&gt;")
    for line in ("/complete --include-prompt", "/imagine", "/speak"):
        name, _, options = line.partition(" ")
        asked = await server.command(name, f"{options} {prompt}".strip(), at=place)
        await asked.shows(done)
    for message in server.messages(place):
        assert (message.pings, message.links, message.unfurls) == ([], [], False), message.text


async def test_a_picture_is_asked_about_by_its_shortcut(server: SlackServer, place: Channel) -> None:
    picture = await (await server.command("/imagine", "a fox", at=place)).shows(is_picture)
    file = server.state.files[picture.pictures[0]]
    posted = await server.write("look", at=place, files=[Attached("fox.png", file.bytes)])
    assert posted.message
    chosen = await server.message_shortcut("menu-ask-troubadour", posted.message)
    await server.submit(await chosen.opened(), question="What is in this picture?")
    await chosen.shows(done)


async def test_a_translation_without_a_model_says_how_to_connect_one(server: SlackServer, place: Channel) -> None:
    posted = await server.write("Buenos días", at=place)
    assert posted.message
    for asked in (
        await server.command("/translate", "Good morning --to de", at=place),
        await server.message_shortcut("menu-translate", posted.message),
    ):
        message = await asked.shows(lambda message: "HF_TOKEN" in message.text and "Stop" not in message.buttons)
        assert "This needs a model" in message.text


async def test_models_and_voices_are_suggested(server: SlackServer, place: Channel) -> None:
    asked = await server.command("/imagine", "", at=place)
    view = await asked.opened()
    menus = [name for name, field in view.fields.items() if field["type"] == "external_select"]
    assert "model" in menus
    for menu in menus:
        found = await (await server.type_in(view, menu, "")).suggested()
        assert 0 < len(found) <= 100
