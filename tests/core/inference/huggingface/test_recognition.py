"""Speech recognition in every provider's form, against the loopback server."""

from collections.abc import Mapping, Sequence

import pytest

from core.domain.errors import BadInput, ModelUnavailable, UserError
from core.domain.tasks import Task
from core.inference.huggingface.configuration import Configuration
from core.inference.huggingface.credentials import Credentials, FixedToken
from core.inference.outputs import Finished, Output, TextChunk, Waiting
from core.inference.requests import SpeechRecognitionRequest
from core.media.ffmpeg import find_ffmpeg
from tests.core.inference.huggingface.conftest import MakeEngine, collect, text
from tests.core.media.voices import by_ffmpeg, recording
from tests.servers.hub_server import HubServer, Refusal
from tests.servers.hub_server.answers import Broken, RawStream
from tests.servers.hub_server.recognition import TRANSCRIPT, TRANSLATION
from tests.servers.hub_server.server import TOKEN

OGG = recording()
PROVIDERS = ("hf_inference", "fal_ai", "replicate", "deepinfra")
WAYS = (
    *(f"org/whisper:{name.replace('_', '-')}" for name in PROVIDERS),
    "whisper@{url}/openai/v1",
    "w@{url}/endpoint/automatic-speech-recognition",
)


def asked(sound: bytes = OGG, media_type: str = "audio/ogg", *, translate: bool = False) -> SpeechRecognitionRequest:
    return SpeechRecognitionRequest(sound=sound, media_type=media_type, seconds=2.0, translate=translate)


@pytest.fixture
def phone() -> Mapping[str, bytes]:
    """Recordings that need ffmpeg to be made, by suffix."""
    found = {suffix: by_ffmpeg(suffix) for suffix in ("m4a", "webm", "mp3", "aac")}
    if not all(found.values()):
        pytest.skip("needs ffmpeg")
    return {suffix: sound for suffix, sound in found.items() if sound}


@pytest.fixture
def whisper(server: HubServer) -> HubServer:
    task = "automatic-speech-recognition"
    server.add("org/whisper", task, **dict.fromkeys(PROVIDERS, task))
    server.add("org/whisper-turbo", task, **dict.fromkeys(PROVIDERS, task))
    return server


def finished(outputs: Sequence[Output]) -> Finished:
    last = outputs[-1]
    assert isinstance(last, Finished)
    return last


@pytest.mark.parametrize("reference", WAYS)
async def test_a_voice_message_is_understood_by_every_way(whisper: HubServer, make: MakeEngine, reference: str) -> None:
    engine = await make(automatic_speech_recognition=[reference.format(url=whisper.url)])

    outputs = await collect(engine.automatic_speech_recognition(asked()))

    assert text(outputs) == TRANSCRIPT
    assert finished(outputs).model == reference.partition("@")[0]
    [heard] = whisper.heard
    fits = heard.data == OGG or (heard.format == "wav" and heard.seconds == pytest.approx(2.0, abs=0.1))
    assert fits
    assert ("fal-ai" in reference) == (heard.data != OGG)  # fal does not take Ogg, everybody else does


@pytest.mark.parametrize("suffix", ["m4a", "webm", "mp3"])
@pytest.mark.parametrize("reference", WAYS)
async def test_what_a_provider_takes_is_sent_as_it_is_and_by_its_own_name(
    whisper: HubServer, make: MakeEngine, phone: Mapping[str, bytes], reference: str, suffix: str
) -> None:
    sound = phone[suffix]
    media_type = {"m4a": "audio/mp4", "webm": "audio/webm", "mp3": "audio/mpeg"}[suffix]
    engine = await make(automatic_speech_recognition=[reference.format(url=whisper.url)])

    outputs = await collect(engine.automatic_speech_recognition(asked(sound, media_type)))

    assert text(outputs) == TRANSCRIPT
    assert [heard.data for heard in whisper.heard] == [sound]


