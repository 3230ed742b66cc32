"""Room for several answers in one channel."""

import asyncio
from collections.abc import Callable

import pytest

from adapters.discord.outbound.rate_limiter import (
    BUCKET_SECONDS,
    BUCKET_SIZE,
    POLL_SECONDS,
    SPACING_SECONDS,
    MessageRateLimiter,
    RequestKind,
)
from tests.adapters.discord.virtual_time import LoopClock, run

SENDING = 0.2
"""Seconds that a request takes."""


def growing() -> bool:
    return False


def ended() -> bool:
    return True


class Lane:
    """One bucket, and what came when: each answer with the moment at which it had room."""

    def __init__(self, kind: RequestKind = "edit") -> None:
        self.rate_limiter = MessageRateLimiter(LoopClock())
        self.had: list[tuple[str, float]] = []
        self._kind = kind

    async def send(self, answer: str, urgent: Callable[[], bool] = growing, *, place: str = "5") -> None:
        """Sends once, when there is room."""
        async with self.rate_limiter.slot(self._kind, place, answer, urgent):
            self.had.append((answer, LoopClock().now()))
            await asyncio.sleep(SENDING)


def test_an_answer_that_is_alone_waits_only_for_room() -> None:
    async def alone() -> list[float]:
        lane = Lane()
        for _ in range(BUCKET_SIZE + 1):
            await lane.send("a")
        return [at for _, at in lane.had]

    *at, last = run(alone())
    assert at == pytest.approx([SENDING * number for number in range(BUCKET_SIZE)])
    # Discord may have counted the first one as late as when its answer came.
    assert SENDING + BUCKET_SECONDS <= last <= SENDING + BUCKET_SECONDS + POLL_SECONDS


def test_several_take_turns_and_another_channel_is_none_of_theirs() -> None:
    async def together() -> dict[str, float]:
        lane = Lane()
        await asyncio.gather(*(lane.send(answer) for answer in "abc"), lane.send("d", place="6"))
        return dict(lane.had)

    at = run(together())
    assert (at["a"], at["d"]) == (0.0, 0.0)
    assert at["b"] >= SPACING_SECONDS
    assert at["c"] >= at["b"] + SPACING_SECONDS


@pytest.mark.parametrize("kind", ["create", "edit"])
def test_never_more_than_there_is_room_for_even_if_all_end_at_once(kind: RequestKind) -> None:
    async def together() -> list[float]:
        lane = Lane(kind)
        await asyncio.gather(*(lane.send(str(number), ended) for number in range(23)))
        return [at for _, at in lane.had]

    at = run(together())
    assert all(later - earlier >= BUCKET_SECONDS for earlier, later in zip(at, at[BUCKET_SIZE:], strict=False))
    assert at[-1] <= 4 * (BUCKET_SECONDS + SENDING + 5 * POLL_SECONDS)


def test_one_that_has_ended_is_let_past_those_that_go_on_and_finds_room() -> None:
    async def together() -> tuple[float, list[tuple[str, float]]]:
        lane = Lane()
        waiting = [asyncio.create_task(lane.send(str(number))) for number in range(20)]
        await asyncio.sleep(9.9)
        asked = LoopClock().now()
        await lane.send("end", ended)
        for each in waiting:
            each.cancel()
        return asked, lane.had

    asked, had = run(together())
    assert had[-1][0] == "end"
    assert had[-1][1] - asked <= 2 * POLL_SECONDS


def test_one_that_waits_and_is_given_up_holds_nobody_back() -> None:
    async def together() -> float:
        lane = Lane()
        await lane.send("a")
        waiting = asyncio.create_task(lane.send("b"))
        await asyncio.sleep(0.1)
        waiting.cancel()
        await lane.send("c")
        return dict(lane.had)["c"]

    assert run(together()) <= SPACING_SECONDS + POLL_SECONDS


def test_what_is_refused_has_taken_room_nevertheless() -> None:
    async def refused() -> float:
        lane = Lane()
        for _ in range(BUCKET_SIZE):
            with pytest.raises(ValueError, match="refused"):
                async with lane.rate_limiter.slot("edit", "5", "a", growing):
                    raise ValueError("refused")
        await lane.send("a")
        return dict(lane.had)["a"]

    assert run(refused()) >= BUCKET_SECONDS


def test_places_that_are_quiet_are_forgotten() -> None:
    async def long() -> int:
        lane = Lane()
        for number in range(50):
            await lane.send("a", place=str(number))
            await asyncio.sleep(BUCKET_SECONDS)
        return len(lane.rate_limiter._buckets)

    assert run(long()) <= 2
