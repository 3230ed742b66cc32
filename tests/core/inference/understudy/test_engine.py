"""The understudy as an engine: honest names, the same bytes again, and delivery as it was ordered."""

import subprocess
import sys
from contextlib import aclosing

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import Interrupted, ModelUnavailable, UserError
from core.inference.engine import (
    Ask,
    ChatAsk,
    ChatMessage,
    CompleteAsk,
    Engine,
    Finished,
    Output,
    PaintAsk,
    Purpose,
    SpeakAsk,
    Task,
    TextChunk,
    Waiting,
)
from core.inference.understudy import Fault, Pace, Understudy
from core.inference.understudy.behaviour import Pieces
from core.messages import render
from tests.core.inference.understudy.asking import outputs, talk, text_of, understudy, verse

ASKS: dict[str, Ask] = {
    "talk": talk("Tell me a long story", seed=7),
    "limerick": verse("a fox", seed=7),
    "describe": ChatAsk(messages=(ChatMessage(role="user", text="?"),), purpose=Purpose.DESCRIBE, seed=7),
    "image prompt": ChatAsk(messages=(), purpose=Purpose.IMAGE_PROMPT, subject="an owl", seed=7),
    "complete": CompleteAsk(prompt="The road", seed=7),
    "paint": PaintAsk(prompt="an owl in a forest at night", seed=7, width=128, height=96),
    "speak": SpeakAsk(text="The road goes on.", seed=7),
}


async def answered(engine: Engine, ask: Ask) -> list[Output]:
    match ask:
        case ChatAsk():
            return await outputs(engine.chat(ask))
        case CompleteAsk():
            return await outputs(engine.complete(ask))
        case PaintAsk():
            return await outputs(engine.paint(ask))
        case SpeakAsk():
            return await outputs(engine.speak(ask))
    raise AssertionError(ask)


@pytest.mark.parametrize("kind", ASKS)
async def test_every_answer_says_that_the_understudy_gave_it(kind: str) -> None:
    finished = (await answered(understudy(), ASKS[kind]))[-1]
    assert isinstance(finished, Finished)
    assert finished.engine == "understudy"
    assert finished.model.startswith("understudy-")


@pytest.mark.parametrize("kind", ASKS)
async def test_the_same_ask_brings_the_same_bytes(kind: str) -> None:
    assert await answered(understudy(), ASKS[kind]) == await answered(understudy(), ASKS[kind])