@pytest.mark.parametrize("reference", [WAYS[0], WAYS[3], WAYS[4], WAYS[5]])
async def test_a_format_that_a_server_does_not_know_is_sent_again_as_wav(
    whisper: HubServer, make: MakeEngine, reference: str
) -> None:
    whisper.unknown_codecs = frozenset({"ogg"})
    engine = await make(automatic_speech_recognition=[reference.format(url=whisper.url)])

    outputs = await collect(engine.automatic_speech_recognition(asked()))

    assert text(outputs) == TRANSCRIPT
    assert [heard.format for heard in whisper.heard][-1] == "wav"
    assert len({heard.data for heard in whisper.heard}) == 2


async def test_a_format_that_nobody_knows_is_refused_in_the_servers_words(whisper: HubServer, make: MakeEngine) -> None:
    whisper.unknown_codecs = frozenset({"ogg", "wav"})
    engine = await make(automatic_speech_recognition=[f"whisper@{whisper.url}/openai/v1"])

    with pytest.raises(BadInput) as refused:
        await collect(engine.automatic_speech_recognition(asked()))

    assert "Invalid file format" in str(refused.value.sentence.values["said"])


async def test_a_sound_for_ffmpeg_is_converted_where_it_must_be(
    whisper: HubServer, make: MakeEngine, phone: Mapping[str, bytes]
) -> None:
    sound, ffmpeg = phone["aac"], find_ffmpeg()
    credentials = Credentials(source=FixedToken(TOKEN), hub=whisper.url, router=whisper.router)
    with_ffmpeg = Configuration(credentials=credentials, ffmpeg=ffmpeg)
    engine = await make(configuration=with_ffmpeg, automatic_speech_recognition=["org/whisper:hf-inference"])
    assert text(await collect(engine.automatic_speech_recognition(asked(sound, "audio/aac")))) == TRANSCRIPT
    assert whisper.heard[0].format == "wav"

    without = await make(automatic_speech_recognition=["org/whisper:hf-inference"])
    with pytest.raises(BadInput) as refused:
        await collect(without.automatic_speech_recognition(asked(sound, "audio/aac")))
    assert refused.value.sentence.id == "sound-needs-ffmpeg"


@pytest.mark.parametrize("reference", WAYS)
async def test_where_nobody_speaks_there_is_no_text(whisper: HubServer, make: MakeEngine, reference: str) -> None:
    whisper.transcript = ""
    engine = await make(automatic_speech_recognition=[reference.format(url=whisper.url)])

    outputs = await collect(engine.automatic_speech_recognition(asked()))

    assert text(outputs) == ""
    assert isinstance(outputs[-1], Finished)


@pytest.mark.parametrize("reference", WAYS[1:])
async def test_a_model_that_can_translates_into_english(whisper: HubServer, make: MakeEngine, reference: str) -> None:
    engine = await make(automatic_speech_recognition=[reference.format(url=whisper.url)])

    outputs = await collect(engine.automatic_speech_recognition(asked(translate=True)))

    assert text(outputs) == TRANSLATION


@pytest.mark.parametrize("model", ["org/whisper:hf-inference", "org/whisper-turbo:fal-ai"])
async def test_a_model_that_cannot_translate_says_so_and_another_one_does(
    whisper: HubServer, make: MakeEngine, model: str
) -> None:
    alone = await make(automatic_speech_recognition=[model])
    with pytest.raises(ModelUnavailable) as refused:
        await collect(alone.automatic_speech_recognition(asked(translate=True)))
    assert refused.value.sentence.id == "huggingface-cannot-translate"
    assert not whisper.heard

    both = await make(automatic_speech_recognition=[model, "org/whisper:deepinfra"])
    assert text(await collect(both.automatic_speech_recognition(asked(translate=True)))) == TRANSLATION


@pytest.mark.parametrize("streams", [True, False])
async def test_a_server_of_ones_own_streams_where_it_can(whisper: HubServer, make: MakeEngine, streams: bool) -> None:
    whisper.streams_transcripts = streams
    engine = await make(automatic_speech_recognition=[f"whisper@{whisper.url}/openai/v1"])

    outputs = await collect(engine.automatic_speech_recognition(asked()))

    assert whisper.forms[0]["stream"] == "true"
    assert sum(isinstance(output, TextChunk) for output in outputs) == (5 if streams else 1)
    assert text(outputs) == TRANSCRIPT


