"""Connections to a Redis, emptied before each test."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from redis.asyncio import Redis

from core.store.redis.allowances import RedisAllowances
from core.store.redis.connection import connect


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
