"""Every command and menu, with the real bot and a Discord on loopback."""

from pathlib import Path

import pytest

from tests.scenarios.discord.bot_process import running
from tests.servers.discord_server import Attached, CallbackKind, Channel, DiscordServer, Flag, Message
from tests.servers.discord_server.payloads import JOINED

pytestmark = pytest.mark.asyncio(loop_scope="session")


def done(message: Message) -> bool:
    """True if an answer is complete: it has text and no Stop button."""
    return not message.loading and "Stop" not in message.buttons and bool(message.text) and "On it" not in message.text


@pytest.mark.parametrize(
    ("name", "options", "said"),
    [
        ("chat", {"message": "Who are you?"}, "Built-in engine"),
        ("complete", {"prompt": "Once upon a time"}, "Once upon a time"),
        ("limerick", {"subject": "a fox"}, "fox"),
        ("troubadour models", {}, "Pictures"),
        ("troubadour persona", {}, "Troubadour"),
        ("troubadour usage", {}, "24 hours"),
        ("troubadour limits", {}, "Limits here"),
        ("troubadour showing", {}, "answers appear"),
        ("troubadour-admin block", {}, "Nobody is blocked here"),
        ("troubadour privacy", {}, "30 days"),
        ("troubadour status", {}, "built-in engine is ready"),
        ("troubadour help", {}, "/imagine"),
        ("troubadour reset", {}, "forgotten"),
    ],
)
async def test_a_command_is_acknowledged_in_time_and_answered(
    server: DiscordServer, place: Channel, name: str, options: dict[str, str], said: str
) -> None:
    shown = await server.slash(name, by=None, at=place, user_installed=False, permitted=False, **options)
    assert (await shown.acknowledged()).kind in (CallbackKind.DEFERRED_MESSAGE, CallbackKind.MESSAGE)
    message = await shown.shows(lambda message: done(message) and said in message.text)
    assert message.mentions == []


async def test_a_picture_has_alt_text_and_captions(server: DiscordServer, place: Channel) -> None:
    shown = await server.slash("imagine", at=place, prompt="a fox", seed=7)
    message = await shown.shows(lambda message: done(message) and message.files)
    assert message.flags & Flag.COMPONENTS_V2
    assert message.files[0].bytes.startswith(b"\x89PNG")
    assert any("fox" in text for text in message.alternative_texts)
    assert "7" in message.text


async def test_a_picture_that_is_too_large_for_the_place_is_compressed_and_the_answer_says_so(folder: Path) -> None:
    async with DiscordServer(file_bytes=150_000) as server, running(server, folder):
        await server.ready()
        shown = await server.slash("imagine", prompt="a fox")
        message = await shown.shows(lambda message: done(message) and message.files)
        assert len(message.files[0].bytes) <= 150_000
        assert not message.files[0].bytes.startswith(b"\x89PNG")
        assert "fit" in message.text
        assert server.violations == []


async def test_several_pictures_come_in_one_message_and_are_uploaded_once(
    server: DiscordServer, place: Channel
) -> None:
    before = len(server.state.calls)
    shown = await server.slash("imagine", at=place, prompt="a fox", count=4)
    message = await shown.shows(lambda message: done(message) and len(message.files) == 4)
    assert len({file.bytes for file in message.files}) == 4
    assert shown.messages == [message]
    uploaded = [name for call in server.state.calls[before:] for name in call.files]
    assert sorted(uploaded) == sorted(file.name for file in message.files)


@pytest.mark.parametrize(("name", "option"), [("speak", "text"), ("perform", "subject")])
async def test_speech_is_a_voice_message_with_its_transcript(
    server: DiscordServer, place: Channel, name: str, option: str
) -> None:
    shown = await server.slash(name, by=None, at=place, user_installed=False, permitted=False, **{option: "a fox"})
    voice = await shown.shows(lambda message: message.flags & Flag.VOICE)
    assert voice.files[0].type == "audio/ogg"
    assert voice.files[0].bytes.startswith(b"OggS")
    assert (voice.files[0].seconds or 0) > 0
    assert "fox" in (await shown.shows(done)).text


async def test_a_picture_is_described_and_rhymed_about(server: DiscordServer, place: Channel) -> None:
    pictured = await server.slash("imagine", at=place, prompt="a fox")
    picture = (await pictured.shows(lambda message: done(message) and message.files)).files[0]
    shown = await server.slash("limerick", at=place, picture=Attached("fox.png", picture.bytes))
    await shown.shows(done)
    posted = await server.write("look", at=place, files=[Attached("fox.png", picture.bytes)])
    for menu in ("Describe picture", "Write a limerick"):
        chosen = await server.menu(menu, posted.message)
        await chosen.shows(done)


async def test_a_message_is_spoken_by_its_menu(server: DiscordServer, place: Channel) -> None:
    posted = await server.write("The wind is in the willows.", at=place)
    shown = await server.menu("Speak", posted.message)
    await shown.shows(lambda message: message.flags & Flag.VOICE)


