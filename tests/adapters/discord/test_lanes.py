"""Turns of several answers in one channel."""

import asyncio

from adapters.discord.lanes import APART, Lanes
from tests.adapters.discord.virtual_time import LoopClock, run


def growing() -> bool:
    return False


def ended() -> bool:
    return True


def test_an_answer_that_is_alone_waits_for_nobody() -> None:
    async def alone() -> list[float]:
        lanes = Lanes(LoopClock())
        return [await lanes.take("5", "a", growing) for _ in range(4)]

    assert run(alone()) == [0.0] * 4


def test_several_take_turns_and_another_channel_is_none_of_theirs() -> None:
    async def together() -> dict[str, float]:
        clock = LoopClock()
        lanes, at = Lanes(clock), {}

        async def turn(channel: str, answer: str) -> None:
            await lanes.take(channel, answer, growing)
            at[answer] = clock.now()

        await asyncio.gather(turn("5", "a"), turn("5", "b"), turn("5", "c"), turn("6", "d"))
        return at

    at = run(together())
    assert (at["a"], at["d"]) == (0.0, 0.0)
    assert at["b"] >= APART
    assert at["c"] >= at["b"] + APART


def test_one_that_has_ended_is_let_past_those_that_go_on() -> None:
    async def together() -> list[str]:
        lanes, order = Lanes(LoopClock()), list[str]()

        async def turn(answer: str, ends: bool) -> None:
            await lanes.take("5", answer, ended if ends else growing)
            order.append(answer)

        await turn("a", ends=False)
        await asyncio.gather(turn("b", ends=False), turn("c", ends=False), turn("d", ends=True))
        return order

    assert run(together()) == ["a", "d", "b", "c"]


def test_one_that_waits_and_is_given_up_holds_nobody_back() -> None:
    async def together() -> float:
        clock = LoopClock()
        lanes = Lanes(clock)
        await lanes.take("5", "a", growing)
        waiting = asyncio.create_task(lanes.take("5", "b", growing))
        await asyncio.sleep(0.1)
        waiting.cancel()
        return await lanes.take("5", "c", growing)

    assert run(together()) <= APART
