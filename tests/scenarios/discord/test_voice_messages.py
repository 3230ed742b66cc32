"""Voice messages and recordings on Discord, heard by a model of a Hugging Face on loopback."""

import base64
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from tests.core.media.voices import recording
from tests.scenarios.bot_process import Bot
from tests.scenarios.discord.test_commands import done
from tests.scenarios.discord.test_models import answering
from tests.servers.discord_server import Attached, Channel, DiscordServer, Flag, Message, Posting
from tests.servers.hub_server import HubServer, Stream
from tests.servers.hub_server.making import picture
from tests.servers.hub_server.recognition import TRANSCRIPT

pytestmark = pytest.mark.asyncio(loop_scope="session")

OGG = recording(2.0)
VOICE = Attached("voice-message.ogg", OGG, "audio/ogg", 2.0, base64.b64encode(bytes(range(20))).decode())
IS_VOICE = {"flags": int(Flag.VOICE)}
LINE = f"> 🎤 {TRANSCRIPT}"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def hearing(
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[tuple[DiscordServer, HubServer, Bot]]:
    """A bot with a model that hears, and one that says yes."""
    folder = tmp_path_factory.mktemp("troubadour")
    async with answering(
        folder, Stream(words=("Yes.",)), TROUBADOUR_AUTOMATIC_SPEECH_RECOGNITION_MODELS="org/whisper"
    ) as (server, hub, bot):
        hub.add("org/whisper", "automatic-speech-recognition", hf_inference="automatic-speech-recognition")
        yield server, hub, bot
        assert bot.unforeseen() == []


@pytest_asyncio.fixture(loop_scope="session")
async def server(hearing: tuple[DiscordServer, HubServer, Bot]) -> DiscordServer:
    """The Discord; overrides the one that scenarios share."""
    return hearing[0]


@pytest.fixture
def hub(hearing: tuple[DiscordServer, HubServer, Bot]) -> HubServer:
    """The hub with the bot's models."""
    hearing[1].heard.clear()
    return hearing[1]


def prompt(hub: HubServer) -> str:
    """The words of the last message that the chat model was given."""
    (*_, last) = [seen for seen in hub.posts() if "chat/completions" in seen.path]
    content: Any = last.body["messages"][-1]["content"]
    return content if isinstance(content, str) else "\n".join(each.get("text", "") for each in content)


async def answered(posted: Posting) -> Message:
    """Waits for the complete answer."""
    return await posted.shows(
        lambda message: message.reply_to == posted.message.id and done(message) and "Again" in message.buttons
    )


async def test_a_voice_message_in_a_direct_message_is_a_prompt(server: DiscordServer, hub: HubServer) -> None:
    answer = await answered(await server.dm("", files=[VOICE], extra=IS_VOICE))
    assert LINE in answer.text
    assert answer.text.index(LINE) < answer.text.index("Yes.")
    assert "Correct what I heard" in answer.buttons
    assert [heard.data for heard in hub.heard] == [OGG]
    assert prompt(hub).endswith(TRANSCRIPT)

    opened = await server.press(answer, "Correct what I heard")
    form = await opened.opened()
    assert TRANSCRIPT in str(form.components)


async def test_in_a_channel_it_answers_a_reply_and_a_mention(
    server: DiscordServer, hub: HubServer, place: Channel
) -> None:
    first = await answered(await server.mention("hello", at=place))
    reply = await server.write("", at=place, reply_to=first, files=[VOICE], extra=IS_VOICE)
    assert LINE in (await answered(reply)).text
    file = Attached("note.ogg", recording(1.0), "audio/ogg")
    fox = Attached("fox.png", picture(kind="PNG"), "image/png")
    mentioned = await server.mention("Look:", at=place, files=[file, fox])
    assert LINE in (await answered(mentioned)).text
    assert f"Look:\n\n{TRANSCRIPT}" in prompt(hub)


async def test_a_mention_in_reply_to_somebodys_voice_message_hears_it(
    server: DiscordServer, hub: HubServer, place: Channel
) -> None:
    said = await server.write("", at=place, by=server.friend, files=[VOICE], extra=IS_VOICE)
    asked = await server.mention("What does she want?", at=place, reply_to=said.message)
    answer = await answered(asked)
    assert LINE not in answer.text
    assert TRANSCRIPT in prompt(hub)


async def test_the_menu_writes_a_recording_down_for_the_asker_alone(
    server: DiscordServer, hub: HubServer, place: Channel
) -> None:
    said = await server.write("", at=place, by=server.friend, files=[VOICE], extra=IS_VOICE)
    chosen = await server.menu("Transcribe", said.message)
    answer = await chosen.shows(lambda message: TRANSCRIPT in message.text and done(message))
    assert answer.flags & Flag.EPHEMERAL

    words = await server.write("no recording", at=place)
    refused = await server.menu("Transcribe", words.message)
    await refused.shows("There is no recording in this message.")


async def test_the_command_takes_a_file_and_marks_the_parts_of_a_long_one(
    server: DiscordServer, hub: HubServer, place: Channel
) -> None:
    long = recording(65.0, container="MP3", codec="MPEG_LAYER_III", rate=16_000, pauses=(20.0, 44.0))
    shown = await server.slash("transcribe", at=place, attachment=Attached("talk.mp3", long, "audio/mpeg"))
    answer = await shown.shows(lambda message: message.text.count(TRANSCRIPT) == 3 and done(message))
    assert answer.text.index("`0:00`") < answer.text.index("`0:19`")
    assert all(heard.seconds <= 28.1 for heard in hub.heard)
    (file,) = answer.files
    assert file.name.endswith(".txt")
    assert file.bytes.decode().splitlines()[0] == f"[0:00] {TRANSCRIPT}"


async def test_what_cannot_be_heard_is_told(server: DiscordServer, hub: HubServer) -> None:
    broken = Attached("voice-message.ogg", b"OggS" + bytes(3_000), "audio/ogg", 2.0, "AAAA")
    posted = await server.dm("", files=[broken], extra=IS_VOICE)
    await posted.shows("This Ogg sound is damaged or incomplete.")
    assert not hub.heard
