"""The built-in engine as an engine: honest names, repeatable bytes, and the right pace."""

import subprocess
import sys
from contextlib import aclosing

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.domain.errors import EngineError, ModelUnavailable, UserError
from core.domain.tasks import Task
from core.i18n.rendering import render
from core.inference.builtin import BuiltinEngine, Pace
from core.inference.engine import Engine
from core.inference.outputs import Finished, Output, TextChunk, Waiting
from core.inference.requests import (
    ChatRequest,
    ImageRequest,
    InferenceRequest,
    SpeechRecognitionRequest,
    TextRequest,
    TextToSpeechRequest,
)
from tests.core.inference.builtin.requests import builtin_engine, outputs, png, talk, text_of, verse

REQUESTS: dict[str, InferenceRequest] = {
    "talk": talk("Tell me a long story", seed=7),
    "limerick": verse("a fox", seed=7),
    "describe": talk("Describe this picture.", seed=7, pictures=(png("navy"),)),
    "image prompt": talk("an owl", system="Write a prompt for an image model.", seed=7),
    "complete": TextRequest(prompt="The road", seed=7),
    "text_to_image": ImageRequest(prompt="an owl in a forest at night", seed=7, width=128, height=96),
    "speak": TextToSpeechRequest(text="The road goes on.", seed=7),
}


async def answered(engine: Engine, request: InferenceRequest) -> list[Output]:
    match request:
        case ChatRequest():
            return await outputs(engine.chat_completion(request))
        case TextRequest():
            return await outputs(engine.text_generation(request))
        case ImageRequest():
            return await outputs(engine.text_to_image(request))
        case TextToSpeechRequest():
            return await outputs(engine.text_to_speech(request))
    raise AssertionError(request)


@pytest.mark.parametrize("kind", REQUESTS)
async def test_every_answer_says_that_the_builtin_engine_gave_it(kind: str) -> None:
    finished = (await answered(builtin_engine(), REQUESTS[kind]))[-1]
    assert isinstance(finished, Finished)
    assert finished.engine == "builtin"
    assert finished.model.startswith("builtin-")


@pytest.mark.parametrize("kind", REQUESTS)
async def test_the_same_request_gives_the_same_bytes(kind: str) -> None:
    assert await answered(builtin_engine(), REQUESTS[kind]) == await answered(builtin_engine(), REQUESTS[kind])


def test_importing_it_loads_nothing_heavy() -> None:
    check = (
        "import sys, core.inference.builtin;"
        "print([name for name in ('numpy', 'PIL', 'espeakng_loader', 'soundfile') if name in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True).stdout == "[]\n"


async def test_rules_write_no_speech_down() -> None:
    engine = builtin_engine()
    assert not await engine.models(Task.AUTOMATIC_SPEECH_RECOGNITION)
    request = SpeechRecognitionRequest(sound=b"", media_type="audio/ogg", seconds=1.0)
    with pytest.raises(EngineError) as refused:
        await anext(engine.automatic_speech_recognition(request))
    assert refused.value.sentence.values["setting"] == "TROUBADOUR_AUTOMATIC_SPEECH_RECOGNITION_MODELS"


@pytest.mark.parametrize("task", [task for task in Task if task is not Task.AUTOMATIC_SPEECH_RECOGNITION])
async def test_each_task_has_a_card_whose_name_can_be_requested(task: Task) -> None:
    cards = await builtin_engine().models(task)
    assert [card.engine for card in cards] == ["builtin"]
    assert cards[0].note is not None
    assert ("hibari" if task is Task.TEXT_TO_SPEECH else "no model") in render(cards[0].note)
    request = talk("hello") if task is Task.CHAT_COMPLETION else None
    if request:
        named = ChatRequest(messages=request.messages, model=cards[0].name)
        assert await text_of(builtin_engine().chat_completion(named)) == await text_of(
            builtin_engine().chat_completion(ChatRequest(messages=request.messages))
        )


async def test_somebody_elses_model_is_left_to_somebody_else() -> None:
    with pytest.raises(ModelUnavailable) as caught:
        await outputs(builtin_engine().chat_completion(ChatRequest(messages=(), model="org/large")))
    assert "org/large" in render(caught.value.sentence)
    for task in (
        builtin_engine().text_generation(TextRequest(prompt="x", model="org/large")),
        builtin_engine().text_to_image(ImageRequest(prompt="x", model="org/large")),
        builtin_engine().text_to_speech(TextToSpeechRequest(text="x", model="org/large")),
    ):
        with pytest.raises(ModelUnavailable):
            await outputs(task)


async def test_it_is_well() -> None:
    health = await builtin_engine().check()
    assert health.ok
    assert "ready" in render(health.sentence)


# --- delivery


class CountedClock:
    """Time that passes only when somebody sleeps."""

    def __init__(self) -> None:
        self.slept: list[float] = []

    def now(self) -> float:
        return sum(self.slept)

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)


