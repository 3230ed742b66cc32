"""`/imagine`, `/limerick`, `/speak` and `/perform`."""

import hashlib
import io
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
import soundfile
from PIL import Image

from core.commands.catalogue import BUILT_IN
from core.commands.context import in_thread
from core.commands.parts.limericks import LIMERICK_TOKENS
from core.commands.speak import speak
from core.domain.actions import Form, Run
from core.domain.errors import EngineError, Interrupted, LimitReached
from core.domain.events import Done, Facts, Failure, Picture, Progress, Recording, Statement, TextDelta, Trouble
from core.domain.operating_limits import OperatingLimits
from core.domain.request import Attachment, Request
from core.domain.sentences import ModelName, Quote, say
from core.i18n.rendering import render
from core.inference.builtin import BuiltinEngine, Pace
from core.inference.outputs import Finished, ImageOutput, SpeechOutput, TextChunk, TextReset
from core.inference.requests import ChatRequest, ImageRequest, InferenceRequest, TextToSpeechRequest
from core.media.pictures import jpeg_for_model
from core.store.sqlite.store import SqliteStore
from tests.core.commands.reading import buttons, every, failed, written
from tests.core.conftest import Core
from tests.core.recording_platform import ANN, request
from tests.core.scripted_engine import GOOD_LIMERICK, Answer, ScriptedEngine, picture, text, tone, usual


async def test_a_picture_goes_out_byte_for_byte(core: Core) -> None:
    events = await core.play(request("imagine", prompt="a red square", seed=7))
    (shown,) = every(Picture, events)
    assert shown.media.sha256 == hashlib.sha256(picture()).hexdigest()
    assert await core.store.get(shown.media.sha256) == picture()
    assert (shown.width, shown.height, shown.alt) == (64, 48, "a red square")
    assert shown.media.name == "a-red-square-7.png"
    assert every(Facts, events)[0].seed == 7


async def test_several_pictures_have_seeds_in_a_row_and_buttons_of_their_own(
    core: Core, engine: ScriptedEngine
) -> None:
    events = await core.play(request("imagine", prompt="x", count="3", seed=2**32 - 1))
    assert [ask.seed for ask in engine.asked] == [2**32 - 1, 0, 1]
    assert [shown.part for shown in every(Picture, events)] == ["picture-1", "picture-2", "picture-3"]
    assert {"Vary", "Limerick", "Again", "Edit", "Delete"} == set(buttons(events))


async def test_a_picture_that_is_made_again_after_a_crash_is_the_same_with_the_same_buttons(
    core: Core, engine: ScriptedEngine
) -> None:
    events = await core.play(request("imagine", prompt="x"))
    await core.unfinish("r1")
    await core.shut_down()
    again = Core(core.store, BUILT_IN, [engine])
    again.start()
    later = await again.ended("r1")
    assert len(engine.asked) == 2
    assert engine.asked[0].seed == engine.asked[1].seed
    assert buttons(later) == buttons(events)
    await again.shut_down()


async def test_a_seed_that_is_drawn_is_one_that_every_provider_takes(core: Core, engine: ScriptedEngine) -> None:
    for number in range(20):
        await core.play(request("imagine", f"r{number}", prompt="x"))
    seeds = [ask.seed for ask in engine.asked]
    assert max(seeds) < 2**31
    assert len(set(seeds)) == 20


async def test_one_picture_that_fails_leaves_the_others(core: Core, engine: ScriptedEngine) -> None:
    def answer(ask: InferenceRequest) -> Answer:
        return [EngineError("no-picture-came")] if ask.seed == 6 else usual(ask)

    engine._answer = answer
    events = await core.play(request("imagine", prompt="x", count=3, seed=5))
    assert [shown.part for shown in every(Picture, events)] == ["picture-1", "picture-3"]
    assert [trouble.part for trouble in every(Trouble, events)] == ["picture-2"]
    assert isinstance(events[-1], Done)

    engine._answer = lambda _: [EngineError("no-picture-came")]
    assert isinstance((await core.play(request("imagine", "r2", prompt="x", count=2)))[-1], Failure)


async def test_only_options_that_were_given_are_said_to_be_ignored(core: Core, engine: ScriptedEngine) -> None:
    ignored = Finished(engine="script", model="m", ignored=("guidance_scale", "steps"))
    engine._answer = lambda _: [ImageOutput(data=picture(), media_type="image/png"), ignored]
    (facts,) = every(Facts, await core.play(request("imagine", prompt="x", guidance=3)))
    assert facts.ignored == ("guidance",)