async def test_a_server_that_refuses_to_stream_is_asked_without(whisper: HubServer, make: MakeEngine) -> None:
    refusal = {"error": {"message": "stream is not supported", "param": "stream", "type": "invalid_request_error"}}
    whisper.script["/audio/transcriptions"] = [Refusal(status=400, body=refusal)]
    engine = await make(automatic_speech_recognition=[f"whisper@{whisper.url}/openai/v1"])

    outputs = await collect(engine.automatic_speech_recognition(asked()))

    assert text(outputs) == TRANSCRIPT
    assert "stream" not in whisper.forms[0]
    assert not finished(outputs).ignored


async def test_chunks_like_those_of_a_chat_are_read(whisper: HubServer, make: MakeEngine) -> None:
    body = b'data: {"object":"transcription.chunk","choices":[{"delta":{"content":" Hi"}}]}\n\n'
    end = b'data: {"object":"transcription.chunk","choices":[{"delta":{"content":" there"}}]}\n\ndata: [DONE]\n\n'
    whisper.script["/audio/transcriptions"] = [RawStream(body=end, head=body)]
    engine = await make(automatic_speech_recognition=[f"whisper@{whisper.url}/openai/v1"])

    assert text(await collect(engine.automatic_speech_recognition(asked()))) == " Hi there"


async def test_a_model_that_is_loading_is_waited_for(whisper: HubServer, make: MakeEngine) -> None:
    loading = {"error": "Model org/whisper is currently loading", "estimated_time": 20.0}
    whisper.script["/hf-inference/"] = [Refusal(status=503, body=loading)]
    engine = await make(automatic_speech_recognition=["org/whisper:hf-inference"])

    outputs = await collect(engine.automatic_speech_recognition(asked()))

    assert text(outputs) == TRANSCRIPT
    assert [each.sentence.id for each in outputs if isinstance(each, Waiting)][:2] == [
        "huggingface-listening",
        "huggingface-loading",
    ]


async def test_the_next_model_hears_what_the_first_cannot(whisper: HubServer, make: MakeEngine) -> None:
    whisper.always["/openai/"] = Broken()
    engine = await make(automatic_speech_recognition=[f"mine@{whisper.url}/openai/v1", "org/whisper:fal-ai"])

    outputs = await collect(engine.automatic_speech_recognition(asked()))

    assert (text(outputs), finished(outputs).provider) == (TRANSCRIPT, "fal-ai")


@pytest.mark.parametrize("body", ["<html>busy</html>", {"segments": []}, ["strange"], {"text": 5}, {"output": {}}])
async def test_an_answer_without_a_transcript_is_none(whisper: HubServer, make: MakeEngine, body: object) -> None:
    whisper.always["/fal-ai/"] = Refusal(status=200, body=body)
    engine = await make(automatic_speech_recognition=["org/whisper:fal-ai"])

    with pytest.raises(UserError) as refused:
        await collect(engine.automatic_speech_recognition(asked()))

    assert isinstance(refused.value, ModelUnavailable)
    assert refused.value.kind == "not_media"


async def test_a_prediction_that_fails_says_why(whisper: HubServer, make: MakeEngine) -> None:
    failed = {"status": "failed", "error": "The file has no audio stream", "output": None}
    whisper.always["/replicate/"] = Refusal(status=200, body=failed)
    engine = await make(automatic_speech_recognition=["org/whisper:replicate"])

    with pytest.raises(ModelUnavailable) as refused:
        await collect(engine.automatic_speech_recognition(asked()))

    assert "no audio stream" in str(refused.value.sentence.values["said"])


async def test_recognisers_are_listed_and_probed_like_the_others(whisper: HubServer, make: MakeEngine) -> None:
    engine = await make(automatic_speech_recognition=[f"mine@{whisper.url}/openai/v1", "org/whisper"])

    mine, hosted = await engine.look_up(Task.AUTOMATIC_SPEECH_RECOGNITION)
    [found] = await engine.probe_servers()

    assert (mine.name, mine.local, set(hosted.providers)) == (
        "mine",
        True,
        {name.replace("_", "-") for name in PROVIDERS},
    )
    assert found.tasks is not None
    assert Task.AUTOMATIC_SPEECH_RECOGNITION in found.tasks
