"""A real store in a folder of its own, and a Redis."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from core.store.sqlite.store import SqliteStore
from tests.servers.redis_server import redis_server


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqliteStore]:
    """An empty store. It never looks for lines of other processes, so that only its doorbell can wake a listener."""
    store = await SqliteStore.open(tmp_path, poll_seconds=3600)
    yield store
    await store.close()


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of one."""
    with redis_server(tmp_path_factory.mktemp("redis")) as url:
        yield url
