"""Identical requests are answered from the cache."""

import asyncio
import hashlib
from collections.abc import AsyncGenerator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import JsonValue

from core.domain.errors import Interrupted, StoreAway
from core.domain.tasks import Task
from core.inference.cache import CachedEngine
from core.inference.outputs import Finished, ImageOutput, Output, TextChunk, TextReset
from core.inference.requests import (
    ChatMessage,
    ChatRequest,
    ImageRequest,
    InferenceRequest,
    ModelPolicy,
    TextRequest,
    TextToSpeechRequest,
)
from core.store.sqlite.store import SqliteStore
from tests.core.inference.huggingface.conftest import QuickClock, collect
from tests.core.scripted_engine import Answer, ScriptedEngine, text
from tests.core.store.conftest import sqlite_store

__all__ = ["sqlite_store"]

PAINT = ImageRequest(prompt="a fox", seed=7, tenant="web:house", user="web:ada", job="1")
SPEAK = TextToSpeechRequest(text="hello", seed=7, tenant="web:house", user="web:ada")
COMPLETE = TextRequest(prompt="Once", seed=7, tenant="web:house", user="web:ada")
CHAT = ChatRequest(messages=(ChatMessage(role="user", text="hello"),), seed=7, tenant="web:house", user="web:ada")
PICTURE = replace(CHAT, messages=(ChatMessage(role="user", text="what", pictures=(b"1",)),))


@pytest.fixture
def clock() -> QuickClock:
    return QuickClock()


def asked(engine: ScriptedEngine | CachedEngine, request: InferenceRequest) -> AsyncGenerator[Output, None]:
    """The outputs of any request."""
    match request:
        case ChatRequest():
            return engine.chat_completion(request)
        case TextRequest():
            return engine.text_generation(request)
        case ImageRequest():
            return engine.text_to_image(request)
        case TextToSpeechRequest():
            return engine.text_to_speech(request)
    raise AssertionError(request)


async def held(store: SqliteStore) -> int:
    """The size of all answers that are kept."""
    query = "SELECT coalesce(sum(size), 0) FROM cached_answer"
    return int(await store._database.read(lambda transaction: transaction.execute(query).fetchone()[0]))


def without_end(outputs: list[Output]) -> list[Output]:
    return outputs[:-1]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (PAINT, PAINT),
        (PAINT, replace(PAINT, user="web:bo", job="2", place="web:house:kitchen", weight=2.0)),
        (SPEAK, replace(SPEAK, seed=8)),
        (COMPLETE, COMPLETE),
        (replace(COMPLETE, temperature=0), replace(COMPLETE, temperature=0, seed=8)),
        (PICTURE, PICTURE),
        (CHAT, CHAT),
    ],
)
async def test_the_same_is_answered_once_and_says_so(
    sqlite_store: SqliteStore, clock: QuickClock, first: InferenceRequest, second: InferenceRequest
) -> None:
    inner = ScriptedEngine()
    engine = CachedEngine(inner, sqlite_store, clock)

    one, two = await collect(asked(engine, first)), await collect(asked(engine, second))

    assert len(inner.asked) == 1
    assert without_end(two) == without_end(one)
    assert isinstance(one[-1], Finished)
    assert two[-1] == replace(one[-1], cached=True)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (PAINT, replace(PAINT, seed=8)),
        (PAINT, replace(PAINT, tenant="web:elsewhere")),
        (PAINT, replace(PAINT, model="other")),
        (PAINT, replace(PAINT, width=512)),
        (PAINT, replace(PAINT, negative_prompt="")),
        (PAINT, replace(PAINT, source=b"x")),
        (PAINT, replace(PAINT, instead="two foxes")),
        (PAINT, replace(PAINT, model_policy=ModelPolicy(local_only=True))),
        (PAINT, replace(PAINT, fresh=True)),
        (SPEAK, replace(SPEAK, voice="x")),
        (SPEAK, replace(SPEAK, text="hello ")),
        (SPEAK, replace(SPEAK, locale="de")),
        (COMPLETE, replace(COMPLETE, stop=("a,b",))),
        (replace(COMPLETE, stop=("a,b",)), replace(COMPLETE, stop=("a", "b"))),
        (PICTURE, replace(PICTURE, messages=(ChatMessage(role="user", text="what", pictures=(b"2",)),))),
        (CHAT, replace(CHAT, messages=(ChatMessage(role="assistant", text="x"), *CHAT.messages))),
        (COMPLETE, replace(COMPLETE, prompt="\ud800")),
    ],
)
async def test_a_different_request_reaches_the_engine(
    sqlite_store: SqliteStore, clock: QuickClock, first: InferenceRequest, second: InferenceRequest
) -> None:
    inner = ScriptedEngine()
    engine = CachedEngine(inner, sqlite_store, clock)

    await collect(asked(engine, first))
    await collect(asked(engine, second))

    assert inner.asked == [first, second]


