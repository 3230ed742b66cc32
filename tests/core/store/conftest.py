"""A real store in a folder of its own."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from core.store.sqlite.store import SqliteStore


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqliteStore]:
    """An empty store. It never polls for entries of other processes, so that only its notifier can wake a listener."""
    store = await SqliteStore.open(tmp_path, poll_seconds=3600)
    yield store
    await store.close()
