"""Old data is deleted, also after a failure."""

import asyncio
from contextlib import suppress

import pytest

from core.domain.clock import SystemClock
from core.jobs import retention
from core.jobs.retention import Retention
from core.store.sqlite.store import SqliteStore
from tests.core.recording_platform import request

DAY = 86_400


async def _accept_old(store: SqliteStore, id: str, days: float) -> None:
    now = SystemClock().now()
    await store.accept(request("dwell", id), [], now - days * DAY - 1)
    await store.finish_job(id, "done", now - days * DAY)


async def _deleted(store: SqliteStore, id: str) -> None:
    async with asyncio.timeout(20):
        while await store.job(id):
            await asyncio.sleep(0.002)


async def test_everything_older_than_the_retention_is_deleted_immediately(store: SqliteStore) -> None:
    await _accept_old(store, "old", 2)
    await _accept_old(store, "new", 0.5)
    serving = asyncio.create_task(Retention(store, SystemClock(), 1).serve())
    await _deleted(store, "old")
    assert await store.job("new")
    serving.cancel()
    with suppress(asyncio.CancelledError):
        await serving


async def test_a_failure_is_logged_and_tried_again(
    store: SqliteStore, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    await _accept_old(store, "old", 2)
    monkeypatch.setattr(retention, "INTERVAL_SECONDS", 0.01)
    expire, failures = store.expire, [OSError("disk")]

    async def failing_once(before: float) -> int:
        if failures:
            raise failures.pop()
        return await expire(before)

    monkeypatch.setattr(store, "expire", failing_once)
    serving = asyncio.create_task(Retention(store, SystemClock(), 1).serve())
    await _deleted(store, "old")
    assert "old data could not be deleted" in caplog.text
    serving.cancel()
    with suppress(asyncio.CancelledError):
        await serving
