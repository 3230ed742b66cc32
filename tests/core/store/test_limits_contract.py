"""The contract of limits for every store, tested through the inbox."""

import asyncio
from dataclasses import replace

import pytest

from core.domain.errors import LimitReached, NotAllowed, UserError
from core.domain.limits import Budget, Charge, ConcurrencyLimit, Rate, microseconds
from core.store.ports.store import Store
from core.store.sql.store import SqlStore
from tests.core.quota.samples import charge, spend
from tests.core.store.samples import request

TEN = Rate(units=10, period="minute")
HUNDRED = Rate(units=100, period="hour")
DAY = 86_400.0
START = 20_000 * DAY
"""Far from the epoch, at midnight by UTC."""


@pytest.fixture
def limits(store: SqlStore) -> Store:
    """An empty store."""
    return store


async def refusal(store: Store, job: str, charges: list[Charge], at: float) -> UserError:
    with pytest.raises(UserError) as refused:
        await store.accept(request(job), charges, at)
    assert await store.job(job) is None
    return refused.value


def owners(units: int = 1) -> list[Charge]:
    """The charges of a picture: rates of the person, the channel and the tenant, a budget, and a slot."""
    return [
        charge("user", TEN, units, "text_to_image"),
        charge("channel", Rate(units=20, period="minute"), units, "text_to_image"),
        charge("tenant", Rate(units=100, period="day"), units, "text_to_image"),
        charge("calls", Budget(amount=50, period="day", measure="calls"), units),
        charge("jobs", ConcurrencyLimit(jobs=3, seconds=60.0)),
    ]


async def left(store: Store, at: float) -> tuple[dict[str, int], dict[str, int]]:
    """The state of all keys, without rates that have everything left."""
    arrivals = await store.arrival_times(["user", "channel", "tenant"])
    ahead = {key: arrival - microseconds(at) for key, arrival in arrivals.items() if arrival > microseconds(at)}
    return ahead, dict(await store.spent_budgets(["calls"], at))


@pytest.mark.parametrize("_", range(3))
async def test_of_many_simultaneous_requests_exactly_the_limit_is_accepted(limits: Store, _: int) -> None:
    charges = [charge("user", HUNDRED), charge("channel", Rate(units=1000, period="hour"))]
    answers = await asyncio.gather(
        *(limits.accept(request(str(number)), charges, START) for number in range(400)), return_exceptions=True
    )
    assert answers.count(True) == 100
    refused = [answer for answer in answers if isinstance(answer, LimitReached)]
    assert len(refused) == 300
    assert {error.seconds for error in refused} == {36.0}
    assert len(await limits.unfinished_jobs()) == 100
    arrivals = await limits.arrival_times(["user", "channel", "nobody"])
    assert arrivals == {"user": microseconds(START + 3600), "channel": microseconds(START + 360)}


async def test_a_refusal_by_one_limit_charges_none_and_knows_to_the_microsecond_when_there_is_room(
    limits: Store,
) -> None:
    assert await limits.accept(request("a"), owners(8), START)
    before = await left(limits, START)
    assert before == ({"user": 48_000_000, "channel": 24_000_000, "tenant": 8 * 864_000_000}, {"calls": 8})
    error = await refusal(limits, "b", owners(5), START + 0.5)
    assert isinstance(error, LimitReached)
    assert error.seconds == 17.5
    assert await left(limits, START) == before
    await refusal(limits, "b", owners(5), START + 17.999999)
    assert await limits.accept(request("b"), owners(5), START + 18)
    assert isinstance(await refusal(limits, "c", owners(11), START), NotAllowed)


async def test_places_are_given_up_by_jobs_that_end_and_lost_with_their_time(limits: Store) -> None:
    for number in range(3):
        assert await limits.accept(request(f"a{number}"), owners(), START + number * 10)
    before = await left(limits, START + 20)
    error = await refusal(limits, "b", owners(), START + 20)
    assert isinstance(error, LimitReached)
    assert error.seconds == 40.0
    assert await left(limits, START + 20) == before
    await limits.finish_job("a2", "stopped", START + 21)
    assert await limits.accept(request("b"), owners(), START + 21)
    await refusal(limits, "c", owners(), START + 59.9)
    assert await limits.accept(request("c"), owners(), START + 60)


