"""Text of models is filtered before it is shown, wherever it is cut into pieces."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.commands.catalogue import BUILT_IN
from core.commands.context import Context
from core.commands.declaration import command
from core.commands.schema import CommandOptions
from core.domain.errors import Interrupted
from core.domain.events import (
    Begin,
    Done,
    Event,
    Facts,
    Picture,
    Progress,
    Recording,
    Stopped,
    TextDelta,
    TextReplace,
    Trouble,
)
from core.domain.request import MediaRef
from core.domain.sentences import say
from core.jobs.content_filter import BLACKED_OUT, deny_list_filter
from core.jobs.verdicts import Refused
from core.moderation.deny_list import DenyList
from core.store.sqlite.store import SqliteStore
from tests.core.commands.reading import every, written
from tests.core.conftest import Core
from tests.core.recording_platform import ANN, request
from tests.core.scripted_engine import ScriptedEngine, text

DENY = DenyList.parse(["badword", "two words", "/colou?r[0-9]+/"], "deny.txt")
MEDIA = MediaRef(sha256="0" * 64, media_type="image/png", size=1, name="x.png")


async def passed(events: Sequence[Event], deny: DenyList = DENY) -> list[Event]:
    """The events that the filter lets through."""

    async def play() -> AsyncGenerator[Event, None]:
        for event in events:
            yield event

    return [event async for event in deny_list_filter(deny)(play(), None)]  # type: ignore[arg-type]


def deltas(words: str, cuts: Sequence[int]) -> list[Event]:
    edges = [0, *sorted(cut % (len(words) + 1) for cut in cuts), len(words)]
    return [TextDelta(part="answer", text=words[a:b]) for a, b in pairwise(edges) if a < b]


PIECES = st.sampled_from(
    ["badword", "two words", "two", "words", "color7", "bad", "word", " ", ", ", "fox ", "été ", "ß"]
)


@given(st.lists(PIECES, max_size=60).map("".join), st.lists(st.integers(min_value=0), max_size=30))
async def test_cutting_changes_nothing(words: str, cuts: list[int]) -> None:
    expected, at = "", 0
    for begin, end in DENY.find(words):
        expected, at = expected + words[at:begin] + BLACKED_OUT, end
    pieces = await passed(deltas(words, cuts))
    assert written(pieces) == expected + words[at:]
    assert bool(every(Trouble, pieces)) == DENY.denies(words)


@pytest.mark.parametrize("word", ["badword", "two words"])
@pytest.mark.parametrize(("glued", "caught"), [(" {} ", True), ("x{} ", False), (" {}x", False)])
async def test_a_word_is_judged_as_a_whole_wherever_the_text_is_cut(word: str, glued: str, caught: bool) -> None:
    deny = DenyList.parse([word], "deny.txt")
    for before in range(120, 240):
        words = ("fox " * 100)[:before] + glued.format(word) + "heron " * 40
        found = await passed([TextDelta(part="answer", text=letter) for letter in words], deny)
        assert written(found) == (words.replace(word, BLACKED_OUT) if caught else words), before
        assert bool(every(Trouble, found)) is caught, before


async def test_no_look_at_a_growing_answer_shows_any_of_it() -> None:
    words = "It was a long and quiet evening before the badword came, and then two words more; the end."
    shown = ""
    for event in await passed(deltas(words, range(len(words)))):
        if isinstance(event, TextDelta):
            shown += event.text
            assert "badw" not in shown
            assert "two" not in shown
    assert shown == words.replace("badword", BLACKED_OUT).replace("two words", BLACKED_OUT)


async def test_harmless_events_arrive_unchanged_and_in_order() -> None:
    events: list[Event] = [
        Begin(part="answer", kind="text"),
        TextDelta(part="answer", text="a fox, "),
        Progress(sentence=say("thinking")),
        TextDelta(part="answer", text="a badwordly heron"),
        Facts(part="answer", engine="e", model="m"),
        Done(),
    ]
    found = await passed(events)
    assert written(found) == "a fox, a badwordly heron"
    assert not every(Trouble, found)
    assert [type(event) for event in found][-2:] == [Facts, Done]


async def test_it_says_once_that_something_was_left_out() -> None:
    (trouble,) = every(Trouble, await passed(deltas("badword and badword again and color1", [])))
    assert trouble.error.sentence == say("denied-answer")


async def test_a_whole_text_a_picture_and_a_recording_are_looked_at_too() -> None:
    recording = Recording(part="r", media=MEDIA, seconds=1, waveform="", transcript="a badword")
    picture = Picture(part="p", media=MEDIA, width=1, height=1, alt="two words")
    found = await passed([TextReplace(part="answer", text="the badword"), picture, recording])
    assert written(found) == f"the {BLACKED_OUT}"
    assert not every(Picture, found)
    assert not every(Recording, found)
    assert {trouble.part for trouble in every(Trouble, found)} == {"answer", "p", "r"}


async def test_text_before_an_error_is_kept() -> None:
    found: list[Event] = []

    async def play() -> AsyncGenerator[Event, None]:
        yield TextDelta(part="answer", text="once upon")
        raise Interrupted("no-picture-came")

    async def read() -> None:
        async for event in deny_list_filter(DENY)(play(), None):  # type: ignore[arg-type]
            found.append(event)  # noqa: PERF401 - what came before the error is looked at

    with pytest.raises(Interrupted):
        await read()
    assert written(found) == "once upon"


async def test_text_before_a_stop_is_kept(store: SqliteStore) -> None:
    begun = asyncio.Event()

    class NoOptions(CommandOptions):
        """Nothing can be told."""

    @command("hang", summary="Says something and waits")
    async def hang(options: NoOptions, context: Context) -> AsyncGenerator[Event, None]:
        yield TextDelta(part="answer", text="once upon a badword")
        begun.set()
        await asyncio.Event().wait()

    core = Core(store, [hang], filters=[deny_list_filter(DENY)])
    core.start()
    await core.accept(request("hang"))
    await begun.wait()
    await core.press_stop("r1", ANN)
    events = await core.ended("r1")
    assert written(events) == f"once upon a {BLACKED_OUT}"
    assert isinstance(events[-1], Stopped)
    await core.shut_down()


async def test_a_prompt_is_refused_before_anything_is_spent_and_an_answer_cleaned(store: SqliteStore) -> None:
    engine = ScriptedEngine(lambda _: text("Well: badword."))
    core = Core(store, BUILT_IN, [engine], deny=DENY)
    core.start()
    for asked in (
        request("chat", "r1", message="Say BADWORD"),
        request("imagine", "r2", prompt="a fox", negative_prompt="two words"),
    ):
        refused = await core.accept(asked)
        assert isinstance(refused, Refused)
        assert refused.sentence == say("denied-prompt")
    assert engine.asked == []
    assert await store.unfinished_jobs() == []
    events = await core.play(request("chat", "r9", message="Say something"))
    assert written(events) == f"Well: {BLACKED_OUT}."
    persona = await core.play(request("troubadour persona", "r10", description="somebody who says badword"))
    assert persona[-1].event == "failure"
    await core.shut_down()
