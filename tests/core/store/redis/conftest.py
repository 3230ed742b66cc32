"""A Redis for the tests of this folder, emptied before each."""

from collections.abc import AsyncIterator, Iterator

import pytest

from core.store.redis.allowances import RedisAllowances
from tests.servers.redis_server import redis_server


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Its address."""
    with redis_server(tmp_path_factory.mktemp("redis")) as url:
        yield url


@pytest.fixture
async def allowances(redis_url: str) -> AsyncIterator[RedisAllowances]:
    """Allowances at the server's own time."""
    found = await RedisAllowances.connect(redis_url)
    await found.redis.flushdb()
    yield found
    await found.close()