async def test_a_chat_with_history_is_never_cached(sqlite_store: SqliteStore, clock: QuickClock) -> None:
    inner = ScriptedEngine()
    engine = CachedEngine(inner, sqlite_store, clock)
    request = replace(CHAT, messages=(*CHAT.messages, ChatMessage(role="assistant", text="hi"), *CHAT.messages))

    await collect(engine.chat_completion(request))
    await collect(engine.chat_completion(request))

    assert len(inner.asked) == 2


@pytest.mark.parametrize(
    "answer",
    [text("cut", reason="length"), [TextChunk("no end")], [TextChunk("torn"), Interrupted("huggingface-torn")]],
)
async def test_a_cut_answer_is_not_cached(sqlite_store: SqliteStore, clock: QuickClock, answer: Answer) -> None:
    answers = [answer, text("whole")]
    engine = CachedEngine(ScriptedEngine(lambda _: answers.pop(0)), sqlite_store, clock)

    with suppress(Interrupted):
        await collect(engine.text_generation(COMPLETE))
    again = await collect(engine.text_generation(COMPLETE))

    assert [output.text for output in again if isinstance(output, TextChunk)] == ["whole"]


async def test_text_that_was_taken_back_is_not_cached(sqlite_store: SqliteStore, clock: QuickClock) -> None:
    engine = CachedEngine(
        ScriptedEngine(lambda _: [TextChunk("Hm."), TextReset(), *text("whole")]), sqlite_store, clock
    )

    await collect(engine.chat_completion(CHAT))
    again = await collect(engine.chat_completion(CHAT))

    assert [output.text for output in again if isinstance(output, TextChunk)] == ["whole"]


async def test_the_same_request_meanwhile_waits_for_the_first_answer(
    sqlite_store: SqliteStore, clock: QuickClock
) -> None:
    inner = ScriptedEngine()
    engine = CachedEngine(inner, sqlite_store, clock)

    found = await asyncio.gather(*(collect(engine.text_to_image(PAINT)) for _ in range(5)))

    assert len(inner.asked) == 1
    assert len({type(outputs[0]) for outputs in found}) == 1
    assert not engine._locks


async def test_if_the_first_caller_stops_the_next_one_asks_the_engine(
    sqlite_store: SqliteStore, clock: QuickClock
) -> None:
    inner = ScriptedEngine(lambda _: text("one\ntwo\n"))
    engine = CachedEngine(inner, sqlite_store, clock)
    first = engine.text_generation(COMPLETE)
    assert await anext(first) == TextChunk("one\n")
    second = asyncio.create_task(collect(engine.text_generation(COMPLETE)))
    await asyncio.sleep(0)

    await first.aclose()

    assert (await second)[0] == TextChunk("one\n")
    assert len(inner.asked) == 2


async def test_the_cache_is_bounded_by_size_and_age(sqlite_store: SqliteStore, clock: QuickClock) -> None:
    inner = ScriptedEngine()
    engine = CachedEngine(inner, sqlite_store, clock, bytes_limit=3_000, seconds=60)
    for seed in range(40):
        await collect(engine.text_generation(replace(COMPLETE, seed=seed)))
        assert await held(sqlite_store) <= 3_000
        clock.time += 1
    await collect(engine.text_generation(replace(COMPLETE, seed=39)))
    assert len(inner.asked) == 40
    await collect(engine.text_generation(replace(COMPLETE, seed=0)))
    assert len(inner.asked) == 41

    clock.time += 61
    await collect(engine.text_generation(replace(COMPLETE, seed=39)))
    assert len(inner.asked) == 42


