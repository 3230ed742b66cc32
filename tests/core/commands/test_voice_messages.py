"""A voice message is a prompt."""

import io

import pytest

from core.commands.catalogue import BUILT_IN
from core.domain.actions import Form, Run
from core.domain.errors import ModelUnavailable
from core.domain.events import Done, Event, Recording, Statement, Trouble
from core.domain.request import Attachment, QuotedMessage, Request
from core.i18n.rendering import render
from core.inference.outputs import Finished, TextChunk
from core.inference.requests import ChatRequest, InferenceRequest, SpeechRecognitionRequest, TextToSpeechRequest
from core.quota.place_rules import parse_rates
from core.quota.policy import QuotaPolicy
from core.store.sqlite.store import SqliteStore
from tests.core.commands.reading import buttons, every, failed, stated, written
from tests.core.commands.test_chat import last_chat, with_file
from tests.core.conftest import Core
from tests.core.media.voices import recording
from tests.core.recording_platform import BEN, request
from tests.core.scripted_engine import SAID, Answer, ScriptedEngine, picture, usual

OGG = recording(2.0)
OTHER = recording(1.0)


def spoken(core: Core, id: str = "r1", /, *, data: bytes = OGG, name: str = "voice-message.ogg") -> Request:
    return with_file(request("chat", id), core, name, "audio/ogg", data)


def hears(engine: ScriptedEngine, *words: str) -> None:
    """The words that are heard, one recording after the other."""
    coming = iter(words)

    def answer(asked: InferenceRequest) -> Answer:
        if isinstance(asked, SpeechRecognitionRequest):
            return [TextChunk(next(coming)), Finished(engine="script", model="scripted")]
        return usual(asked)

    engine._answer = answer


def prompt(engine: ScriptedEngine) -> str:
    return last_chat(engine).messages[-1].text


def line(events: list[Event]) -> str:
    return stated(events).splitlines()[0]


async def test_what_was_heard_opens_the_answer_and_is_the_persons_words(core: Core, engine: ScriptedEngine) -> None:
    events = await core.play(spoken(core))
    assert isinstance(events[-1], Done)
    assert line(events) == f"> 🎤 {SAID}"
    assert prompt(engine) == SAID
    assert written(events) == f"You said: {SAID}"
    kinds = [type(event).__name__ for event in events]
    assert kinds.index("Statement") < kinds.index("TextDelta")

    await core.play(request("chat", "r2", message="and tomorrow?"))
    assert [each.text for each in last_chat(engine).messages[1:]] == [SAID, f"You said: {SAID}", "and tomorrow?"]


async def test_it_can_be_corrected_in_a_form(core: Core) -> None:
    events = await core.play(spoken(core))
    correct = buttons(events)["Correct what I heard"].action
    assert correct == Form(command="chat", options={"message": SAID})
    assert "Show all I heard" not in buttons(events)


async def test_the_line_is_short_and_the_whole_is_shown_on_request_in_private(
    core: Core, engine: ScriptedEngine
) -> None:
    words = " ".join(f"word{number}" for number in range(200))
    hears(engine, words)
    events = await core.play(spoken(core))
    assert len(line(events)) < 180
    assert line(events).endswith("…")
    show = buttons(events)["Show all I heard"].action
    assert isinstance(show, Run)
    assert show.options["private"] is True
    shown = await core.play(request(show.command, "r2").model_copy(update={"options": show.options}))
    assert written(shown, "heard") == words
    assert len(engine.asked) == 2


async def test_again_hears_the_recording_again(core: Core, engine: ScriptedEngine) -> None:
    again = buttons(await core.play(spoken(core)))["Again"].action
    assert isinstance(again, Run)
    await core.play(request("chat", "r2").model_copy(update={"inputs": again.inputs, "attachments": again.attachments}))
    assert prompt(engine) == SAID


async def test_several_recordings_and_words_and_pictures_work_together(core: Core, engine: ScriptedEngine) -> None:
    hears(engine, "First this.", "Then that.")
    one, two = spoken(core, name="1.ogg"), spoken(core, data=OTHER, name="2.ogg")
    seen = with_file(one, core, "fox.png", "image/png", picture())
    together = (*one.attachments, *two.attachments, *seen.attachments)
    given = one.model_copy(update={"attachments": together, "options": {"message": "Look:"}})
    events = await core.play(given)
    assert line(events) == "> 🎤 First this. Then that."
    said = last_chat(engine).messages[-1]
    assert said.text == "Look:\n\nFirst this.\n\nThen that."
    assert len(said.pictures) == 1
    again = buttons(events)["Again"].action
    assert isinstance(again, Run)
    assert sorted(media.media_type for media in again.inputs) == ["audio/ogg", "audio/ogg", "image/png"]
    correct = buttons(events)["Correct what I heard"].action
    assert isinstance(correct, Form)
    assert [media.media_type for media in correct.inputs] == ["image/png"]


async def test_the_option_of_a_command_takes_a_recording(core: Core, engine: ScriptedEngine) -> None:
    (file,) = spoken(core).attachments
    given = request("chat", message="Answer this:", attachment=file.model_dump(mode="json"))
    await core.play(given)
    assert prompt(engine) == f"Answer this:\n\n{SAID}"


