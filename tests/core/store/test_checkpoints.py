"""Checkpoints of unfinished jobs."""

from core.store.sql.store import SqlStore
from tests.core.store.samples import end_leases, request

START = 1_700_000_000.0


async def test_checkpoints_are_kept_until_the_job_ends(store: SqlStore) -> None:
    assert await store.accept(request("1"), [], START)
    assert await store.claim_job("1", "dead", START) is not None
    await store.save_checkpoint("1", "one", {"text": "Once \ud83d"})
    await store.save_checkpoint("1", "two", [1, None])
    await store.save_checkpoint("1", "two", [2])
    await store.save_checkpoint("unknown", "one", 1)
    await end_leases(store)
    assert await store.claim_job("1", "me", START) is not None
    assert await store.checkpoints("1") == {"one": {"text": "Once \ud83d"}, "two": [2]}
    await store.finish_job("1", "done", START)
    assert await store.checkpoints("1") == {}
    await store.save_checkpoint("1", "late", 1)
    assert await store.checkpoints("1") == await store.checkpoints("unknown") == {}
