"""Room for several answers in one channel."""

import asyncio
from collections.abc import Callable

import pytest

from adapters.discord.outbound.rate_limiter import APART, LOOK, ROOM, SECONDS, Kind, Lanes
from tests.adapters.discord.virtual_time import LoopClock, run

SENDING = 0.2
"""Seconds that a request takes."""


def growing() -> bool:
    return False


def ended() -> bool:
    return True


class Lane:
    """One bucket, and what came when: each answer with the moment at which it had room."""

    def __init__(self, kind: Kind = "edit") -> None:
        self.lanes = Lanes(LoopClock())
        self.had: list[tuple[str, float]] = []
        self._kind = kind

    async def send(self, answer: str, urgent: Callable[[], bool] = growing, *, place: str = "5") -> None:
        """Sends once, when there is room."""
        async with self.lanes.turn(self._kind, place, answer, urgent):
            self.had.append((answer, LoopClock().now()))
            await asyncio.sleep(SENDING)


def test_an_answer_that_is_alone_waits_only_for_room() -> None:
    async def alone() -> list[float]:
        lane = Lane()
        for _ in range(ROOM + 1):
            await lane.send("a")
        return [at for _, at in lane.had]

    *at, last = run(alone())
    assert at == pytest.approx([SENDING * number for number in range(ROOM)])
    # Discord may have counted the first one as late as when its answer came.
    assert SENDING + SECONDS <= last <= SENDING + SECONDS + LOOK


def test_several_take_turns_and_another_channel_is_none_of_theirs() -> None:
    async def together() -> dict[str, float]:
        lane = Lane()
        await asyncio.gather(*(lane.send(answer) for answer in "abc"), lane.send("d", place="6"))
        return dict(lane.had)

    at = run(together())
    assert (at["a"], at["d"]) == (0.0, 0.0)
    assert at["b"] >= APART
    assert at["c"] >= at["b"] + APART


@pytest.mark.parametrize("kind", ["create", "edit"])
def test_never_more_than_there_is_room_for_even_if_all_end_at_once(kind: Kind) -> None:
    async def together() -> list[float]:
        lane = Lane(kind)
        await asyncio.gather(*(lane.send(str(number), ended) for number in range(23)))
        return [at for _, at in lane.had]

    at = run(together())
    assert all(later - earlier >= SECONDS for earlier, later in zip(at, at[ROOM:], strict=False))
    assert at[-1] <= 4 * (SECONDS + SENDING + 5 * LOOK)


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
    assert had[-1][1] - asked <= 2 * LOOK


def test_one_that_waits_and_is_given_up_holds_nobody_back() -> None:
    async def together() -> float:
        lane = Lane()
        await lane.send("a")
        waiting = asyncio.create_task(lane.send("b"))
        await asyncio.sleep(0.1)
        waiting.cancel()
        await lane.send("c")
        return dict(lane.had)["c"]

    assert run(together()) <= APART + LOOK


def test_what_is_refused_has_taken_room_nevertheless() -> None:
    async def refused() -> float:
        lane = Lane()
        for _ in range(ROOM):
            with pytest.raises(ValueError, match="refused"):
                async with lane.lanes.turn("edit", "5", "a", growing):
                    raise ValueError("refused")
        await lane.send("a")
        return dict(lane.had)["a"]

    assert run(refused()) >= SECONDS


def test_places_that_are_quiet_are_forgotten() -> None:
    async def long() -> int:
        lane = Lane()
        for number in range(50):
            await lane.send("a", place=str(number))
            await asyncio.sleep(SECONDS)
        return len(lane.lanes._lanes)

    assert run(long()) <= 2
