"""The bot as people on Discord see it: discord.py against a Discord on loopback."""

import asyncio
import logging
from pathlib import Path

import pytest

from tests.adapters.discord.harness import AdapterHarness, HeldCommand, config_for, opened
from tests.adapters.held_acceptance import HeldAcceptance
from tests.servers.discord_server import Attached, DiscordServer, Flag

pytestmark = pytest.mark.may_block


async def test_an_answer_opens_with_its_question_and_ends_with_its_buttons(
    harness: AdapterHarness, server: DiscordServer
) -> None:
    shown = await server.slash("chat", message="What is @everyone called?")
    message = await shown.shows(lambda message: "Again" in message.buttons)
    assert message.content.startswith("> **/chat** What is \uff20everyone called?")
    assert "Delete" in message.buttons
    assert not message.pinged_everybody


async def test_a_picture_has_alt_text_and_a_button_makes_another(
    harness: AdapterHarness, server: DiscordServer
) -> None:
    shown = await server.slash("imagine", prompt="a red fox", size="small", seed=7)
    message = await shown.shows(lambda message: "Again" in message.buttons)
    assert len(message.files) == 1
    (gallery,) = [part for part in message.components if part["type"] == 12]
    assert "fox" in gallery["items"][0]["description"]
    again = await server.press(message, "Again")
    second = await again.shows(lambda message: "Again" in message.buttons)
    assert second.id != message.id
    assert second.files[0].bytes != message.files[0].bytes


async def test_edit_opens_a_form_filled_with_the_options_of_the_picture(
    harness: AdapterHarness, server: DiscordServer
) -> None:
    shown = await server.slash("imagine", prompt="a red fox", size="small", seed=7)
    message = await shown.shows(lambda message: "Edit" in message.buttons)
    edit = await server.press(message, "Edit")
    modal = await edit.opened()
    assert modal.filled["prompt"] == "a red fox"
    sent = await server.submit(edit, prompt="a blue whale")
    second = await sent.shows(lambda message: bool(message.files) and "Again" in message.buttons)
    assert any("a blue whale" in str(part.get("content")) for part in second.components)


async def test_speech_is_a_voice_message_with_a_transcript(harness: AdapterHarness, server: DiscordServer) -> None:
    shown = await server.slash("speak", text="Good evening")
    voice = await shown.shows(lambda message: Flag.VOICE in message.flags)
    assert voice.files[0].type == "audio/ogg"
    message = await shown.shows(lambda message: "Again" in message.buttons)
    assert message.content.count("Good evening") == 1


async def test_a_whole_show_appears_in_one_message(harness: AdapterHarness, server: DiscordServer) -> None:
    shown = await server.slash("perform", subject="a lighthouse")
    message = await shown.shows(lambda message: "Again" in message.buttons)
    text = "\n".join(str(part.get("content", "")) for part in message.components)
    assert "The idea" in text
    assert "The limerick" in text
    assert len(message.files) == 1


async def test_a_command_without_options_opens_a_form_which_runs_it(
    harness: AdapterHarness, server: DiscordServer
) -> None:
    asked = await server.slash("chat")
    assert "message" in (await asked.opened()).fields
    sent = await server.submit(asked, message="Hello!")
    message = await sent.shows(lambda message: "Again" in message.buttons)
    assert message.content.startswith("> **/chat** Hello!")


async def test_unlisted_servers_are_refused_privately(server: DiscordServer, tmp_path: Path) -> None:
    async with opened(tmp_path, config_for(server, guilds=frozenset())) as harness:
        await server.ready()
        asked = await server.slash("chat", message="Hello")
        assert "not set up for this place" in await asked.refused()
        assert await harness.store.unfinished_jobs() == []


async def test_stop_stops_a_running_command(harness: AdapterHarness, server: DiscordServer, held: HeldCommand) -> None:
    shown = await server.slash("wait")
    message = await shown.shows(lambda message: "Stop" in message.buttons)
    await server.press(message, "Stop")
    await held.closed.wait()
    assert await harness.ended(shown.id) == "stopped"
    await shown.shows("Stopped by Ada")


async def test_deleting_the_message_stops_its_job(
    harness: AdapterHarness, server: DiscordServer, held: HeldCommand
) -> None:
    shown = await server.slash("wait")
    message = await shown.shows("first")
    await server.delete(message)
    await held.closed.wait()
    assert await harness.ended(shown.id) == "stopped"


