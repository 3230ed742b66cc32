"""A real store in a folder of its own."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from core.store.sqlite.store import SqliteStore


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqliteStore]:
    """An empty store. It never looks for lines of other processes, so that only its doorbell can wake a listener."""
    store = await SqliteStore.open(tmp_path, poll_seconds=3600)
    yield store
    await store.close()
