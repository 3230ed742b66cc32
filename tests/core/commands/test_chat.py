"""`/chat` and `/complete`."""

import io

import pytest
from PIL import Image

from core.domain.actions import Run
from core.domain.errors import EngineError, Interrupted
from core.domain.events import Done, Facts, Failure, Trouble
from core.domain.request import Attachment, Request
from core.inference.outputs import ReasoningChunk, TextChunk, TextReset
from core.inference.requests import ChatRequest, InferenceRequest, TextRequest
from tests.core.commands.reading import buttons, every, failed, stated, written
from tests.core.conftest import Core
from tests.core.media.bombs import webp_bomb
from tests.core.recording_platform import ANN, BEN, HALL, request
from tests.core.scripted_engine import ScriptedEngine, picture, text


def with_file(asked: Request, core: Core, name: str, media_type: str, data: bytes) -> Request:
    """The request with a file on the platform."""
    core.platform.files[name] = data
    attachment = Attachment(name=name, media_type=media_type, size=len(data), source="test", locator=name)
    return asked.model_copy(update={"attachments": (attachment,)})


def last_chat(engine: ScriptedEngine) -> ChatRequest:
    ask = engine.asked[-1]
    assert isinstance(ask, ChatRequest)
    return ask


async def test_an_answer_streams_and_says_how_it_came_about(core: Core) -> None:
    events = await core.play(request("chat", message="hello", seed=7))
    assert written(events) == "You said: hello"
    (facts,) = every(Facts, events)
    assert (facts.engine, facts.model, facts.seed) == ("script", "scripted", 7)
    assert list(buttons(events)) == ["Speak", "Again", "Edit", "Delete"]


async def test_text_that_turns_out_to_be_reasoning_is_taken_back_and_not_remembered(
    core: Core, engine: ScriptedEngine
) -> None:
    end = text("")[-1]
    engine._answer = lambda _: [TextChunk("I should greet."), TextReset(), TextChunk("Hi "), TextChunk("there"), end]
    events = await core.play(request("chat", "r1", message="hello"))
    assert written(events) == "Hi there"
    await core.play(request("chat", "r2", message="and?"))
    assert last_chat(engine).messages[2].text == "Hi there"


async def test_text_of_any_engine_is_valid(core: Core, engine: ScriptedEngine) -> None:
    end = text("")[-1]
    engine._answer = lambda _: [TextChunk("\ud83e"), TextChunk("\udd99 ok \ud83e"), end]
    assert written(await core.play(request("chat", message="hello"))) == "🦙 ok \ufffd"


async def test_the_conversation_is_stored_with_its_speakers(core: Core, engine: ScriptedEngine) -> None:
    await core.play(request("chat", "r1", message="I like foxes"))
    await core.play(request("chat", "r2", caller=BEN, message="And I?"))
    remembered = [(message.role, message.name, message.text) for message in last_chat(engine).messages[1:]]
    assert remembered == [
        ("user", "Ann", "I like foxes"),
        ("assistant", None, "You said: I like foxes"),
        ("user", "Ben", "And I?"),
    ]


@pytest.mark.parametrize("elsewhere", ["thread", "channel", "private"])
async def test_nothing_crosses_places(core: Core, engine: ScriptedEngine, elsewhere: str) -> None:
    await core.play(request("chat", "r1", message="the secret", private=elsewhere == "private"))
    place = HALL if elsewhere == "private" else HALL.model_copy(update={elsewhere: "other"})
    await core.play(request("chat", "r2", place=place, message="what was it?"))
    assert "the secret" not in "".join(message.text for message in last_chat(engine).messages)


async def test_a_job_played_twice_is_remembered_once(core: Core, engine: ScriptedEngine) -> None:
    await core.play(request("chat", "r1", message="once"))
    await core.shut_down()
    await core.unfinish("r1")
    core.start()
    await core.ended("r1")
    assert core.platform.openings == ["r1", "r1"]
    await core.play(request("chat", "r2", message="and?"))
    assert [message.text for message in last_chat(engine).messages[1:]] == ["once", "You said: once", "and?"]


