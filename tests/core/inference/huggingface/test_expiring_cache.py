"""Look-ups are shared, expire, and finish even if nobody waits any more."""

import asyncio
from contextlib import suppress

import pytest

from core.inference.huggingface.expiring_cache import ENTRIES_LIMIT, FRESH_SECONDS, RETRY_SECONDS, ExpiringCache
from tests.core.inference.huggingface.conftest import QuickClock


class Library:
    """Answers when it is open; silent where there is nothing to say."""

    def __init__(self) -> None:
        self.open = asyncio.Event()
        self.open.set()
        self.says: str | None = "first"
        self.asked: list[str] = []

    async def look_up(self, key: str) -> str | None:
        self.asked.append(key)
        await self.open.wait()
        return self.says


@pytest.fixture
def library() -> Library:
    return Library()


@pytest.fixture
def answers(library: Library, clock: QuickClock) -> ExpiringCache[str, str]:
    return ExpiringCache(library.look_up, clock)


async def test_concurrent_callers_share_a_result_that_stays_fresh_for_a_while(
    library: Library, answers: ExpiringCache[str, str], clock: QuickClock
) -> None:
    assert answers.known("a") is None
    assert list(await asyncio.gather(answers.get("a"), answers.get("a"))) == ["first", "first"]
    library.says = "second"
    assert await answers.get("a") == answers.known("a") == "first"
    clock.time += FRESH_SECONDS + 1
    assert await answers.get("a") == "second"
    assert library.asked == ["a", "a"]


async def test_a_cancelled_wait_does_not_cancel_the_look_up(library: Library, answers: ExpiringCache[str, str]) -> None:
    library.open.clear()
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.01):
            await answers.get("a")
    library.open.set()
    assert await answers.get("a") == "first"
    assert library.asked == ["a"]


async def test_a_silent_source_leaves_the_known_value(
    library: Library, answers: ExpiringCache[str, str], clock: QuickClock
) -> None:
    await answers.get("a")
    library.says = None
    clock.time += FRESH_SECONDS + 1
    assert await answers.get("a") == "first"
    assert await answers.get("a") == "first"
    assert len(library.asked) == 2
    clock.time += RETRY_SECONDS + 1
    library.says = "third"
    assert await answers.get("a") == "third"


async def test_the_number_of_entries_is_limited(library: Library, answers: ExpiringCache[str, str]) -> None:
    for number in range(ENTRIES_LIMIT + 1):
        await answers.get(str(number))
    assert answers.known("0") is None
    assert answers.known(str(ENTRIES_LIMIT)) == "first"


async def test_closing_cancels_look_ups(library: Library, answers: ExpiringCache[str, str]) -> None:
    library.open.clear()
    waiting = asyncio.create_task(answers.get("a"))
    while not library.asked:
        await asyncio.sleep(0)
    await answers.aclose()
    with suppress(asyncio.CancelledError):
        await waiting
    assert waiting.cancelled()