async def test_menus_speak_the_text_of_an_answer_and_describe_its_picture(
    server: DiscordServer, place: Channel
) -> None:
    answer = await (await server.slash("chat", at=place, message="Who are you?")).shows(done)
    spoken = await (await server.menu("Speak", answer)).shows(done)
    assert "built-in engine" in spoken.text.partition("-# ")[0]
    assert "/chat" not in spoken.text
    assert "seed" not in spoken.text
    picture = await (await server.slash("imagine", at=place, prompt="a fox")).shows(
        lambda message: done(message) and message.files
    )
    await (await server.menu("Describe picture", picture)).shows(
        lambda message: done(message) and "This is a" in message.text
    )
    written = await server.write("The wind is in the willows.", at=place)
    refused = await server.menu("Describe picture", written.message)
    assert "no picture in this message" in await refused.refused()


@pytest.mark.parametrize(
    ("name", "option"), [("chat", "model"), ("imagine", "model"), ("speak", "voice"), ("perform", "voice")]
)
async def test_models_and_voices_are_suggested(server: DiscordServer, name: str, option: str) -> None:
    found = await server.autocomplete(name, option, "")
    assert 0 < len(found) <= 25
    assert all(choice["value"] for choice in found)


async def test_a_private_answer_is_ephemeral(server: DiscordServer, place: Channel) -> None:
    shown = await server.slash("limerick", at=place, subject="a fox", private=True)
    assert (await shown.acknowledged()).ephemeral
    message = await shown.shows(done)
    assert message.ephemeral


async def test_a_prompt_that_mentions_everybody_pings_nobody(server: DiscordServer, place: Channel) -> None:
    prompt = f"@everyone and <@{server.friend.id}>, `{JOINED}`"
    for name, option in (("complete", "prompt"), ("imagine", "prompt"), ("speak", "text")):
        shown = await server.slash(name, by=None, at=place, user_installed=False, permitted=False, **{option: prompt})
        message = await shown.shows(done)
        assert not message.pinged_everybody
        assert message.mentions == []


async def test_a_pause_holds_for_everybody_until_it_is_lifted(folder: Path) -> None:
    async with DiscordServer() as server, running(server, folder):
        await server.ready()
        paused = await (await server.slash("troubadour-admin pause")).shows("paused me")
        assert "/troubadour-admin pause --resume" in paused.text
        assert "/troubadour pause" not in paused.text
        for by in (server.user, server.friend):
            shown = await server.slash("limerick", by=by, subject="a fox")
            assert "paused at the moment" in await shown.refused()
        mentioned = await server.mention("Who are you?")
        await mentioned.shows("paused at the moment")
        await (await server.slash("troubadour help")).shows("/imagine")
        await (await server.slash("troubadour-admin pause", resume=True)).shows("ended the pause")
        # What was refused in words stays refused when Discord delivers it again.
        for each in (shown, mentioned):
            await server.again(each)
        await (await server.slash("limerick", subject="a fox")).shows(done)
        await (await server.mention("Who are you?")).shows(done)
        assert "paused at the moment" in await shown.refused()
        answers = [each for each in server.state.messages.values() if each.reply_to == mentioned.message.id]
        assert ["paused at the moment" in each.text for each in answers] == [True]
        assert server.violations == []


async def test_commands_are_registered_once(server: DiscordServer) -> None:
    assert server.state.command_syncs == 1
    commands = server.state.commands[None]
    assert {command["name"] for command in commands if command["type"] == 1} == {
        "chat",
        "complete",
        "imagine",
        "limerick",
        "perform",
        "speak",
        "summarize",
        "transcribe",
        "translate",
        "troubadour",
        "troubadour-admin",
    }


async def test_members_do_not_see_the_commands_of_administrators(server: DiscordServer, place: Channel) -> None:
    assert server.sees("troubadour-admin", server.user, place)
    assert not server.sees("troubadour-admin", server.friend, place)
    assert server.sees("troubadour", server.friend, place)
    for name, option in (("persona", "place"), ("usage", "everybody")):
        shown = await server.slash(f"troubadour {name}", by=server.friend, at=place, **{option: True})
        await shown.shows(f"/troubadour {name} --{option}")


async def test_the_commands_of_administrators_are_named_as_people_see_them(
    server: DiscordServer, place: Channel
) -> None:
    for named in ("troubadour-admin block", "troubadour block"):
        helped = await server.slash("troubadour help", at=place, command=named)
        await helped.shows("/troubadour-admin block")
    listed = await (await server.slash("troubadour help", at=place)).shows("/troubadour-admin pause")
    assert "/troubadour pause" not in listed.text
    for typed in ("!troubadour-admin block", "troubadour block"):
        told = await (await server.mention(typed, at=place)).shows("/troubadour-admin block")
        assert "/troubadour block" not in told.text
    unknown = await (await server.mention("!troubadour-admin blok", at=place)).shows("/troubadour-admin block")
    assert "/troubadour block" not in unknown.text