async def test_pictures_and_text_files_reach_the_model(core: Core, engine: ScriptedEngine) -> None:
    asked = request("chat", message="what is this?")
    await core.play(with_file(asked, core, "big.png", "image/png", picture(size=(3000, 2000))))
    (seen,) = last_chat(engine).messages[-1].pictures
    assert Image.open(io.BytesIO(seen)).format == "JPEG"

    await core.play(with_file(request("chat", "r2", message="sum up"), core, "notes.txt", "text/plain", b"milk, eggs"))
    assert "milk, eggs" in last_chat(engine).messages[-1].text
    assert "notes.txt" in last_chat(engine).messages[-1].text


async def test_a_picture_alone_is_described(core: Core, engine: ScriptedEngine) -> None:
    described = []
    for number, fresh in enumerate((False, False, True)):
        asked = with_file(request("chat", f"r{number}"), core, "p.png", "image/png", picture())
        await core.play(asked.model_copy(update={"fresh": fresh}))
        described.append(last_chat(engine))
    assert described[0].messages[-1].text.startswith("Describe this picture")
    assert described[0].seed == described[1].seed  # so that the cache answers
    assert described[2].seed != described[0].seed


@pytest.mark.parametrize("media_type", ["application/octet-stream", "application/x-sh", "text/x-python"])
async def test_source_code_is_text_whatever_its_type_is_said_to_be(
    core: Core, engine: ScriptedEngine, media_type: str
) -> None:
    await core.play(with_file(request("chat", message="see"), core, "fox.rs", media_type, b"let fox = 7;"))
    assert "let fox = 7;" in last_chat(engine).messages[-1].text


@pytest.mark.parametrize(
    ("media_type", "data", "sentence"),
    [
        ("text/plain", b"\xe9t\xe9", "UTF-8"),
        ("application/zip", b"PK\x03\x04\x14\x00", "damaged or incomplete"),
        ("application/zip", b"\x1f\x8b\x08\x00", "pictures, documents, recordings and text files"),
        ("image/png", b"only text", "not a picture"),
    ],
)
async def test_files_that_cannot_be_read_are_named(core: Core, media_type: str, data: bytes, sentence: str) -> None:
    events = await core.play(with_file(request("chat", message="see"), core, "odd.bin", media_type, data))
    assert sentence in failed(events)


async def test_saying_nothing_is_answered(core: Core) -> None:
    assert "Say something" in failed(await core.play(request("chat")))


async def test_reasoning_is_progress_and_never_the_answer(core: Core, engine: ScriptedEngine) -> None:
    engine._answer = lambda _: [ReasoningChunk("they want"), ReasoningChunk(" tea"), *text("Tea it is.")]
    events = await core.play(request("chat", message="tea?"))
    assert written(events) == "Tea it is."
    assert "tea" not in "".join(event.model_dump_json() for event in events if event.event == "progress")


async def test_a_torn_answer_is_kept_marked_and_can_go_on(core: Core, engine: ScriptedEngine) -> None:
    engine._answer = lambda _: [TextChunk("Once upon"), Interrupted("thinking")]
    events = await core.play(request("chat", message="a tale"))
    assert written(events) == "Once upon"
    assert [trouble.part for trouble in every(Trouble, events)] == ["answer"]
    assert isinstance(events[-1], Done)
    going_on = buttons(events)["Continue"].action
    assert isinstance(going_on, Run)
    assert going_on.command == "chat"


async def test_going_on_asks_as_before_and_for_the_same_ears(core: Core, engine: ScriptedEngine) -> None:
    engine._answer = lambda _: text("Once upon", reason="length")
    asked = request("chat", message="a tale", model="mine", temperature=0.5, seed=7, private=True)
    going_on = buttons(await core.play(asked))["Continue"].action
    assert isinstance(going_on, Run)
    await core.play(request("chat", "r2").model_copy(update={"options": going_on.options}))
    ask = last_chat(engine)
    assert (ask.model, ask.temperature) == ("mine", 0.5)
    assert ask.seed != 7
    assert "Once upon" in [message.text for message in ask.messages]


async def test_an_answer_torn_before_its_first_word_fails(core: Core, engine: ScriptedEngine) -> None:
    engine._answer = lambda _: [Interrupted("thinking")]
    events = await core.play(request("chat", message="a tale"))
    assert isinstance(events[-1], Failure)


