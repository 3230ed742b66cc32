"""`/transcribe`."""

import pytest

from core.commands.catalogue import BUILT_IN
from core.commands.transcribe import transcribe
from core.domain.actions import Run
from core.domain.errors import BadInput, ModelUnavailable
from core.domain.events import Begin, Done, Facts, Progress, TextFile, Trouble
from core.domain.operating_limits import OperatingLimits
from core.domain.request import Attachment
from core.inference.builtin import BuiltinEngine, Pace
from core.inference.engine import Engine
from core.inference.outputs import Finished, TextChunk
from core.inference.platform_restricted import PlatformRestrictedEngine
from core.inference.requests import SpeechRecognitionRequest
from core.quota.place_rules import parse_rates
from core.quota.policy import QuotaPolicy
from core.replies.menus import asked_of
from core.store.sqlite.store import SqliteStore
from tests.core.commands.reading import buttons, every, failed, stated, written
from tests.core.commands.test_chat import with_file
from tests.core.conftest import Core
from tests.core.media.voices import recording
from tests.core.recording_platform import request
from tests.core.scripted_engine import SAID, Answer, ScriptedEngine

OGG = recording(2.0)
LONG = recording(70.0, container="FLAC", codec="PCM_16", rate=16_000, pauses=(20.0, 44.0))
PART = "transcript-1"


def asked(engine: ScriptedEngine) -> list[SpeechRecognitionRequest]:
    return [each for each in engine.asked if isinstance(each, SpeechRecognitionRequest)]


async def test_a_recording_is_written_down_as_it_was_sent(core: Core, engine: ScriptedEngine) -> None:
    events = await core.play(with_file(request("transcribe"), core, "voice.ogg", "audio/ogg", OGG))
    assert isinstance(events[-1], Done)
    assert written(events, PART) == SAID
    assert every(Facts, events)[0].model == "scripted"
    (heard,) = asked(engine)
    assert (heard.sound, heard.media_type, heard.translate) == (OGG, "audio/ogg", False)
    assert heard.seconds == pytest.approx(2.0, abs=0.1)
    shown = buttons(events)
    assert list(shown) == ["Speak", "Again", "Edit", "Delete"]
    assert not every(TextFile, events)
    again = shown["Again"].action
    assert isinstance(again, Run)
    assert [media.media_type for media in again.inputs] == ["audio/ogg"]


async def test_a_long_recording_comes_in_parts_with_time_marks_as_they_are_ready(
    core: Core, engine: ScriptedEngine
) -> None:
    words = iter(("Once upon a time", "there was a fox", "that could not sing"))

    def answer(_: object) -> Answer:
        return [TextChunk(next(words)), Finished(engine="script", model="scripted")]

    engine._answer = answer
    events = await core.play(with_file(request("transcribe"), core, "talk.flac", "audio/flac", LONG))
    lines = written(events, PART).split("\n\n")
    assert [line.partition(" ")[2] for line in lines if line] == [
        "Once upon a time",
        "there was a fox",
        "that could not sing",
    ]
    marks = [line.partition(" ")[0] for line in lines if line]
    assert marks[0] == "`0:00`"
    assert marks[1] in ("`0:19`", "`0:20`")
    going = [event.sentence.values for event in every(Progress, events) if event.sentence.id == "transcribing-part"]
    assert [(each["number"], each["count"]) for each in going] == [(1, 3), (2, 3), (3, 3)]
    assert all(each.media_type == "audio/wav" for each in asked(engine))
    (file,) = every(TextFile, events)
    kept = (await core.store.get(file.media.sha256)).decode().splitlines()
    assert kept[0] == "[0:00] Once upon a time"
    assert [line.partition(" ")[2] for line in kept[1:]] == ["there was a fox", "that could not sing"]


async def test_parts_before_a_failure_stay(core: Core, engine: ScriptedEngine) -> None:
    def answer(_: object) -> Answer:
        if len(engine.asked) == 2:
            return [ModelUnavailable("thinking")]
        return [TextChunk("Once upon a time"), Finished(engine="script", model="scripted")]

    engine._answer = answer
    events = await core.play(with_file(request("transcribe"), core, "talk.flac", "audio/flac", LONG))
    assert "Once upon a time" in written(events, PART)
    assert every(Trouble, events)
    assert len(engine.asked) == 2


async def test_several_recordings_are_parts_of_one_reply(core: Core, engine: ScriptedEngine) -> None:
    both = with_file(request("transcribe"), core, "a.ogg", "audio/ogg", OGG)
    other = with_file(request("transcribe"), core, "b.ogg", "audio/ogg", recording(1.0))
    events = await core.play(both.model_copy(update={"attachments": (*both.attachments, *other.attachments)}))
    assert [event.part for event in every(Begin, events)] == ["transcript-1", "transcript-2"]
    assert len(asked(engine)) == 2


