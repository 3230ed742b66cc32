"""A provider's window that several processes share."""

import asyncio

import pytest
from redis.asyncio import Redis

from core.quota.limit import Rate
from core.store.redis.connection import connect
from core.store.redis.window import RedisWindow

TEN = Rate(units=10, period="minute")


@pytest.fixture
async def window(redis: Redis) -> RedisWindow:
    return await asyncio.to_thread(RedisWindow, redis)


async def test_no_more_calls_than_the_window_holds_whoever_makes_them(
    window: RedisWindow, redis: Redis, redis_url: str
) -> None:
    elsewhere = await connect(redis_url)
    other = await asyncio.to_thread(RedisWindow, elsewhere)
    waits = await asyncio.gather(
        *(
            each.take("hf", TEN, f"{number}-{place}")
            for number in range(50)
            for place, each in enumerate((window, other))
        )
    )
    await elsewhere.aclose()
    assert waits.count(0.0) == 10
    assert all(59 < wait <= 60 for wait in waits if wait)
    assert await window.take("another", TEN, "x") == 0.0
    assert await redis.pttl("{troubadour}:calls:hf") > 0


async def test_a_call_that_never_reached_the_provider_leaves_its_room(window: RedisWindow) -> None:
    one = Rate(units=1, period="hour")
    assert await window.take("hf", one, "a") == 0.0
    assert await window.take("hf", one, "b") > 3590
    await window.give_back("hf", "a")
    assert await window.take("hf", one, "b") == 0.0


async def test_room_comes_back_when_the_oldest_call_leaves_the_window(window: RedisWindow, redis: Redis) -> None:
    assert await window.take("hf", Rate(units=1, period="minute"), "a") == 0.0
    seconds, micros = await redis.time()
    # The call is moved to where it leaves the window in an instant.
    await redis.zadd("{troubadour}:calls:hf", {"a": seconds * 1_000_000 + micros - 59_900_000})
    wait = await window.take("hf", Rate(units=1, period="minute"), "b")
    assert 0 < wait <= 0.1
    async with asyncio.timeout(5):
        while await window.take("hf", Rate(units=1, period="minute"), "b"):
            await asyncio.sleep(0.01)