async def test_words_come_one_by_one_at_the_pace_that_was_set() -> None:
    clock = CountedClock()
    found = await outputs(BuiltinEngine(Pace(delay_seconds=0.25), clock).chat_completion(talk("who are you?")))
    chunks = [output.text for output in found if isinstance(output, TextChunk)]
    assert len(chunks) > 20
    assert all(len(chunk.split()) == 1 for chunk in chunks)
    assert clock.slept == [0.25] * (len(chunks) - 1)


@pytest.mark.parametrize("kind", ["talk", "text_to_image"])
async def test_closing_it_early_leaves_nothing_behind(kind: str) -> None:
    request = REQUESTS[kind]
    clock = CountedClock()
    engine = BuiltinEngine(Pace(delay_seconds=1), clock)
    generator = engine.chat_completion(request) if isinstance(request, ChatRequest) else engine.text_to_image(request)  # type: ignore[arg-type]
    async with aclosing(generator):
        async for _ in generator:
            break
    assert len(clock.slept) <= 1
    with pytest.raises(StopAsyncIteration):
        await anext(generator)


async def test_a_picture_reports_its_progress() -> None:
    found = await answered(builtin_engine(), REQUESTS["text_to_image"])
    fractions = [output.fraction for output in found if isinstance(output, Waiting)]
    assert fractions == sorted(fractions, key=lambda fraction: fraction or 0)
    assert len(fractions) >= 3
    assert [render(output.sentence) for output in found if isinstance(output, Waiting)]


# --- hostile text

HOSTILE = st.one_of(
    st.text(max_size=300),
    st.sampled_from(
        [
            "{name}",
            "%s%n",
            "\0",
            "\ud800",
            "#want#",
            "1/0",
            "9**9**9",
            "((((((((1",
            "`````",
            "a" * 5000,
            "\U0001d56c\U0001d587",
            "\u202e",
        ]
    ),
    st.text(alphabet="0123456789+-*/().,^% x", max_size=60),
)


SYSTEMS = ("", "Write a limerick: five lines.", "Write a prompt for an image model.")


@settings(max_examples=60)
@given(text=HOSTILE, seed=st.integers(0, 2**32 - 1), system=st.sampled_from(SYSTEMS))
async def test_no_text_breaks_the_chat(text: str, seed: int, system: str) -> None:
    request = talk(f"A limerick about {text}, please." if "limerick" in system else text, system=system, seed=seed)
    try:
        await outputs(builtin_engine().chat_completion(request))
        await outputs(builtin_engine().text_generation(TextRequest(prompt=text, seed=seed, stop=(text,))))
    except UserError as error:
        render(error.sentence)  # raises for an id without wording


@settings(max_examples=25)
@given(text=HOSTILE, negative=HOSTILE, seed=st.integers(0, 2**32 - 1))
async def test_no_prompt_breaks_the_painter(text: str, negative: str, seed: int) -> None:
    found = await outputs(
        builtin_engine().text_to_image(
            ImageRequest(prompt=text, negative_prompt=negative, seed=seed, width=64, height=80)
        )
    )
    assert isinstance(found[-1], Finished)


@settings(max_examples=40)
@given(text=HOSTILE, voice=st.one_of(st.none(), HOSTILE), speed=st.floats(0, 4))
async def test_no_text_breaks_the_voice(text: str, voice: str | None, speed: float) -> None:
    try:
        found = await outputs(builtin_engine().text_to_speech(TextToSpeechRequest(text=text, voice=voice, speed=speed)))
    except UserError as error:
        render(error.sentence)  # raises for an id without wording
    else:
        assert isinstance(found[-1], Finished)