async def test_english_and_the_model_are_passed_on(core: Core, engine: ScriptedEngine) -> None:
    given = with_file(request("transcribe", translate=True, model="ears"), core, "a.ogg", "audio/ogg", OGG)
    await core.play(given)
    (heard,) = asked(engine)
    assert (heard.translate, heard.model, heard.needs_model) == (True, "ears", True)


async def test_no_words_and_no_recording_get_their_sentences(core: Core, engine: ScriptedEngine) -> None:
    assert failed(await core.play(request("transcribe"))) == "Attach a recording that I shall write down."
    lying = with_file(request("transcribe", "r2"), core, "voice.ogg", "audio/ogg", b"hello there")
    assert failed(await core.play(lying)).startswith("This is not a sound. It looks like a text file")
    engine._answer = lambda _: [Finished(engine="script", model="scripted")]
    events = await core.play(with_file(request("transcribe", "r3"), core, "v.ogg", "audio/ogg", OGG))
    assert stated(events).startswith("I hear no words in this recording.")


async def test_too_long_a_recording_is_refused_before_anything_is_asked(store: SqliteStore) -> None:
    engine = ScriptedEngine()
    core = Core(store, BUILT_IN, [engine], operating_limits=OperatingLimits(transcribed_seconds=60.0))
    core.start()
    events = await core.play(with_file(request("transcribe"), core, "talk.flac", "audio/flac", LONG))
    assert failed(events).startswith("This sound is longer than 60 seconds")
    assert not engine.asked
    await core.shut_down()


@pytest.mark.parametrize("builtin", ["everywhere", "local", "off"])
async def test_without_a_model_it_says_so_and_how_to_connect_one(store: SqliteStore, builtin: str) -> None:
    rules = BuiltinEngine(Pace(delay_seconds=0))
    engines: dict[str, list[Engine]] = {
        "everywhere": [rules],
        "local": [PlatformRestrictedEngine(rules, ("web",))],
        "off": [],
    }
    core = Core(store, BUILT_IN, engines[builtin])
    core.start()
    for command in ("transcribe", "chat"):
        events = await core.play(with_file(request(command, command), core, "v.ogg", "audio/ogg", OGG))
        assert failed(events) == (
            "This needs a model, and none is connected here: the operator can set HF_TOKEN, or name a model on a "
            "server of their own in TROUBADOUR_AUTOMATIC_SPEECH_RECOGNITION_MODELS."
        )
    await core.shut_down()


async def test_seconds_of_sound_are_charged_and_budgets_count_requests(store: SqliteStore) -> None:
    policy = QuotaPolicy(user=parse_rates(["automatic_speech_recognition=100/hour"]))
    core = Core(store, BUILT_IN, [ScriptedEngine()], policy=policy)
    core.start()
    await core.play(with_file(request("transcribe"), core, "v.ogg", "audio/ogg", OGG))
    (spend,) = await store.spends(None, 0)
    assert (spend.task, spend.units, spend.calls) == ("automatic_speech_recognition", 2, 1)
    left = stated(await core.play(request("troubadour usage", "u1")))
    assert "You, seconds of speech recognition: 98 of 100 per hour" in left

    long = with_file(request("transcribe", "r2"), core, "talk.flac", "audio/flac", LONG)
    (attachment,) = long.attachments
    told = attachment.model_copy(update={"seconds": 99.0})
    refused = await core.accept(long.model_copy(update={"attachments": (told,)}))
    assert type(refused).__name__ == "Refused"

    # What was said while the platform told no duration counts all the same, when it has ended.
    small = attachment.model_copy(update={"size": 4_000})
    await core.play(long.model_copy(update={"id": "r3", "attachments": (small,)}))
    left = stated(await core.play(request("troubadour usage", "u2")))
    assert "You, seconds of speech recognition: 2" in left
    await core.shut_down()


async def test_words_alone_are_charged_no_seconds(store: SqliteStore) -> None:
    policy = QuotaPolicy(user=parse_rates(["automatic_speech_recognition=1/day"]))
    core = Core(store, BUILT_IN, [ScriptedEngine()], policy=policy)
    core.start()
    for number in range(3):
        assert isinstance((await core.play(request("chat", f"c{number}", message="hello")))[-1], Done)
    await core.shut_down()


def test_its_menu_takes_the_recording_of_a_message_for_the_caller_alone() -> None:
    voice = Attachment(name="voice-message.ogg", media_type="audio/ogg", size=3, source="test", locator="1")
    photo = Attachment(name="fox.png", media_type="image/png", size=3, source="test", locator="2")
    assert transcribe.menus == ("Transcribe",)
    assert asked_of(transcribe, "words", [photo, voice]) == ({"private": True}, (voice,))
    with pytest.raises(BadInput) as refused:
        asked_of(transcribe, "words", [photo])
    assert refused.value.sentence.id == "message-without-recording"


async def test_a_private_transcript_is_spoken_privately(core: Core) -> None:
    events = await core.play(with_file(request("transcribe", private=True), core, "v.ogg", "audio/ogg", OGG))
    spoken = buttons(events)["Speak"].action
    assert isinstance(spoken, Run)
    assert spoken.options["private"] is True