async def test_a_seed_that_is_ignored_is_not_shown(core: Core, engine: ScriptedEngine) -> None:
    ignored = Finished(engine="script", model="m", ignored=("seed",))
    engine._answer = lambda _: [ImageOutput(data=picture(), media_type="image/png"), ignored]
    (facts,) = every(Facts, await core.play(request("imagine", prompt="x", seed=7)))
    assert (facts.seed, facts.ignored) == (None, ("seed",))


async def test_an_invalid_picture_is_a_failure(core: Core, engine: ScriptedEngine) -> None:
    engine._answer = lambda _: [
        ImageOutput(data=b"<html>502</html>", media_type="image/png"),
        Finished(engine="script", model="m"),
    ]
    assert "not a picture" in failed(await core.play(request("imagine", prompt="x")))


async def test_edit_opens_filled_with_all_that_made_the_picture(core: Core) -> None:
    shown = buttons(await core.play(request("imagine", prompt="x", size="wide", steps=5)))
    form = shown["Edit"].action
    assert isinstance(form, Form)
    assert form.options == {"prompt": "x", "size": "wide", "steps": 5, "seed": form.options["seed"]}
    assert isinstance(form.options["seed"], int)


@pytest.mark.parametrize(
    "asked",
    [
        request("imagine", prompt="x", private=True),
        request("limerick", subject="fish", private=True),
        request("chat", message="hello", private=True),
        request("speak", text="Hello.", private=True),
        request("complete", prompt="Once", private=True),
        request("perform", subject="a lighthouse", private=True),
    ],
    ids=lambda asked: asked.command,
)
async def test_buttons_of_a_private_answer_lead_to_private_answers(core: Core, asked: Request) -> None:
    for button in buttons(await core.play(asked)).values():
        if isinstance(button.action, Run | Form):
            assert button.action.options.get("private") is True, button.label.id


async def test_vary_starts_from_the_picture(core: Core, engine: ScriptedEngine) -> None:
    vary = buttons(await core.play(request("imagine", prompt="x", seed=1)))["Vary"].action
    assert isinstance(vary, Run)
    varied = request("imagine", "r2").model_copy(update={"options": vary.options, "inputs": vary.inputs})
    (facts,) = every(Facts, await core.play(varied))
    ask = engine.asked[-1]
    assert isinstance(ask, ImageRequest)
    assert ask.source == await in_thread(jpeg_for_model, picture())
    assert ask.seed != 1
    assert ask.prompt == "x"
    assert ask.instead is not None
    assert ask.instead.startswith("x, ")
    assert [note.id for note in facts.notes] == ["painted-from-picture"]


async def test_a_model_that_cannot_start_from_a_picture_varies_the_words_and_says_which(
    core: Core, engine: ScriptedEngine
) -> None:
    vary = buttons(await core.play(request("imagine", prompt="x", seed=1)))["Vary"].action
    assert isinstance(vary, Run)
    unable = Finished(engine="script", model="m", ignored=("source",))
    engine._answer = lambda _: [ImageOutput(data=picture(), media_type="image/png"), unable]
    varied = request("imagine", "r2").model_copy(update={"options": vary.options, "inputs": vary.inputs})
    (facts,) = every(Facts, await core.play(varied))
    ask = engine.asked[-1]
    assert isinstance(ask, ImageRequest)
    assert ask.instead is not None
    assert facts.notes == (say("painted-from-words", model=ModelName(name="m"), words=Quote(text=ask.instead)),)


def photo() -> bytes:
    """A JPEG that says which camera took it."""
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x0110] = "camera"
    Image.new("RGB", (64, 48)).save(out, "JPEG", exif=exif)
    return out.getvalue()


async def test_a_source_picture_is_scaled_and_a_note_says_if_it_was_used(core: Core, engine: ScriptedEngine) -> None:
    core.platform.files["photo"] = photo()
    given = Attachment(source="test", name="photo.jpg", media_type="image/jpeg", size=1, locator="photo")
    asking = request("imagine", prompt="x").model_copy(update={"attachments": (given,)})
    (facts,) = every(Facts, await core.play(asking))
    ask = engine.asked[-1]
    assert isinstance(ask, ImageRequest)
    assert ask.source is not None
    assert b"Exif" not in ask.source
    assert ask.instead is None
    assert [note.id for note in facts.notes] == ["painted-from-picture"]

    unable = Finished(engine="script", model="m", ignored=("source",))
    engine._answer = lambda _: [ImageOutput(data=picture(), media_type="image/png"), unable]
    (facts,) = every(Facts, await core.play(asking.model_copy(update={"id": "r2"})))
    assert [note.id for note in facts.notes] == ["painted-without-picture"]


