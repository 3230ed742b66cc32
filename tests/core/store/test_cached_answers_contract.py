"""The contract of answers that may be given again."""

import asyncio

from core.store.sql.store import SqlStore
from tests.core.store.samples import ADA, BO

START = 1_700_000_000.0
HOUR = 3600.0


async def save(store: SqlStore, key: str, *, user: str = ADA.key, at: float = START, limit: int = 1000) -> None:
    await store.save_cached_answer(key, {"text": key}, user, 100, began=at, at=at, until=at + HOUR, limit=limit)


async def test_an_answer_is_there_for_its_time(store: SqlStore) -> None:
    assert await store.cached_answer("a", ADA.key, START) is None
    await save(store, "a")
    await save(store, "b", at=START + 60)
    assert await store.cached_answer("a", BO.key, START + HOUR - 1) == {"text": "a"}
    assert await store.cached_answer("a", ADA.key, START + HOUR) is None
    assert await store.has_cached_answers(["b", "b"], START + HOUR)
    assert not await store.has_cached_answers(["a", "b"], START + HOUR)
    await store.prune_cached_answers(START + HOUR)
    assert await store.has_cached_answers(["b"], START)
    assert not await store.has_cached_answers(["a"], START), "it is deleted"
    await store.drop_cached_answer("b")
    assert await store.cached_answer("b", ADA.key, START) is None


async def test_the_newest_and_the_last_used_stay_within_the_limit(store: SqlStore) -> None:
    for number in range(4):
        await save(store, str(number), at=START + number, limit=400)
    await store.cached_answer("0", ADA.key, START + 10)
    await save(store, "4", at=START + 11, limit=300)
    assert [await store.has_cached_answers([str(number)], START) for number in range(5)] == [
        True,
        False,
        False,
        True,
        True,
    ]
    await asyncio.gather(*(save(store, f"new {number}", at=START + 20 + number, limit=300) for number in range(8)))
    kept = [await store.has_cached_answers([f"new {number}"], START) for number in range(8)]
    assert 1 <= kept.count(True) <= 3


async def test_forgetting_deletes_what_was_given_to_a_person_and_what_comes_after(store: SqlStore) -> None:
    for key in ("given to both", "of ada"):
        await save(store, key)
    await save(store, "of bo", user=BO.key)
    await store.cached_answer("given to both", BO.key, START)
    await store.forget_person(BO.key, START + 5)
    assert await store.has_cached_answers(["of ada"], START)
    for key in ("given to both", "of bo"):
        assert not await store.has_cached_answers([key], START)
    for began, is_kept in ((START + 4, False), (START + 6, True)):
        await store.save_cached_answer(
            "late", 1, BO.key, 100, began=began, at=START + 7, until=START + HOUR, limit=1000
        )
        assert await store.has_cached_answers(["late"], START + 7) is is_kept
    assert await store.delete_place("web:home", START + 8) >= 0
    assert not await store.has_cached_answers(["of ada"], START)


async def test_old_answers_go_with_everything_that_is_old(store: SqlStore) -> None:
    await save(store, "a")
    await store.expire(START + HOUR + 1)
    assert not await store.has_cached_answers(["a"], START)
