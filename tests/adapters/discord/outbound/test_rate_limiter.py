"""Slots for several answers in one channel."""

import asyncio
from collections.abc import Callable

import pytest

from adapters.discord.outbound.rate_limiter import (
    BUCKET_SECONDS,
    BUCKET_SIZE,
    ENDING_SECONDS,
    GROWING_ANSWERS,
    IDLE_BUCKETS,
    POLL_SECONDS,
    SHARED_SECONDS,
    MessageRateLimiter,
    RequestKind,
)
from core.store.ports.request_windows import RequestWindows
from tests.adapters.shared_windows import SharedWindows
from tests.adapters.virtual_time import LoopClock, run

SENDING = 0.2
"""Seconds that a request takes."""


def growing() -> bool:
    return False


def ended() -> bool:
    return True


class Channel:
    """A rate limiter, and the time at which each answer got its slot."""

    def __init__(self, kind: RequestKind = "edit", windows: RequestWindows | None = None) -> None:
        self.rate_limiter = MessageRateLimiter(LoopClock(), windows)
        self.slots: list[tuple[str, float]] = []
        self._kind = kind

    async def send(self, answer: str, urgent: Callable[[], bool] = growing, *, place: str = "5") -> float:
        """Sends once, when there is a slot. Returns the time of the slot."""
        self.rate_limiter.may_grow(place, answer)
        async with self.rate_limiter.slot(self._kind, place, answer, urgent):
            at = LoopClock().now()
            self.slots.append((answer, at))
            await asyncio.sleep(SENDING)
        return at


def test_a_single_answer_that_grows_leaves_a_slot_to_its_ending() -> None:
    async def alone() -> list[float]:
        channel = Channel()
        for _ in range(BUCKET_SIZE - 1):
            await channel.send("a")
        await channel.send("a", ended)
        await channel.send("a", ended)
        return [at for _, at in channel.slots]

    *at, last = run(alone())
    assert at == pytest.approx([SENDING * number for number in range(BUCKET_SIZE)])
    # Discord may have counted the first request as late as its response.
    assert SENDING + BUCKET_SECONDS <= last <= SENDING + BUCKET_SECONDS + POLL_SECONDS


def test_several_answers_take_turns_and_another_channel_does_not_wait() -> None:
    async def together() -> list[tuple[str, float]]:
        channel = Channel()

        async def twice(answer: str) -> None:
            await channel.send(answer)
            await channel.send(answer)

        await asyncio.gather(*(twice(answer) for answer in "abc"), channel.send("d", place="6"))
        return channel.slots

    slots = run(together())
    assert ("d", 0.0) in slots
    turns = [answer for answer, _ in slots if answer != "d"]
    assert sorted(turns[:GROWING_ANSWERS]) == sorted(turns[GROWING_ANSWERS:]) == ["a", "b", "c"]


@pytest.mark.parametrize("answers", range(1, GROWING_ANSWERS + 1))
def test_answers_that_grow_find_slots_in_time_whenever_they_end(answers: int) -> None:
    async def ends_after(seconds: float) -> float:
        channel = Channel()

        async def grow(answer: str) -> float:
            while (at := await channel.send(answer, lambda: LoopClock().now() >= seconds)) < seconds:
                pass
            return at - seconds

        return max(await asyncio.gather(*(grow(str(number)) for number in range(answers))))

    assert max(run(ends_after(10 + number / 10)) for number in range(50)) <= ENDING_SECONDS + 2 * SENDING


def test_further_answers_grow_in_the_order_of_their_beginning_when_others_are_finished() -> None:
    rate_limiter = MessageRateLimiter(LoopClock())
    assert [rate_limiter.may_grow("5", answer) for answer in "abcde"] == [True] * 3 + [False] * 2
    assert rate_limiter.may_grow("6", "f")
    assert [rate_limiter.may_grow("5", answer) for answer in "edcba"] == [False] * 2 + [True] * 3
    rate_limiter.finish("b")
    assert [rate_limiter.may_grow("5", answer) for answer in "acde"] == [True] * 3 + [False]
    for answer in "acdef":
        rate_limiter.finish(answer)
    assert not rate_limiter._unfinished