def test_importing_it_loads_nothing_heavy() -> None:
    check = (
        "import sys, core.inference.understudy;"
        "print([name for name in ('numpy', 'PIL', 'espeakng_loader', 'soundfile') if name in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True).stdout == "[]\n"


@pytest.mark.parametrize("task", Task)
async def test_each_task_has_a_card_whose_name_can_be_asked_for(task: Task) -> None:
    cards = await understudy().models(task)
    assert [card.engine for card in cards] == ["understudy"]
    assert cards[0].note is not None
    assert "no model" in render(cards[0].note)
    ask = talk("hello") if task is Task.CHAT else None
    if ask:
        named = ChatAsk(messages=ask.messages, model=cards[0].name)
        assert await text_of(understudy().chat(named)) == await text_of(
            understudy().chat(ChatAsk(messages=ask.messages))
        )


async def test_somebody_elses_model_is_left_to_somebody_else() -> None:
    with pytest.raises(ModelUnavailable) as caught:
        await outputs(understudy().chat(ChatAsk(messages=(), model="org/large")))
    assert "org/large" in render(caught.value.sentence)
    for task in (
        understudy().complete(CompleteAsk(prompt="x", model="org/large")),
        understudy().paint(PaintAsk(prompt="x", model="org/large")),
        understudy().speak(SpeakAsk(text="x", model="org/large")),
    ):
        with pytest.raises(ModelUnavailable):
            await outputs(task)


async def test_it_is_well() -> None:
    health = await understudy().check()
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
    found = await outputs(Understudy(Pace(delay_seconds=0.25), clock).chat(talk("who are you?")))
    chunks = [output.text for output in found if isinstance(output, TextChunk)]
    assert len(chunks) > 20
    assert all(len(chunk.split()) == 1 for chunk in chunks)
    assert clock.slept == [0.25] * (len(chunks) - 1)


@pytest.mark.parametrize("pieces", [Pieces.CHARACTERS, Pieces.RAGGED])
async def test_odd_pieces_join_to_the_same_text(pieces: Pieces) -> None:
    ask = talk("Tell me a long story about a \U0001f469\u200d\U0001f680")
    odd = await outputs(understudy(Pace(delay_seconds=0, pieces=pieces)).chat(ask))
    chunks = [output.text for output in odd if isinstance(output, TextChunk)]
    assert "".join(chunks) == await text_of(understudy().chat(ask))
    assert all(len(chunk) == 1 for chunk in chunks) if pieces is Pieces.CHARACTERS else "" in chunks


@pytest.mark.parametrize("kind", ASKS)
async def test_a_fault_at_once_is_a_model_that_is_not_there(kind: str) -> None:
    with pytest.raises(ModelUnavailable):
        await answered(understudy(Pace(delay_seconds=0, fault=Fault())), ASKS[kind])


async def until_torn(engine: Understudy, ask: Ask) -> tuple[list[Output], UserError | None]:
    """What came before the fault, and the fault."""
    got: list[Output] = []
    try:
        async for output in engine.chat(ask) if isinstance(ask, ChatAsk) else engine.paint(ask):  # type: ignore[arg-type]
            got.append(output)  # noqa: PERF401 - a comprehension would lose them
    except UserError as error:
        return got, error
    return got, None


async def test_a_fault_in_the_middle_keeps_what_came_before() -> None:
    pace = Pace(delay_seconds=0, fault=Fault(after=5))
    got, error = await until_torn(understudy(pace), ASKS["talk"])
    assert isinstance(error, Interrupted)
    assert len(got) == 5
    whole = await answered(understudy(), ASKS["talk"])
    assert got == whole[:5]


async def test_a_painting_can_break_off_too() -> None:
    got, error = await until_torn(understudy(Pace(delay_seconds=0, fault=Fault(after=3))), ASKS["paint"])
    assert isinstance(error, Interrupted)
    assert got
    assert all(isinstance(output, Waiting) for output in got)


@pytest.mark.parametrize("kind", ["talk", "paint"])
async def test_closing_it_early_leaves_nothing_behind(kind: str) -> None:
    ask = ASKS[kind]
    clock = CountedClock()
    engine = Understudy(Pace(delay_seconds=1), clock)
    generator = engine.chat(ask) if isinstance(ask, ChatAsk) else engine.paint(ask)  # type: ignore[arg-type]
    async with aclosing(generator):
        async for _ in generator:
            break
    assert len(clock.slept) <= 1
    with pytest.raises(StopAsyncIteration):
        await anext(generator)


async def test_a_painting_tells_how_far_it_is() -> None:
    found = await answered(understudy(), ASKS["paint"])
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


@settings(max_examples=60)
@given(text=HOSTILE, seed=st.integers(0, 2**32 - 1), purpose=st.sampled_from(Purpose))
async def test_no_text_breaks_the_host(text: str, seed: int, purpose: Purpose) -> None:
    ask = ChatAsk(messages=(ChatMessage(role="user", text=text),), purpose=purpose, subject=text, seed=seed)
    try:
        await outputs(understudy().chat(ask))
        await outputs(understudy().complete(CompleteAsk(prompt=text, seed=seed, stop=(text,))))
    except UserError as error:
        render(error.sentence)  # raises for an id without wording


@settings(max_examples=25)
@given(text=HOSTILE, negative=HOSTILE, seed=st.integers(0, 2**32 - 1))
async def test_no_prompt_breaks_the_painter(text: str, negative: str, seed: int) -> None:
    found = await outputs(
        understudy().paint(PaintAsk(prompt=text, negative_prompt=negative, seed=seed, width=64, height=80))
    )
    assert isinstance(found[-1], Finished)


@settings(max_examples=40)
@given(text=HOSTILE, voice=st.one_of(st.none(), HOSTILE), speed=st.floats(0, 4))
async def test_no_text_breaks_the_voice(text: str, voice: str | None, speed: float) -> None:
    try:
        found = await outputs(understudy().speak(SpeakAsk(text=text, voice=voice, speed=speed)))
    except UserError as error:
        render(error.sentence)  # raises for an id without wording
    else:
        assert isinstance(found[-1], Finished)
