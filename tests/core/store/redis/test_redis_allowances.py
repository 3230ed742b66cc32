"""Limits in Redis: as those in memory decide, and exact whoever asks at once."""

import asyncio
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from redis.asyncio import Redis

from core.domain.errors import LimitReached, NotAllowed, OperatorError, UserError
from core.domain.limits import Budget, Charge, Places, Rate
from core.quota.book import Book
from core.store.redis.allowances import RedisAllowances
from core.store.redis.connection import connect
from tests.core.quota.samples import charge
from tests.core.quota.test_allowances import STEPS, Step
from tests.core.store.redis.acquiring import HELD_SECONDS
from tests.servers.redis_server import redis_server

TEN = Rate(units=10, period="minute")
BUDGETS = {
    "c": Budget(amount=25, period="day", measure="calls"),
    "d": Budget(amount=400, period="month", measure="dollars"),
}
ONE = [charge("k", Rate(units=1, period="hour"))]


async def process(*words: str) -> asyncio.subprocess.Process:
    command = [sys.executable, "-m", "tests.core.store.redis.acquiring", *words]
    return await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)


@pytest.mark.parametrize("_", range(3))
async def test_of_four_processes_with_five_hundred_each_exactly_the_limit_is_let_in(
    allowances: RedisAllowances, redis_url: str, _: int
) -> None:
    processes = await asyncio.gather(*(process(redis_url, "500") for _ in range(4)))
    outputs = await asyncio.gather(*(each.communicate() for each in processes))
    given = [int(output) for output, _ in outputs]
    assert sum(given) == 100, given


async def test_places_of_a_killed_process_are_free_when_their_time_is_over(
    allowances: RedisAllowances, redis_url: str
) -> None:
    holder = await process(redis_url, "12", "hold")
    assert holder.stdout is not None
    assert await holder.stdout.readline() == b"10\n"
    holder.kill()
    await holder.wait()
    places = [charge("jobs", Places(at_once=10, seconds=60.0))]
    with pytest.raises(LimitReached) as refused:
        await allowances.admit("too early", places, 0.0)
    assert 0 < refused.value.seconds <= HELD_SECONDS
    async with asyncio.timeout(20):
        for job in range(10):
            while not await _admitted(allowances, f"mine-{job}", places):
                await asyncio.sleep(0.02)
    with pytest.raises(LimitReached):
        await allowances.admit("one more", places, 0.0)


async def test_a_second_delivery_is_not_charged_and_what_ended_is_settled_once(allowances: RedisAllowances) -> None:
    assert await allowances.admit("a", ONE, 0.0)
    assert not await allowances.admit("a", ONE, 0.0)
    with pytest.raises(LimitReached) as refused:
        await allowances.admit("b", ONE, 0.0)
    assert 3590 < refused.value.seconds <= 3600
    await allowances.settle("a", 0.0)
    assert await allowances.admit("b", ONE, 0.0)
    await allowances.settle("a", 0.0)
    with pytest.raises(LimitReached):
        await allowances.admit("c", ONE, 0.0)


async def test_a_second_attempt_costs_nothing_more(allowances: RedisAllowances) -> None:
    two = [charge("k", Rate(units=2, period="hour"), 2)]
    assert await allowances.admit("a", two, 0.0)
    await allowances.spend("a", "chat", 2)
    await allowances.restart("a")
    await allowances.spend("a", "chat", 1)
    await allowances.settle("a", 0.0)
    assert await allowances.admit("b", [charge("k", Rate(units=2, period="hour"))], 0.0)


async def test_what_can_never_fit_is_not_asked_to_wait(allowances: RedisAllowances, redis: Redis) -> None:
    with pytest.raises(NotAllowed) as refused:
        await allowances.admit("a", [charge("k", TEN, units=11)], 0.0)
    assert refused.value.sentence.id == "limit-never"
    assert await redis.dbsize() == 0