@pytest.mark.parametrize("kind", ["create", "edit"])
def test_a_bucket_never_overflows_even_if_all_answers_end_together(kind: RequestKind) -> None:
    async def together() -> list[float]:
        channel = Channel(kind)
        await asyncio.gather(*(channel.send(str(number), ended) for number in range(23)))
        return [at for _, at in channel.slots]

    at = run(together())
    assert all(later - earlier >= BUCKET_SECONDS for earlier, later in zip(at, at[BUCKET_SIZE:], strict=False))
    assert at[-1] <= 4 * (BUCKET_SECONDS + SENDING + 5 * POLL_SECONDS)


def test_an_answer_that_has_ended_goes_before_those_that_grow() -> None:
    async def together() -> tuple[float, list[tuple[str, float]]]:
        channel = Channel()
        waiting = [asyncio.create_task(channel.send(str(number))) for number in range(20)]
        await asyncio.sleep(9.9)
        asked = LoopClock().now()
        await channel.send("end", ended)
        for each in waiting:
            each.cancel()
        return asked, channel.slots

    asked, slots = run(together())
    assert slots[-1][0] == "end"
    assert slots[-1][1] - asked <= 2 * POLL_SECONDS


def test_a_cancelled_answer_delays_no_other() -> None:
    async def together() -> float:
        channel = Channel()
        await channel.send("a")
        await channel.send("a")
        channel.rate_limiter.may_grow("5", "c")
        waiting = asyncio.create_task(channel.send("b"))
        await asyncio.sleep(0.1)
        waiting.cancel()
        await channel.send("c")
        return dict(channel.slots)["c"]

    assert run(together()) <= SENDING + ENDING_SECONDS + 2 * POLL_SECONDS


def test_a_refused_request_uses_its_slot() -> None:
    async def refused() -> float:
        channel = Channel()
        for _ in range(BUCKET_SIZE):
            with pytest.raises(ValueError, match="refused"):
                async with channel.rate_limiter.slot("edit", "5", "a", growing):
                    raise ValueError("refused")
        await channel.send("a")
        return dict(channel.slots)["a"]

    assert run(refused()) >= BUCKET_SECONDS


def test_idle_buckets_are_dropped() -> None:
    async def long() -> tuple[int, int]:
        channel, looks = Channel(), 0
        drop_idle = channel.rate_limiter._drop_idle

        def counted() -> None:
            nonlocal looks
            looks += 1
            drop_idle()

        channel.rate_limiter._drop_idle = counted  # type: ignore[method-assign]
        for number in range(3 * IDLE_BUCKETS):
            await channel.send("a", place=str(number))
            await asyncio.sleep(BUCKET_SECONDS)
        return len(channel.rate_limiter._buckets), looks

    kept, looks = run(long())
    assert kept <= IDLE_BUCKETS
    assert looks <= 4  # not after every request


@pytest.mark.parametrize("away", [False, True])
def test_processes_share_the_slots_of_a_channel_and_leave_one_to_an_ending(away: bool) -> None:
    async def together() -> tuple[list[float], float]:
        windows = SharedWindows()
        windows.away = away
        two = [Channel(windows=windows) for _ in range(2)]

        async def grow(channel: Channel, answer: str) -> None:
            while LoopClock().now() < began + 30:
                await channel.send(answer)

        began = LoopClock().now()
        growing = [grow(channel, f"{answer}") for channel in two for answer in range(GROWING_ANSWERS)]
        ending_at = began + 15.0

        async def end() -> float:
            await asyncio.sleep(15.0)
            return await two[0].send("ending", ended) - ending_at

        *_, waited = await asyncio.gather(*growing, end())
        return sorted(at for channel in two for _, at in channel.slots), waited or 0.0

    at, waited = run(together())
    most = max(sum(begun <= each < begun + BUCKET_SECONDS for each in at) for begun in at)
    assert (most <= BUCKET_SIZE) is not away  # Discord refuses what is too much, and discord.py waits
    assert waited <= SHARED_SECONDS


def test_the_buckets_of_an_interaction_are_one_process_s_alone() -> None:
    async def alone() -> dict[str, list[float]]:
        windows = SharedWindows()
        rate_limiter = MessageRateLimiter(LoopClock(), windows)
        async with rate_limiter.slot("edit", "token", "a", growing, own=True):
            pass
        async with rate_limiter.slot("create", "5", "a", growing):
            pass
        return windows.sent

    assert list(run(alone())) == ["discord create 5"]