async def test_the_builtin_engine_takes_the_colours_of_a_picture_and_says_just_that(store: SqliteStore) -> None:
    core = Core(store, BUILT_IN, [BuiltinEngine(Pace(delay_seconds=0))])
    core.start()
    core.platform.files["photo"] = photo()
    given = Attachment(source="test", name="photo.jpg", media_type="image/jpeg", size=1, locator="photo")
    asking = request("imagine", prompt="a fox", size="small").model_copy(update={"attachments": (given,)})
    (facts,) = every(Facts, await core.play(asking))
    await core.shut_down()
    assert "painted-in-its-colours" in [note.id for note in facts.notes]
    assert "painted-from-picture" not in [note.id for note in facts.notes]


async def test_a_limerick_is_shown_whole_and_never_streamed(core: Core) -> None:
    events = await core.play(request("limerick", subject="fish"))
    assert written(events, "limerick").replace("  \n", "\n") == GOOD_LIMERICK
    assert not every(TextDelta, events)


async def test_a_limerick_is_shown_without_the_reasoning_that_was_taken_for_it(
    core: Core, engine: ScriptedEngine
) -> None:
    engine._answer = lambda _: [TextChunk("Five lines."), TextReset(), *text(GOOD_LIMERICK)]
    events = await core.play(request("limerick", subject="fish"))
    assert written(events, "limerick").replace("  \n", "\n") == GOOD_LIMERICK


async def test_a_limerick_has_a_limit_of_tokens(core: Core, engine: ScriptedEngine) -> None:
    await core.play(request("limerick", subject="fish"))
    (asked,) = engine.asked
    assert isinstance(asked, ChatRequest)
    assert asked.max_new_tokens == LIMERICK_TOKENS


async def test_a_limping_limerick_is_requested_once_more_with_its_faults(core: Core, engine: ScriptedEngine) -> None:
    answers = iter([text("Roses are red"), text(GOOD_LIMERICK)])
    engine._answer = lambda _: next(answers)
    events = await core.play(request("limerick", subject="fish"))
    assert written(events, "limerick").replace("  \n", "\n") == GOOD_LIMERICK
    first, second = engine.asked
    assert isinstance(first, ChatRequest)
    assert isinstance(second, ChatRequest)
    assert "Roses are red" in second.messages[-2].text
    assert second.seed != first.seed

    engine.asked.clear()
    engine._answer = lambda _: text("Violets are blue")
    events = await core.play(request("limerick", "r2", subject="fish"))
    assert written(events, "limerick") == "Violets are blue"
    assert len(engine.asked) == 2


async def test_the_first_limerick_is_shown_if_the_second_fails(core: Core, engine: ScriptedEngine) -> None:
    answers: Iterator[Answer] = iter([text("Roses are red"), [LimitReached("thinking", seconds=9)]])
    engine._answer = lambda _: next(answers)
    events = await core.play(request("limerick", subject="fish", seed=7))
    assert written(events, "limerick") == "Roses are red"
    assert isinstance(events[-1], Done)
    assert [facts.seed for facts in every(Facts, events)] == [7]


async def test_a_torn_limerick_is_asked_for_again_or_else_shown_and_marked(core: Core, engine: ScriptedEngine) -> None:
    torn: Answer = [TextChunk("Roses are"), Interrupted("thinking")]
    answers = iter([torn, text(GOOD_LIMERICK), torn, torn])
    engine._answer = lambda _: next(answers)
    events = await core.play(request("limerick", subject="fish"))
    assert written(events, "limerick").replace("  \n", "\n") == GOOD_LIMERICK
    assert not every(Trouble, events)

    events = await core.play(request("limerick", "r2", subject="fish"))
    assert written(events, "limerick") == "Roses are"
    assert [trouble.part for trouble in every(Trouble, events)] == ["limerick"]
    assert isinstance(events[-1], Done)


async def test_a_limerick_that_never_came_fails(core: Core, engine: ScriptedEngine) -> None:
    engine._answer = lambda _: [Interrupted("thinking")]
    assert isinstance((await core.play(request("limerick", subject="fish")))[-1], Failure)


async def test_a_limerick_takes_the_last_picture_here(core: Core, engine: ScriptedEngine) -> None:
    assert "what the limerick is about" in failed(await core.play(request("limerick", "r0")))
    await core.play(request("imagine", "r1", prompt="a red square"))
    await core.play(request("limerick", "r2"))
    ask = engine.asked[-1]
    assert isinstance(ask, ChatRequest)
    assert len(ask.messages[-1].pictures) == 1


