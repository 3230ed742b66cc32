"""The real commands with only the built-in engine."""

from collections.abc import AsyncIterator

import pytest

from core.commands.catalogue import BUILT_IN
from core.domain.errors import Interrupted
from core.domain.events import Done, Facts, Picture, Recording, Trouble
from core.inference.builtin import BuiltinEngine, Pace
from core.inference.outputs import TextChunk
from core.store.sqlite.store import SqliteStore
from core.text.verse import check_limerick
from tests.core.commands.reading import buttons, every, written
from tests.core.conftest import Core
from tests.core.recording_platform import request
from tests.core.scripted_engine import ScriptedEngine


@pytest.fixture
async def core(store: SqliteStore) -> AsyncIterator[Core]:
    """The core on the built-in engine."""
    core = Core(store, BUILT_IN, [BuiltinEngine(Pace(delay_seconds=0))])
    core.start()
    yield core
    await core.shut_down()


async def test_the_whole_show(core: Core) -> None:
    events = await core.play(request("perform", subject="a fox", seed=3))
    assert isinstance(events[-1], Done)
    assert "fox" in written(events, "prompt").lower()
    (picture,) = every(Picture, events)
    assert "fox" in picture.alt
    assert check_limerick(written(events, "limerick")).ok
    (recording,) = every(Recording, events)
    assert recording.seconds > 5
    assert {facts.engine for facts in every(Facts, events)} == {"builtin"}


async def test_the_same_seed_gives_the_same_picture(core: Core) -> None:
    shown = [
        every(
            Picture, await core.play(request("imagine", f"r{number}", prompt="an owl at night", size="small", seed=9))
        )
        for number in range(2)
    ]
    assert shown[0][0].media == shown[1][0].media


async def test_chat_remembers_the_name(core: Core) -> None:
    await core.play(request("chat", "r1", message="My name is Ada"))
    assert "Ada" in written(await core.play(request("chat", "r2", message="What is my name?")))


async def test_completing_says_that_there_is_more(core: Core) -> None:
    events = await core.play(request("complete", prompt="The road", max_new_tokens=5, include_prompt=True))
    assert written(events).startswith("The road")
    assert "Continue" in buttons(events)


async def test_an_interrupted_answer_is_stored(store: SqliteStore) -> None:
    stalled = Interrupted("huggingface-stalled", model="m")
    engine = ScriptedEngine(lambda _: [TextChunk("I am "), TextChunk("half"), stalled])
    core = Core(store, BUILT_IN, [engine])
    core.start()
    events = await core.play(request("chat", message="Who are you?"))
    await core.shut_down()
    assert written(events) == "I am half"
    (trouble,) = every(Trouble, events)
    assert trouble.error.sentence.id == "huggingface-stalled"