async def test_again_draws_a_new_seed_and_wants_nothing_old(core: Core, engine: ScriptedEngine) -> None:
    events = await core.play(request("chat", message="hello", seed=7))
    again = buttons(events)["Again"].action
    assert isinstance(again, Run)
    assert (again.options, again.fresh) == ({"message": "hello"}, True)


async def test_persona_and_model_are_the_callers_then_the_places(core: Core, engine: ScriptedEngine) -> None:
    await core.store.set_preference(HALL.key, "persona", "a pirate")
    await core.store.set_preference(HALL.key, "model-chat_completion", "script-chat_completion")
    await core.play(request("chat", "r1", message="hi"))
    assert (last_chat(engine).messages[0].text, last_chat(engine).model) == ("a pirate", "script-chat_completion")
    await core.store.set_preference(ANN.key, "persona", "a poet")
    await core.play(request("chat", "r2", message="hi", model="mine"))
    assert (last_chat(engine).messages[0].text, last_chat(engine).model) == ("a poet", "mine")


async def test_complete_passes_its_knobs_on(core: Core, engine: ScriptedEngine) -> None:
    events = await core.play(
        request("complete", prompt="Once", include_prompt=True, stop="END|STOP", top_p=0.5, temperature=1, seed=3)
    )
    assert written(events) == "Once and so on"
    ask = engine.asked[-1]
    assert isinstance(ask, TextRequest)
    assert (ask.prompt, ask.stop, ask.top_p, ask.temperature, ask.seed) == ("Once", ("END", "STOP"), 0.5, 1, 3)


async def test_a_cut_completion_can_go_on_from_its_end(core: Core, engine: ScriptedEngine) -> None:
    engine._answer = lambda _: text(" upon a", reason="length")
    going_on = buttons(await core.play(request("complete", prompt="Once")))["Continue"].action
    assert isinstance(going_on, Run)
    assert going_on.options["prompt"] == "Once upon a"


async def test_calls_are_in_the_ledger_and_failed_ones_are_free(core: Core, engine: ScriptedEngine) -> None:
    await core.play(request("chat", "r1", message="hi"))

    def fail(ask: InferenceRequest) -> list[object]:
        return [EngineError("no-sound-came")]

    engine._answer = fail  # type: ignore[assignment]
    await core.play(request("chat", "r2", message="hi"))
    spends = await core.store.spends(ANN.key, 0)
    assert [(spend.job, spend.units, spend.outcome) for spend in spends] == [("r1", 1, "ok"), ("r2", 0, "failed")]
    said = stated(await core.play(request("troubadour usage", "r3")))
    assert "chat: 1 request\n" in said
    assert "failed, free of charge: 1 request" in said


async def test_of_many_pictures_few_are_in_memory_together(core: Core, engine: ScriptedEngine) -> None:
    alive = most = 0

    class Photo(bytes):
        """Bytes that are counted while they are in memory."""

        def __del__(self) -> None:
            nonlocal alive
            alive -= 1

        def __reduce__(self) -> tuple[type[bytes], tuple[bytes]]:
            return bytes, (bytes(self),)

    async def fetch(attachment: Attachment) -> bytes:
        nonlocal alive, most
        alive += 1
        most = max(most, alive)
        return Photo(picture(f"rgb({attachment.name}, 0, 0)"))

    core.platform.fetch = fetch  # type: ignore[method-assign]
    photos = tuple(
        Attachment(name=str(number), media_type="image/png", size=9, source="test", locator="x") for number in range(4)
    )
    await core.play(request("chat", message="what are these").model_copy(update={"attachments": photos}))

    (ask,) = engine.asked
    assert isinstance(ask, ChatRequest)
    assert len(ask.messages[-1].pictures) == 4
    assert most == 2


async def test_a_picture_that_decodes_to_gigabytes_is_refused_and_the_next_one_is_seen(
    core: Core, engine: ScriptedEngine
) -> None:
    bomb = with_file(request("chat", "r1", message="what is this"), core, "a.webp", "image/webp", webp_bomb())
    assert "49 megapixels" in failed(await core.play(bomb))
    assert engine.asked == []
    await core.play(with_file(request("chat", "r2", message="and this"), core, "b.png", "image/png", picture()))
    assert len(last_chat(engine).messages[-1].pictures) == 1