async def test_an_attached_picture_comes_before_the_last_one(core: Core, engine: ScriptedEngine) -> None:
    core.platform.files["x"] = picture("blue")
    attachment = Attachment(name="x.png", media_type="image/png", size=9, source="test", locator="x")
    await core.play(request("imagine", "r1", prompt="a red square"))
    await core.play(request("limerick", "r2").model_copy(update={"attachments": (attachment,)}))
    assert await core.store.find(hashlib.sha256(picture("blue")).hexdigest())


async def test_one_sentence_is_passed_on_as_it_came(core: Core) -> None:
    (recording,) = every(Recording, await core.play(request("speak", text="Hello there.")))
    assert recording.media.sha256 == hashlib.sha256(tone()).hexdigest()
    assert recording.transcript == "Hello there."
    assert recording.seconds == 0.5


async def test_long_text_is_spoken_a_few_sentences_at_a_time_and_joined(core: Core, engine: ScriptedEngine) -> None:
    long = "A sentence that goes on and on until it" + " goes on and on" * 8 + "."
    said = f"One sentence here. Another there! {long} And is this the last? {long}"
    (recording,) = every(Recording, await core.play(request("speak", text=said)))
    spoken = [ask.text.strip() for ask in engine.asked if isinstance(ask, TextToSpeechRequest)]
    assert spoken == [f"One sentence here. Another there! {long} And is this the last?", long]
    assert recording.media.media_type == "audio/mpeg"
    assert abs(recording.seconds - (2 * 0.5 + 0.25)) < 0.01
    path = await core.store.verified_path(recording.media.sha256)
    assert abs(soundfile.info(str(path)).duration - recording.seconds) < 0.15
    assert 0.8 < abs(soundfile.read(str(path))[0]).max() <= 1, "joined speech is brought to full loudness"


async def test_voice_and_speed_are_remembered_for_the_person(core: Core, engine: ScriptedEngine) -> None:
    await core.play(request("speak", "r1", text="Hello.", voice="ada", speed="1.5"))
    await core.play(request("speak", "r2", text="Hello."))
    ask = engine.asked[-1]
    assert isinstance(ask, TextToSpeechRequest)
    assert (ask.voice, ask.speed) == ("ada", 1.5)


async def test_a_voice_that_failed_is_not_remembered(core: Core, engine: ScriptedEngine) -> None:
    engine._answer = lambda _: [EngineError("no-sound-came")]
    await core.play(request("speak", "r1", text="Hello.", voice="ada"))
    assert "voice" not in await core.store.preferences(ANN.key)


async def test_text_that_cannot_be_spoken_is_refused(core: Core) -> None:
    assert "nothing" in failed(await core.play(request("speak", "r1", text="\u200b\u200b")))


async def test_the_show_has_four_acts_that_build_on_each_other(core: Core, engine: ScriptedEngine) -> None:
    events = await core.play(request("perform", subject="a lighthouse", seed=3))
    prompt, painted, verse, spoken = engine.asked
    assert isinstance(painted, ImageRequest)
    assert isinstance(verse, ChatRequest)
    assert isinstance(spoken, TextToSpeechRequest)
    assert painted.prompt == written(events, "prompt")
    assert verse.messages[-1].pictures
    assert {ask.seed for ask in (prompt, painted, verse)} == {3}
    (recording,) = every(Recording, events)
    assert recording.transcript.splitlines()[0].strip() == GOOD_LIMERICK.splitlines()[0]
    assert isinstance(events[-1], Done)


async def test_an_act_that_fails_leaves_the_others(core: Core, engine: ScriptedEngine) -> None:
    def answer(ask: InferenceRequest) -> Answer:
        return [EngineError("no-picture-came")] if isinstance(ask, ImageRequest) else usual(ask)

    engine._answer = answer
    events = await core.play(request("perform", subject="a lighthouse"))
    assert [trouble.part for trouble in every(Trouble, events)] == ["picture"]
    assert every(Recording, events)
    assert isinstance(events[-1], Done)

    engine._answer = lambda _: [EngineError("no-picture-came")]
    events = await core.play(request("perform", "r2", subject="a lighthouse"))
    assert isinstance(events[-1], Failure)


async def test_a_show_played_again_makes_the_same_things(core: Core, engine: ScriptedEngine) -> None:
    await core.play(request("perform", subject="a lighthouse"))
    seeds = [ask.seed for ask in engine.asked[:3]]
    await core.shut_down()
    engine.asked.clear()
    await core.unfinish("r1")
    core.start()
    await core.ended("r1")
    assert [ask.seed for ask in engine.asked[:3]] == seeds


BOOK = "\n\n".join(
    f"# Chapter {name}\n" + "The sea was calm and grey that day. " * 110 for name in ("One", "Two", "Three")
)


