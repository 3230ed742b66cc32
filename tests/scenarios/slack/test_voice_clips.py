"""Voice clips and recordings on Slack, heard by a model of a Hugging Face on loopback."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from tests.core.media.voices import by_ffmpeg, recording
from tests.scenarios.slack.bot_process import running
from tests.scenarios.slack.test_commands import done
from tests.servers.hub_server import HubServer, Stream
from tests.servers.hub_server.making import picture
from tests.servers.hub_server.recognition import TRANSCRIPT
from tests.servers.hub_server.server import TOKEN
from tests.servers.slack_server import Attached, Message, SlackServer, UserAction

pytestmark = pytest.mark.asyncio(loop_scope="session")

LINE = f"🎤 {TRANSCRIPT}"
PROCESSING = {"subtype": "slack_audio", "duration_ms": 2_000, "transcription": {"status": "processing"}}
WHOLE = {
    "subtype": "slack_audio",
    "duration_ms": 2_000,
    "transcription": {"status": "complete", "preview": {"content": "tell me a joke", "has_more": False}},
}


def clip(more: dict[str, Any]) -> Attached:
    """A voice clip as Slack's app records it: M4A under the brand of a film, where ffmpeg can make it."""
    sound = by_ffmpeg("mp4")
    if sound is None:
        return Attached("audio_message.ogg", recording(2.0), "audio/ogg", more)
    return Attached("audio_message.m4a", sound, "audio/mp4", more)


class Hearing:
    """A Slack, and a bot with models that hear and answer."""

    def __init__(self, server: SlackServer, hub: HubServer) -> None:
        self.server = server
        self.hub = hub

    def prompt(self) -> str:
        """The words of the last message that the chat model was given."""
        (*_, last) = [seen for seen in self.hub.posts() if "chat/completions" in seen.path]
        content: Any = last.body["messages"][-1]["content"]
        return content if isinstance(content, str) else "\n".join(each.get("text", "") for each in content)

    async def answered(self, asked: UserAction) -> Message:
        """Waits for the complete answer."""
        return await asked.shows(lambda message: done(message) and "Again" in message.buttons)


@pytest.fixture(scope="module")
def clips() -> dict[str, Attached]:
    """Voice clips with and without Slack's own transcript."""
    return {"processing": clip(PROCESSING), "whole": clip(WHOLE)}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def hearing(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Hearing]:
    async with SlackServer() as server, HubServer() as hub:
        hub.add("org/chat", "image-text-to-text", novita="conversational")
        hub.add("org/whisper", "automatic-speech-recognition", fal_ai="automatic-speech-recognition")
        hub.always["chat/completions"] = Stream(words=("Right", " away."))
        settings = {
            "HF_TOKEN": TOKEN,
            "HF_ENDPOINT": hub.url,
            "TROUBADOUR_HF_ROUTER_URL": hub.router,
            "TROUBADOUR_BUILTIN_ENGINE": "off",
            "TROUBADOUR_CHAT_COMPLETION_MODELS": "org/chat",
            "TROUBADOUR_AUTOMATIC_SPEECH_RECOGNITION_MODELS": "org/whisper",
        }
        async with running(server, tmp_path_factory.mktemp("troubadour"), **settings) as bot:
            await server.ready()
            yield Hearing(server, hub)
            assert bot.unforeseen() == []
        assert server.problems == []


async def test_a_voice_clip_in_a_direct_message_is_a_prompt(hearing: Hearing, clips: dict[str, Attached]) -> None:
    server = hearing.server
    asked = await server.write("", at=server.state.direct_channel(server.user), files=[clips["processing"]])
    answer = await hearing.answered(asked)
    assert LINE in answer.text
    assert answer.text.index(LINE) < answer.text.index("Right away.")
    assert "Correct what I heard" in answer.buttons
    assert hearing.prompt().endswith(TRANSCRIPT)


async def test_slacks_own_transcript_beside_words_asks_no_recogniser(
    hearing: Hearing, clips: dict[str, Attached]
) -> None:
    hearing.hub.heard.clear()
    place = hearing.server.add_channel()
    asked = await hearing.server.mention("Please:", at=place, files=[clips["whole"]])
    answer = await hearing.answered(asked)
    assert "🎤 tell me a joke" in answer.text
    assert hearing.prompt().endswith("Please:\n\ntell me a joke")
    assert not hearing.hub.heard


async def test_in_a_thread_a_recording_and_a_picture_work_together(
    hearing: Hearing, clips: dict[str, Attached]
) -> None:
    place = hearing.server.add_channel()
    root = await hearing.server.write("a thread", at=place)
    fox = Attached("fox.png", picture(kind="PNG"), "image/png")
    asked = await hearing.server.mention("", at=place, thread=root.message, files=[clips["processing"], fox])
    assert LINE in (await hearing.answered(asked)).text
    (*_, last) = [seen for seen in hearing.hub.posts() if "chat/completions" in seen.path]
    assert "image_url" in str(last.body["messages"][-1]["content"])


async def test_the_shortcut_writes_a_clip_down_for_the_asker_alone(
    hearing: Hearing, clips: dict[str, Attached]
) -> None:
    server = hearing.server
    said = await server.write("", at=server.add_channel(), by=server.friend, files=[clips["processing"]])
    assert said.message
    chosen = await server.message_shortcut("menu-transcribe", said.message)
    answer = await chosen.shows(lambda message: TRANSCRIPT in message.text)
    assert answer.ephemeral


async def test_the_command_is_typed_with_a_file(hearing: Hearing, clips: dict[str, Attached]) -> None:
    place = hearing.server.add_channel()
    asked = await hearing.server.mention("!transcribe", at=place, files=[clips["processing"]])
    assert TRANSCRIPT in (await hearing.answered(asked)).text


async def test_a_long_recording_comes_with_a_text_file(hearing: Hearing) -> None:
    long = recording(65.0, container="MP3", codec="MPEG_LAYER_III", rate=16_000, pauses=(20.0, 44.0))
    place = hearing.server.add_channel()
    asked = await hearing.server.mention("!transcribe", at=place, files=[Attached("talk.mp3", long, "audio/mpeg")])
    answer = await hearing.answered(asked)
    assert answer.text.count(TRANSCRIPT) == 3
    shared = await asked.shows(lambda message: any(file.name.endswith(".txt") for file in message.files))
    assert shared.files[0].bytes.decode().startswith(f"[0:00] {TRANSCRIPT}")


async def test_silence_is_told(hearing: Hearing) -> None:
    import io
    import wave

    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes(bytes(64_000))
    server = hearing.server
    silent = Attached("audio_message.wav", out.getvalue(), "audio/wav", PROCESSING)
    asked = await server.write("", at=server.state.direct_channel(server.user), files=[silent])
    await asked.shows("I hear nothing in this sound")