async def test_answers_to_a_forgotten_person_leave_the_cache(sqlite_store: SqliteStore, clock: QuickClock) -> None:
    inner = ScriptedEngine()
    engine = CachedEngine(inner, sqlite_store, clock)
    await collect(engine.text_to_image(PAINT))
    await collect(engine.text_to_image(replace(PAINT, user="web:bo")))
    await collect(engine.text_to_image(replace(PAINT, seed=8)))

    await sqlite_store.forget_person("web:bo", clock.now())
    await collect(engine.text_to_image(replace(PAINT, user="web:cy")))
    assert len(inner.asked) == 3
    await collect(engine.text_to_image(replace(PAINT, seed=8, user="web:cy")))
    assert len(inner.asked) == 3
    await sqlite_store.forget_person("web:ada", clock.now())
    await collect(engine.text_to_image(replace(PAINT, seed=8, user="web:cy")))
    assert len(inner.asked) == 4


async def test_an_answer_that_ends_after_its_person_was_forgotten_is_not_kept(
    sqlite_store: SqliteStore, clock: QuickClock
) -> None:
    inner = ScriptedEngine(lambda _: text("one\ntwo\n"))
    engine = CachedEngine(inner, sqlite_store, clock)
    writing = engine.text_generation(COMPLETE)
    await anext(writing)
    await sqlite_store.forget_person(COMPLETE.user, clock.now())
    await collect(writing)
    await collect(engine.text_generation(COMPLETE))
    assert len(inner.asked) == 2


async def test_a_restart_keeps_answers_with_their_files(tmp_path: Path, clock: QuickClock) -> None:
    inner = ScriptedEngine()
    found = []
    for _ in range(2):
        store = await SqliteStore.open(tmp_path)
        engine = CachedEngine(inner, store, clock)
        found.append([await collect(asked(engine, request)) for request in (PAINT, SPEAK, COMPLETE)])
        await store.close()
    assert len(inner.asked) == 3
    assert [without_end(outputs) for outputs in found[0]] == [without_end(outputs) for outputs in found[1]]


async def test_an_answer_without_its_file_is_made_again(sqlite_store: SqliteStore, clock: QuickClock) -> None:
    inner = ScriptedEngine()
    engine = CachedEngine(inner, sqlite_store, clock)
    (picture, *_) = await collect(engine.text_to_image(PAINT))
    assert isinstance(picture, ImageOutput)
    sqlite_store.path(hashlib.sha256(picture.data).hexdigest()).unlink()
    for _ in range(2):
        await collect(engine.text_to_image(PAINT))
    assert len(inner.asked) == 2


async def test_a_store_that_is_away_stops_no_answer(sqlite_store: SqliteStore, clock: QuickClock) -> None:
    class Away(SqliteStore):
        async def cached_answer(self, key: str, user: str, at: float) -> JsonValue | None:
            raise StoreAway("store-failed")

        async def save_cached_answer(self, *_: object, **__: object) -> None:
            raise StoreAway("store-failed")

    sqlite_store.__class__ = Away
    engine = CachedEngine(ScriptedEngine(), sqlite_store, clock)
    assert isinstance((await collect(engine.text_to_image(PAINT)))[-1], Finished)


async def test_everything_else_is_the_engines(sqlite_store: SqliteStore, clock: QuickClock) -> None:
    inner = ScriptedEngine()
    engine = CachedEngine(inner, sqlite_store, clock)
    assert engine.name == inner.name
    assert await engine.models(Task.TEXT_TO_IMAGE) == await inner.models(Task.TEXT_TO_IMAGE)
    assert await engine.voices() == await inner.voices()
    assert await engine.check() == await inner.check()