async def test_a_book_is_spoken_as_one_file_with_chapters(core: Core, engine: ScriptedEngine) -> None:
    assert len(BOOK) > 10_000
    events = await core.play(request("speak", text=BOOK))
    asked = [ask for ask in engine.asked if isinstance(ask, TextToSpeechRequest)]
    assert "".join(ask.text for ask in asked).count("The sea was calm and grey that day.") == 330
    assert {ask.language for ask in asked} == {"en"}
    (recording,) = every(Recording, events)
    chapter = len(asked) / 3 * 0.75
    assert recording.seconds == pytest.approx(chapter * 3, rel=0.02)
    assert len(recording.transcript) < 5_000
    first, told = [render(statement.sentences[0]) for statement in every(Statement, events)]
    assert first == f"About 12 minutes of speech in {len(asked)} requests."
    assert events.index(every(Statement, events)[0]) < events.index(every(Progress, events)[0])
    assert re.sub(r"\d+:\d\d", "M:SS", told) == "Chapters: M:SS Chapter One · M:SS Chapter Two · M:SS Chapter Three"
    fractions = [progress.fraction for progress in every(Progress, events) if progress.fraction is not None]
    assert len(fractions) == len(asked)
    assert fractions == sorted(fractions)
    data = await core.store.get(recording.media.sha256)
    assert data.count(b"CHAP") == 3
    assert soundfile.info(io.BytesIO(data)).duration == pytest.approx(recording.seconds, abs=0.2)


async def test_a_book_is_charged_by_its_pieces_before_it_is_spoken(core: Core, engine: ScriptedEngine) -> None:
    await core.play(request("speak", text=BOOK))
    asked = [ask for ask in engine.asked if isinstance(ask, TextToSpeechRequest)]
    options = speak.validate({"text": BOOK})
    assert speak.estimate(options) == pytest.approx(len(asked), abs=2)


@pytest.mark.parametrize(("requests", "seconds"), [(1, 600), (60, 600), (61, 1200), (240, 2400)])
def test_a_command_of_many_requests_has_more_time(requests: int, seconds: float) -> None:
    assert OperatingLimits(job_seconds=600).seconds_for(requests) == seconds


async def test_a_book_has_the_time_of_its_requests(store: SqliteStore, engine: ScriptedEngine) -> None:
    core = Core(store, BUILT_IN, [engine], operating_limits=OperatingLimits(job_seconds=1e-9))
    core.start()
    failure = (await core.play(request("speak", text=BOOK * 2)))[-1]
    await core.shut_down()
    assert isinstance(failure, Failure)
    assert failure.error.sentence == say("job-too-long", seconds=2e-9)


async def test_what_a_voice_gets_is_in_words(core: Core, engine: ScriptedEngine) -> None:
    (recording,) = every(Recording, await core.play(request("speak", text="**3 km** on `x` 🎉")))
    (ask,) = engine.asked
    assert isinstance(ask, TextToSpeechRequest)
    assert ask.text == "three kilometers on x, party popper"
    assert recording.transcript == "**3 km** on `x` 🎉"


async def test_a_text_whose_pieces_have_no_words_has_nothing_to_speak(core: Core, engine: ScriptedEngine) -> None:
    assert "nothing" in failed(await core.play(request("speak", text="--- *** ---")))
    assert engine.asked == []


async def test_a_piece_that_the_voice_cannot_read_is_left_out_and_named(core: Core, engine: ScriptedEngine) -> None:
    unread = Finished(engine="script", model="m", notes=(say("speech-unreadable", words="東京"),))

    def answer(ask: InferenceRequest) -> Answer:
        return [unread] if isinstance(ask, TextToSpeechRequest) and "東京" in ask.text else usual(ask)

    engine._answer = answer
    events = await core.play(request("speak", text=f"東京。{'One word and another. ' * 12}"))
    assert every(Recording, events)
    assert [render(note) for fact in every(Facts, events) for note in fact.notes] == ["This voice cannot read: 東京"]
    assert "cannot read: 東京" in failed(await core.play(request("speak", "r2", text="東京")))


async def test_speech_over_a_megabyte_is_sent_as_mp3(core: Core, engine: ScriptedEngine) -> None:
    long = tone(40)
    assert len(long) > 1_000_000
    engine._answer = lambda _: [
        SpeechOutput(data=long, media_type="audio/wav"),
        replace(Finished(engine="script", model="m"), tokens=1),
    ]
    (recording,) = every(Recording, await core.play(request("speak", text="Hello.")))
    assert recording.media.media_type == "audio/mpeg"
    assert recording.media.size < 500_000
