"""People's feedback on answers, beside the cost of the answers."""

from dataclasses import replace

from core.store.sql.store import SqlStore
from tests.core.quota.samples import spend


async def test_new_feedback_of_a_person_replaces_the_old(store: SqlStore) -> None:
    await store.record(spend("j", 1))
    for user, positive in (("ada", True), ("bo", True), ("ada", False), ("ada", False)):
        assert await store.record_feedback("j", user, positive, 2.0)
    [found] = await store.spends(None, 0.0)
    assert (found.liked, found.disliked) == (1, 1)


async def test_feedback_counts_once_for_each_model_that_had_a_part(store: SqlStore) -> None:
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
    assert (await store.usage(0.0)).feedback == [("poet", 1, 2), ("voice", 1, 1)]


async def test_there_is_no_feedback_on_an_unknown_answer(store: SqlStore) -> None:
    await store.record(spend("j", 1))
    assert not await store.record_feedback("k", "ada", True, 2.0)
    await store.record(spend("k", 1))
    assert [spend.liked for spend in await store.spends(None, 0.0)] == [0, 0]