async def test_the_platforms_own_transcript_needs_no_model(core: Core, engine: ScriptedEngine) -> None:
    asked = spoken(core)
    (clip,) = asked.attachments
    clip = clip.model_copy(update={"transcript": "please tell me a joke", "locator": "gone"})
    events = await core.play(asked.model_copy(update={"attachments": (clip,)}))
    assert line(events) == "> 🎤 please tell me a joke"
    assert [type(each) for each in engine.asked] == [ChatRequest]


async def test_a_reply_to_somebodys_recording_quotes_its_words(core: Core, engine: ScriptedEngine) -> None:
    (clip,) = spoken(core).attachments
    quoted = QuotedMessage(author=BEN.key, name="Ben", text="listen", attachments=(clip,), forwarded=True)
    asked = request("chat", message="What does he want?").model_copy(update={"quoted": (quoted,)})
    events = await core.play(asked)
    assert isinstance(events[-1], Done)
    assert SAID in prompt(engine)
    assert prompt(engine).count("What does he want?") == 1
    assert "🎤" not in stated(events)


async def test_silence_and_no_words_are_told_and_nothing_is_asked_of_the_chat(
    core: Core, engine: ScriptedEngine
) -> None:
    import numpy as np
    import soundfile

    out = io.BytesIO()
    soundfile.write(out, np.zeros(48_000), 48_000, format="OGG", subtype="OPUS")
    assert failed(await core.play(spoken(core, data=out.getvalue()))).startswith("I hear nothing in this sound")
    hears(engine, "   ")
    assert failed(await core.play(spoken(core, "r2"))).startswith("I hear no words in this recording")
    assert not any(isinstance(each, ChatRequest) for each in engine.asked)


async def test_a_recording_without_a_type_is_known_by_its_name_and_its_bytes(
    core: Core, engine: ScriptedEngine
) -> None:
    asked = spoken(core)
    (file,) = asked.attachments
    untyped = file.model_copy(update={"media_type": "application/octet-stream"})
    await core.play(asked.model_copy(update={"attachments": (untyped,)}))
    assert prompt(engine) == SAID


async def test_a_spoken_wish_for_a_picture_gets_its_button(core: Core, engine: ScriptedEngine) -> None:
    hears(engine, "Draw me a red fox.")
    shown = buttons(await core.play(spoken(core)))
    assert isinstance(shown["Paint"].action, Run)
    assert shown["Paint"].action.options["prompt"] == "a red fox"


@pytest.mark.parametrize("words", ["<@everyone> hi", "**bold** [x](https://x.example)", "> quoted\n- list"])
async def test_the_line_shows_words_as_they_are(core: Core, engine: ScriptedEngine, words: str) -> None:
    hears(engine, words)
    events = await core.play(spoken(core))
    (statement,) = every(Statement, events)
    (sentence,) = statement.sentences
    assert "\n" not in render(sentence)
    assert prompt(engine) == " ".join(words.split())


async def test_forgetting_a_person_takes_what_they_said(core: Core, engine: ScriptedEngine) -> None:
    await core.play(spoken(core))
    await core.play(request("troubadour forget-me", "f1", confirm=True))
    assert await core.store.job("r1") is None
    await core.play(request("chat", "r2", message="What did I say?"))
    assert [each.text for each in last_chat(engine).messages[1:]] == ["What did I say?"]


def test_attachments_of_old_jobs_are_read() -> None:
    assert Attachment.model_validate({"name": "a", "media_type": "audio/ogg", "size": 1}).transcript is None


@pytest.mark.parametrize(
    ("chosen", "typed", "said"),
    [(None, False, False), ("never", False, False), ("when-i-speak", False, True), ("always", True, True)],
)
async def test_an_answer_is_spoken_where_the_person_wants_it(
    core: Core, chosen: str | None, typed: bool, said: bool
) -> None:
    if chosen:
        events = await core.play(request("troubadour showing", "s1", spoken=chosen))
        assert isinstance(events[-1], Done)
    for id, asked, is_spoken in (
        ("r1", request("chat", "r1", message="hello"), typed),
        ("r2", spoken(core, "r2"), said),
    ):
        events = await core.play(asked.model_copy(update={"id": id}))
        recordings = every(Recording, events)
        assert len(recordings) == is_spoken
        if recordings:
            assert recordings[0].transcript == written(events)
    other = await core.play(request("chat", "r3", caller=BEN, message="hello"))
    assert not every(Recording, other)


async def test_an_answer_that_cannot_be_spoken_stays(core: Core, engine: ScriptedEngine) -> None:
    await core.play(request("troubadour showing", "s1", spoken="always"))

    def answer(asked: InferenceRequest) -> Answer:
        return [ModelUnavailable("thinking")] if isinstance(asked, TextToSpeechRequest) else usual(asked)

    engine._answer = answer
    events = await core.play(request("chat", "r1", message="hello"))
    assert isinstance(events[-1], Done)
    assert written(events) == "You said: hello"
    assert every(Trouble, events)


async def test_spoken_answers_count_against_the_limit_of_speech(store: SqliteStore) -> None:
    core = Core(store, BUILT_IN, [ScriptedEngine()], policy=QuotaPolicy(user=parse_rates(["text_to_speech=5/day"])))
    core.start()
    await core.play(request("troubadour showing", "s1", spoken="always"))
    await core.play(request("chat", "r1", message="hello"))
    assert "You, speech: 4 of 5 per day" in stated(await core.play(request("troubadour usage", "u1")))
    await core.shut_down()