async def test_the_charge_of_a_job_becomes_the_cost_of_its_last_attempt(limits: Store) -> None:
    assert await limits.accept(request("a"), owners(4), START)
    for cost in (3, 2):  # the second time after a crash
        await limits.claim_job("a", "me", 1e12)
        for _ in range(cost):
            await limits.record(spend("a", 1, "text_to_image"))
        await limits.record(spend("a", 0, "text_to_image"))
        await limits.record(spend("a", 1, "chat_completion"))
    for _ in range(2):
        await limits.finish_job("a", "done", START + 1)
        assert await left(limits, START) == (
            {"user": 12_000_000, "channel": 6_000_000, "tenant": 2 * 864_000_000},
            {"calls": 3},
        )
    assert not await limits.accept(request("a"), owners(4), START + 2)
    assert await left(limits, START + 11) == ({"user": 1_000_000, "tenant": 2 * 864_000_000 - 11_000_000}, {"calls": 3})


async def test_failed_jobs_cost_nothing_whatever_the_order_of_settling(limits: Store) -> None:
    for number in range(3):
        assert await limits.accept(request(str(number)), owners(3), START + number)
    for number in (1, 2, 0):
        await limits.claim_job(str(number), "me", 1e12)
    await limits.record(spend("2", 1, "text_to_image"))
    for number in (1, 2, 0):
        await limits.finish_job(str(number), "failed", START + 3)
    # As if one picture had been charged two seconds after the start, and nothing else.
    assert await left(limits, START) == (
        {"user": 8_000_000, "channel": 5_000_000, "tenant": 866_000_000},
        {"calls": 1},
    )


async def test_a_job_that_outlasts_its_own_bucket_is_charged_what_it_cost(limits: Store) -> None:
    one = [charge("user", TEN)]
    assert await limits.accept(request("long"), one, START)
    await limits.claim_job("long", "me", 1e12)
    await limits.prune_allowances(START + 30)
    for _ in range(10):
        await limits.record(spend("long", 1))
    await limits.finish_job("long", "done", START + 31)
    assert (await left(limits, START))[0] == {"user": 60_000_000}


async def test_budgets_are_those_of_each_day_whichever_clock_is_late(limits: Store) -> None:
    budget = Budget(amount=5, period="day", measure="calls")
    assert await limits.accept(request("old"), [charge("calls", budget, 4)], START - 10)
    assert await limits.accept(request("new"), [charge("calls", budget, 3)], START + 1)
    assert await limits.accept(request("late"), [charge("calls", budget)], START - 1)
    assert await limits.spent_budgets(["calls"], START + 2) == {"calls": 4}
    for job in ("old", "late"):
        await limits.finish_job(job, "failed", START + 2)
    assert await limits.spent_budgets(["calls"], START + 2) == {"calls": 3}
    error = await refusal(limits, "more", [charge("calls", budget, 3)], START + 3)
    assert isinstance(error, LimitReached)
    assert error.seconds == DAY - 3


async def test_many_charges_that_wait_for_an_older_one_are_settled_fast_and_exactly(limits: Store) -> None:
    assert await limits.accept(request("stuck"), [charge("user", HUNDRED, 2)], START)
    for number in range(50):
        assert await limits.accept(request(str(number)), [charge("user", HUNDRED)], START)
        await limits.record(spend(str(number), 1 if number % 2 else 0))
        await limits.finish_job(str(number), "done", START + 1)
    await limits.finish_job("stuck", "failed", START + 2)
    assert (await left(limits, START))[0] == {"user": 25 * 36_000_000}


async def test_a_request_to_a_provider_counts_once_however_often_it_is_noted(limits: Store) -> None:
    """The caller may not have been told that the first note was kept."""
    calls = replace(charge("bot", Budget(amount=50, period="day", measure="calls")), scope="bot")
    await limits.accept(request("1"), [calls], START)
    for call in ("a", "b"):
        for _ in range(2):
            await limits.begin_call(call, "hub", START, "1")
        assert len(await limits.unfinished_calls("hub", 0.0)) == 1
        for _ in range(2):
            await limits.record(spend("1", 1), call)
    assert len(await limits.spends(None, 0.0)) == 2
    assert await limits.spent_budgets(["bot"], START) == {"bot": 2}


async def test_requests_without_a_known_end_are_kept_for_the_longest_window(limits: Store) -> None:
    await limits.accept(request("1"), [], START)
    for day in (0, 1):
        await limits.begin_call(f"killed on day {day}", "hub", START + day * DAY, "1")
    await limits.prune_allowances(START + 30 * DAY)
    assert await limits.unfinished_calls("hub", 0.0) == [START, START + DAY]
    await limits.prune_allowances(START + 30 * DAY + 1)
    assert await limits.unfinished_calls("hub", 0.0) == [START + DAY]