async def test_everything_expires_and_lies_on_one_node_of_a_cluster(allowances: RedisAllowances, redis: Redis) -> None:
    charges = [charge("user:ada:chat", TEN, 3), charge("jobs:ada", Places(at_once=2, seconds=60.0))]
    assert await allowances.admit("a", charges, 0.0)
    keys = [str(key) async for key in redis.scan_iter()]
    assert len(keys) == 5
    assert all(key.startswith("{troubadour}:") for key in keys)
    assert all([await redis.pttl(key) > 0 for key in keys])
    assert list(await allowances.arrivals(["user:ada:chat", "user:bo:chat"])) == ["user:ada:chat"]


async def test_a_decision_is_one_round_trip(allowances: RedisAllowances, redis: Redis) -> None:
    await allowances.admit("first", [charge("k", TEN)], 0.0)  # brings the script
    info = await redis.info("commandstats")
    before = {name: stat["calls"] for name, stat in info.items()}
    await allowances.admit("a", [charge(key, TEN) for key in ("user", "channel", "tenant", "all")], 0.0)
    info = await redis.info("commandstats")
    assert info["cmdstat_evalsha"]["calls"] - before["cmdstat_evalsha"] == 1
    assert "cmdstat_eval" not in info


async def test_a_server_that_does_not_answer_refuses_with_a_sentence(tmp_path: Path) -> None:
    with redis_server(tmp_path) as url:
        redis = await connect(url)
        found = await asyncio.to_thread(RedisAllowances, redis)
        assert await found.admit("a", ONE, 0.0)
    with pytest.raises(UserError) as refused:
        await found.admit("b", ONE, 0.0)
    assert refused.value.sentence.id == "limits-unreachable"
    await redis.aclose()
    with pytest.raises(OperatorError, match="REDIS_URL"):
        await connect(url)
    with pytest.raises(OperatorError, match="REDIS_URL"):
        await connect("http://127.0.0.1")


async def _admitted(allowances: RedisAllowances, job: str, charges: list[Charge]) -> bool:
    try:
        return bool(await allowances.admit(job, charges, 0.0))
    except LimitReached:
        return False


def _answer(error: UserError) -> tuple[Any, ...]:
    return (error.sentence, getattr(error, "seconds", None))


@given(steps=STEPS)
@settings(max_examples=40, deadline=None)
def test_it_decides_as_the_book_does(redis_url: str, steps: list[Step]) -> None:
    async def compare() -> None:
        redis = await connect(redis_url)
        allowances = await asyncio.to_thread(RedisAllowances, redis, own_time=True)
        await redis.flushdb()
        book, now, running = Book(), 1_000_000, list[tuple[str, int]]()
        for number, (what, elapsed, units, actual) in enumerate(steps):
            now += elapsed
            if what == "finish" and running:
                job, actual = running.pop(units % len(running))
                await allowances.spend(job, "chat", actual, actual * 11)
                book.spend(job, "chat", actual, actual * 11)
                await allowances.settle(job, now)
                book.settle(job)
            elif what == "accept":
                charges = [
                    charge("k", TEN, units),
                    charge("l", Rate(units=20, period="minute"), units),
                    charge("j", Places(at_once=3, seconds=45.0)),
                    charge("c", BUDGETS["c"], units),
                    charge("d", BUDGETS["d"], units * 10),
                ]
                answers: list[object] = []
                try:
                    book.admit(str(number), charges, now)
                    answers.append(True)
                except UserError as error:
                    answers.append(_answer(error))
                try:
                    answers.append(await allowances.admit(str(number), charges, now))
                except UserError as error:
                    answers.append(_answer(error))
                assert answers[0] == answers[1]
                if answers[0] is True:
                    running.append((str(number), actual))
            ahead = {key: arrival for key, arrival in book.arrivals.items() if arrival > now * 1_000_000}
            spent = await allowances.spent_budgets(["c", "d"], now)
            assert spent == {key: each.amount for key, each in book.spent.items()}
            found = await allowances.arrivals(["k", "l"])
            assert {key: arrival for key, arrival in found.items() if arrival > now * 1_000_000} == ahead
        await redis.aclose()

    asyncio.run(compare())