async def test_a_repeated_interaction_is_answered_once(harness: AdapterHarness, server: DiscordServer) -> None:
    shown = await server.slash("chat", message="Hello")
    await server.again(shown)
    await shown.shows(lambda message: "Again" in message.buttons)
    await harness.ended(shown.id)
    assert len(shown.messages) == 1


async def test_delete_removes_the_reply(harness: AdapterHarness, server: DiscordServer) -> None:
    shown = await server.slash("chat", message="Hello")
    message = await shown.shows(lambda message: "Delete" in message.buttons)
    pressed = await server.press(message, "Delete")
    await pressed.acknowledged()
    assert message.deleted


async def test_a_command_after_a_mention_is_answered_with_a_reply(
    harness: AdapterHarness, server: DiscordServer
) -> None:
    posted = await server.mention("imagine a fox --seed 3 --size small")
    message = await posted.shows(lambda message: bool(message.files) and "Again" in message.buttons)
    assert message.reply_to == posted.message.id
    assert message.mentions == []


async def test_a_mention_without_a_command_is_a_chat(harness: AdapterHarness, server: DiscordServer) -> None:
    posted = await server.mention("who are you?")
    await posted.shows(lambda message: "Again" in message.buttons)


async def test_no_answer_may_ping_anybody(harness: AdapterHarness, server: DiscordServer) -> None:
    posted = await server.mention("who are you?")
    await posted.shows(lambda message: "Again" in message.buttons)
    shown = await server.slash("chat", message="Hello")
    await shown.shows(lambda message: "Again" in message.buttons)
    sent = [call.body for call in server.state.calls if isinstance(call.body, dict) and "content" in call.body]
    assert len(sent) >= 2
    assert all(body["allowed_mentions"] == {"parse": [], "replied_user": False} for body in sent)


async def test_a_direct_message_is_answered_where_its_author_is_known(
    harness: AdapterHarness, server: DiscordServer
) -> None:
    posted = await server.dm("hello")
    await posted.shows(lambda message: "Again" in message.buttons)


async def test_a_message_without_a_mention_is_ignored(harness: AdapterHarness, server: DiscordServer) -> None:
    await server.write("nice weather")
    asked = await server.mention("hello")
    await asked.shows(lambda message: "Again" in message.buttons)
    assert len([message for message in server.state.messages.values() if message.author == server.bot]) == 1


async def test_a_menu_makes_a_limerick_of_the_picture(harness: AdapterHarness, server: DiscordServer) -> None:
    shown = await server.slash("imagine", prompt="a red fox", size="small", seed=7)
    picture = await shown.shows(lambda message: "Again" in message.buttons)
    posted = await server.write("look", files=[Attached("fox.png", picture.files[0].bytes, "image/png")])
    verse = await server.menu("Write a limerick", posted.message)
    message = await verse.shows(lambda message: "Speak" in message.buttons)
    assert len(message.content.splitlines()) >= 5


async def test_voices_are_suggested(harness: AdapterHarness, server: DiscordServer) -> None:
    assert await server.autocomplete("speak", "voice", "")


async def test_a_private_answer_is_private(harness: AdapterHarness, server: DiscordServer) -> None:
    shown = await server.slash("chat", message="psst", private=True)
    message = await shown.shows(lambda message: "Again" in message.buttons)
    assert Flag.EPHEMERAL in message.flags


async def test_commands_are_registered_by_name(harness: AdapterHarness, server: DiscordServer) -> None:
    names = {each["name"] for each in next(iter(server.state.commands.values()))}
    assert {"chat", "imagine", "troubadour", "Write a limerick"} <= names


async def test_a_wrong_token_is_reported_in_one_sentence(
    server: DiscordServer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    async with opened(tmp_path, config_for(server, token="MTA.wrong.token")) as harness:
        async with asyncio.timeout(20):
            while "does not know this token" not in caplog.text:
                await asyncio.sleep(0.01)
        assert harness.adapter.name == "discord"
    assert "MTA.wrong.token" not in caplog.text


async def test_a_question_that_is_deleted_while_it_is_accepted_is_not_answered(
    harness: AdapterHarness, server: DiscordServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = HeldAcceptance(harness.store, monkeypatch)
    asked = await server.mention("good evening")
    await held.deletes(server.delete(asked.message))
    await (await server.mention("hello")).shows(lambda message: "Again" in message.buttons)
    assert len(asked.messages) == 1  # the other answer
    assert await harness.store.job(str(asked.message.id)) is None
