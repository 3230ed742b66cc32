"""Old data is deleted, also after a failure."""

import asyncio
from contextlib import suppress

import pytest

from core.domain.clock import SystemClock
from core.domain.errors import OperatorError
from core.i18n.rendering import render
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


async def _serve_hours(store: SqliteStore, hours: list[str | None]) -> list[tuple[str, str]]:
    """Runs the retention with the state of the disk at each hour; returns the alerts that are raised."""
    told: list[tuple[str, str]] = []
    left, ended = list(hours), asyncio.Event()

    async def back_up() -> bool:
        if not left:
            ended.set()
            await asyncio.Event().wait()
        trouble = left.pop(0)
        if trouble == "not due":
            return False
        if trouble:
            raise OperatorError(trouble) if trouble != "bug" else ValueError(trouble)
        return True

    class Leaping(SystemClock):
        async def sleep(self, seconds: float) -> None:
            await asyncio.sleep(0)

    retention = Retention(
        store, Leaping(), 30, back_up, notify=lambda key, sentence: told.append((key, render(sentence)))
    )
    serving = asyncio.create_task(retention.serve())
    async with asyncio.timeout(20):
        await ended.wait()
    serving.cancel()
    with suppress(asyncio.CancelledError):
        await serving
    return told


async def test_the_operator_is_told_of_backups_that_fail_and_once_they_work_again(store: SqliteStore) -> None:
    told = await _serve_hours(store, ["The disk is full.", "The disk is full.", "not due", "bug", None, "not due"])
    told += await _serve_hours(store, [None, "The folder is gone."])
    # After a restart, the same failure goes on.
    told += await _serve_hours(store, ["The folder is gone.", None])
    keys = list(dict.fromkeys(key for key, _ in told))
    texts = list(dict.fromkeys(text for _, text in told))
    assert [key.partition(":")[0] for key in keys] == ["backup-failed", "backup-works", "backup-failed", "backup-works"]
    assert "The disk is full" in texts[0]
    assert [text for text in texts if "work again" in text]
