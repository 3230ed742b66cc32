"""A provider's window that several processes share, and places in it."""

import asyncio
import os
import sys

import pytest
from redis.asyncio import Redis

from core.domain.limits import Rate
from core.domain.tasks import Task
from core.store.redis.connection import connect
from core.store.redis.window import RedisWindow

TEN = Rate(units=10, period="minute")


@pytest.fixture
async def window(redis: Redis) -> RedisWindow:
    return await asyncio.to_thread(RedisWindow, redis)


async def taken(
    window: RedisWindow, call: str, rate: Rate | None = TEN, at_once: int | None = None, engine: str = "hf"
) -> float:
    return await window.take(engine, Task.CHAT, call, rate=rate, at_once=at_once)


async def test_no_more_calls_than_the_window_holds_whoever_makes_them(
    window: RedisWindow, redis: Redis, redis_url: str
) -> None:
    elsewhere = await connect(redis_url)
    other = await asyncio.to_thread(RedisWindow, elsewhere)
    waits = await asyncio.gather(
        *(taken(each, f"{number}-{place}") for number in range(50) for place, each in enumerate((window, other)))
    )
    await elsewhere.aclose()
    assert waits.count(0.0) == 10
    assert all(59 < wait <= 60 for wait in waits if wait)
    assert await taken(window, "x", engine="another") == 0.0
    assert await redis.pttl("{troubadour}:calls:hf") > 0


async def test_a_call_that_never_reached_the_provider_leaves_its_room(window: RedisWindow) -> None:
    one = Rate(units=1, period="hour")
    assert await taken(window, "a", one) == 0.0
    assert await taken(window, "a", one) == 0.0, "the first answer was lost"
    assert await taken(window, "b", one) > 3590
    await window.leave("hf", "a", counts=False)
    assert await taken(window, "b", one) == 0.0
    await window.leave("hf", "b", counts=True)
    assert await taken(window, "c", one) > 3590


async def test_room_comes_back_when_the_oldest_call_leaves_the_window(window: RedisWindow, redis: Redis) -> None:
    one = Rate(units=1, period="minute")
    assert await taken(window, "a", one) == 0.0
    seconds, micros = await redis.time()
    # The call is moved to where it leaves the window in an instant.
    await redis.zadd("{troubadour}:calls:hf", {"a": seconds * 1_000_000 + micros - 59_900_000})
    wait = await taken(window, "b", one)
    assert 0 < wait <= 0.1
    async with asyncio.timeout(5):
        while await taken(window, "b", one):
            await asyncio.sleep(0.01)


async def test_a_call_without_a_place_is_not_counted_and_one_that_ends_gives_up_its_own(
    window: RedisWindow, redis: Redis
) -> None:
    assert [await taken(window, str(number), TEN, 2) for number in range(2)] == [0.0, 0.0]
    assert 0 < await taken(window, "2", TEN, 2) <= 1
    assert await redis.zcard("{troubadour}:calls:hf") == 2
    await window.leave("hf", "0", counts=True)
    assert await taken(window, "2", TEN, 2) == 0.0
    assert await redis.zcard("{troubadour}:calls:hf") == 3
    assert await taken(window, "3", None, 2) > 0


async def test_a_pause_holds_back_the_calls_of_a_task_for_all(window: RedisWindow, redis: Redis) -> None:
    await window.hold("hf", Task.CHAT, 30)
    assert 29 < await taken(window, "a") <= 30
    assert await window.take("hf", Task.PAINT, "b", rate=TEN, at_once=None) == 0.0
    await redis.delete("{troubadour}:pause:hf:chat")
    assert await taken(window, "a") == 0.0


HOLDING = """
import asyncio, sys
from core.inference.engine import Task
from core.store.redis.connection import connect
from core.store.redis.window import RedisWindow

async def hold():
    window = RedisWindow(await connect(sys.argv[1]), lease_seconds=2)
    print(await window.take("hf", Task.CHAT, "theirs", rate=None, at_once=1), flush=True)
    await asyncio.Event().wait()

asyncio.run(hold())
"""


async def test_the_place_of_a_killed_process_is_free_when_its_time_is_over(window: RedisWindow, redis_url: str) -> None:
    holder = await asyncio.create_subprocess_exec(
        sys.executable, "-c", HOLDING, redis_url, stdout=asyncio.subprocess.PIPE, env=dict(os.environ)
    )
    assert holder.stdout is not None
    assert await holder.stdout.readline() == b"0.0\n"
    holder.kill()
    await holder.wait()
    assert await taken(window, "mine", None, 1) > 0
    async with asyncio.timeout(20):
        while await taken(window, "mine", None, 1):
            await asyncio.sleep(0.02)
