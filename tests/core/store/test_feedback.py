"""What people think of answers, beside what was spent on them."""

from dataclasses import replace

from core.quota.usage import feedback_by_model
from core.store.sqlite.store import SqliteStore
from tests.core.quota.samples import spend


async def test_each_person_has_one_opinion_which_may_change(store: SqliteStore) -> None:
    await store.record(spend("j", 1))
    for user, good in (("ada", True), ("bo", True), ("ada", False), ("ada", False)):
        assert await store.record_feedback("j", user, good, 2.0)
    [found] = await store.spends(None, 0.0)
    assert (found.liked, found.disliked) == (1, 1)


async def test_an_opinion_counts_once_for_each_model_that_had_a_part(store: SqliteStore) -> None:
    calls = [
        ("j", "poet", "failed"),
        ("j", "poet", "ok"),
        ("j", "poet", "ok"),
        ("j", "voice", "ok"),
        ("k", "poet", "ok"),
    ]
    for job, model, outcome in calls:
        await store.record(replace(spend(job, 1), model=model, outcome=outcome))
    await store.record_feedback("j", "ada", True, 2.0)
    await store.record_feedback("j", "bo", False, 2.0)
    await store.record_feedback("k", "bo", False, 2.0)
    spends = await store.spends(None, 0.0)
    assert [spend.liked for spend in spends] == [0, 0, 1, 1, 0]
    assert feedback_by_model(spends) == [("poet", 1, 2), ("voice", 1, 1)]


async def test_there_is_no_opinion_on_what_was_never_made(store: SqliteStore) -> None:
    await store.record(spend("j", 1))
    assert not await store.record_feedback("k", "ada", True, 2.0)
    await store.record(spend("k", 1))
    assert [spend.liked for spend in await store.spends(None, 0.0)] == [0, 0]
