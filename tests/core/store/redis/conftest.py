"""A Redis for the tests of this folder, emptied before each."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest
from redis.asyncio import Redis

from core.store.redis.allowances import RedisAllowances
from core.store.redis.connection import connect
from tests.servers.redis_server import redis_server


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Its address."""
    with redis_server(tmp_path_factory.mktemp("redis")) as url:
        yield url


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator[Redis]:
    """A connection to it."""
    found = await connect(redis_url)
    await found.flushdb()
    yield found
    await found.aclose()


@pytest.fixture
async def allowances(redis: Redis) -> RedisAllowances:
    """Allowances at the server's own time."""
    return await asyncio.to_thread(RedisAllowances, redis)
