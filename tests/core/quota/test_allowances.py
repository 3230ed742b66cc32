"""Limits of the inbox: exact with any number of callers, settled, and kept over a restart."""

import asyncio
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.domain.errors import LimitReached, NotAllowed, UserError
from core.domain.limits import Budget, ConcurrencyLimit, Rate, microseconds
from core.quota.gcra import PastCharge, replay
from core.store.sql.store import SqlStore
from core.store.sqlite.store import SqliteStore
from tests.core.quota.reference_limits import ReferenceLimits
from tests.core.quota.samples import charge, spend
from tests.core.store.conftest import OpenStore
from tests.core.store.samples import request

HUNDRED = Rate(units=100, period="hour")
TEN = Rate(units=10, period="minute")


async def test_a_second_delivery_at_the_limit_is_a_duplicate_and_costs_nothing(store: SqlStore) -> None:
    one = [charge("k", Rate(units=1, period="hour"))]
    assert await store.accept(request("a"), one, 0.0)
    assert not await store.accept(request("a"), one, 0.0)
    with pytest.raises(LimitReached) as refused:
        await store.accept(request("b"), one, 1000.25)
    assert refused.value.seconds == 2599.75
    assert refused.value.sentence.id == "limit-reached"
    assert await store.job("b") is None
    assert await store.accept(request("b"), one, 3600.0)


async def test_a_request_above_the_limit_is_refused_for_good(store: SqlStore) -> None:
    with pytest.raises(NotAllowed) as refused:
        await store.accept(request("a"), [charge("k", TEN, units=11)], 0.0)
    assert refused.value.sentence.id == "limit-never"


MIDNIGHT, NEXT_MONTH = 86_400.0, 31 * 86_400.0
HOURLY, DAILY, MONTHLY = Rate(units=1, period="hour"), Budget.parse("1/day"), Budget.parse("1/month")


@pytest.mark.parametrize(
    ("limits", "at", "seconds"),
    [
        ([HOURLY, DAILY], 60.0, MIDNIGHT - 60.0),
        ([DAILY, HOURLY], 60.0, MIDNIGHT - 60.0),
        ([HOURLY, DAILY], MIDNIGHT - 60.0, 3600.0 - 30.0),
        ([DAILY, MONTHLY], 60.0, NEXT_MONTH - 60.0),
        ([MONTHLY, DAILY], 60.0, NEXT_MONTH - 60.0),
    ],
)
async def test_of_several_limits_the_one_that_lasts_longest_is_told(
    store: SqlStore, limits: list[Rate | Budget], at: float, seconds: float
) -> None:
    charges = [charge(f"k{number}", limit) for number, limit in enumerate(limits)]
    assert await store.accept(request("a"), charges, at - 30.0)
    with pytest.raises(LimitReached) as refused:
        await store.accept(request("b"), charges, at)
    assert refused.value.seconds == seconds
    await store.finish_job("a", "failed", at)
    assert await store.accept(request("b"), charges, at)


async def test_a_limit_that_never_has_room_is_told_before_one_that_has_room_later(store: SqlStore) -> None:
    assert await store.accept(request("a"), [charge("rate", HOURLY), charge("day", DAILY)], 30.0)
    for rate, budget in ((1, 2), (2, 1)):
        with pytest.raises(NotAllowed):
            await store.accept(request("b"), [charge("rate", HOURLY, rate), charge("day", DAILY, budget)], 60.0)


async def test_slots_are_free_when_a_job_ends_and_when_their_time_is_over(store: SqlStore) -> None:
    slots = [charge("jobs:ada", ConcurrencyLimit(jobs=2, seconds=60.0))]
    assert await store.accept(request("a"), slots, 0.0)
    assert await store.accept(request("b"), slots, 10.0)
    with pytest.raises(LimitReached) as refused:
        await store.accept(request("c"), slots, 20.0)
    assert refused.value.seconds == 40.0
    await store.finish_job("b", "failed", 21.0)
    assert await store.accept(request("c"), slots, 21.0)
    assert await store.accept(request("d"), slots, 60.0)  # the time of a's slot is over


async def test_an_estimate_becomes_what_the_calls_cost_and_a_second_attempt_costs_nothing_more(
    store: SqlStore,
) -> None:
    assert await store.accept(request("a"), [charge("k", TEN, units=4), charge("p", TEN, 2, "text_to_image")], 0.0)
    await store.claim_job("a", "me", 1e12)
    await store.record(spend("a", 1))
    await store.record(spend("a", 1))
    await store.claim_job("a", "me", 1e12)  # after a crash
    await store.record(spend("a", 1))
    await store.record(spend("a", 0))
    await store.finish_job("a", "done", 1.0)
    await store.finish_job("a", "done", 2.0)
    assert await store.arrival_times(["k", "p"]) == {"k": microseconds(6), "p": 0}


async def test_a_job_that_failed_costs_nothing(store: SqlStore) -> None:
    one = [charge("k", Rate(units=1, period="hour"))]
    assert await store.accept(request("a"), one, 0.0)
    await store.finish_job("a", "failed", 1.0)
    assert await store.accept(request("b"), one, 1.0)


async def test_limits_outlive_a_restart_and_being_forgotten(tmp_path: Path) -> None:
    one = [charge("k", Rate(units=1, period="hour"))]
    store = await SqliteStore.open(tmp_path)
    assert await store.accept(request("a"), one, 0.0)
    await store.record(spend("a", 1))
    await store.finish_job("a", "done", 1.0)
    await store.forget_person(request("a").caller.key, 2.0)
    await store.close()
    store = await SqliteStore.open(tmp_path)
    try:
        with pytest.raises(LimitReached):
            await store.accept(request("b"), one, 5.0)
    finally:
        await store.close()


async def test_sweeping_deletes_full_buckets_only(store: SqlStore) -> None:
    assert await store.accept(request("a"), [charge("k", TEN), charge("slow", HUNDRED)], 0.0)
    await store.prune_allowances(10.0)
    assert list(await store.arrival_times(["k", "slow"])) == ["k", "slow"], "a charge can still change"
    await store.record(spend("a", 1))
    await store.finish_job("a", "done", 1.0)
    await store.prune_allowances(10.0)
    assert list(await store.arrival_times(["k", "slow"])) == ["slow"]


async def test_a_job_that_nobody_ends_holds_its_charges_for_a_day(store: SqlStore) -> None:
    assert await store.accept(request("stuck"), [charge("k", HUNDRED)], 0.0)
    await store.prune_allowances(86_399.0)
    assert list(await store.arrival_times(["k"])) == ["k"]
    for _ in range(2):
        await store.prune_allowances(86_401.0)
    await store.record(spend("stuck", 50))
    await store.finish_job("stuck", "done", 86_402.0)
    assert await store.arrival_times(["k"]) == {}


async def test_a_sweep_looks_at_all_keys_step_by_step(store: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.store.sql.allowances.PRUNE_BATCH", 3)
    for number in range(20):
        assert await store.accept(request(str(number)), [charge(f"k{number}", HUNDRED if number % 5 else TEN)], 0.0)
        await store.record(spend(str(number), 1))
        await store.finish_job(str(number), "done", 1.0)
    await store.prune_allowances(10.0)
    assert len(await store.arrival_times([f"k{number}" for number in range(20)])) == 16


Step = tuple[str, int, int, int]
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["accept", "accept", "finish"]), st.integers(0, 30), st.integers(0, 6), st.integers(0, 8)
    ),
    max_size=25,
)


@given(steps=STEPS)
@settings(max_examples=150)
def test_settling_leaves_the_same_as_charging_the_true_costs(steps: list[Step]) -> None:
    reference, now, running = ReferenceLimits(), 0, dict[str, tuple[int, int]]()
    truth: list[PastCharge] = []
    for number, (what, elapsed, units, actual) in enumerate(steps):
        now += elapsed
        if what == "accept":
            try:
                reference.admit(str(number), [charge("k", TEN, units)], now)
            except UserError:
                continue
            running[str(number)] = (len(truth), actual)
            truth.append(PastCharge(at_us=microseconds(now), units=units, emission_us=TEN.emission_us))
        elif running:
            job = min(running, key=lambda job: (elapsed * 7 + int(job)) % 5)
            place, actual = running.pop(job)
            reference.spend(job, "chat_completion", actual)
            reference.settle(job)
            truth[place] = PastCharge(at_us=truth[place].at_us, units=actual, emission_us=TEN.emission_us)
        assert reference.arrivals.get("k", 0) == replay(0, truth)


@given(steps=STEPS)
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_the_store_decides_as_the_reference_does(open_store: OpenStore, steps: list[Step]) -> None:
    async def compare() -> None:
        store, reference, now, running = await open_store(), ReferenceLimits(), 0, list[tuple[str, int]]()
        try:
            for number, (what, elapsed, units, actual) in enumerate(steps):
                now += elapsed
                if what == "finish" and running:
                    job, actual = running.pop(units % len(running))
                    await store.record(spend(job, actual))
                    reference.spend(job, "chat_completion", actual)
                    await store.finish_job(job, "done", now)
                    reference.settle(job)
                elif what == "accept":
                    job = str(number)
                    charges = [
                        charge("k", TEN, units),
                        charge("l", Rate(units=20, period="minute"), units),
                        charge("j", ConcurrencyLimit(jobs=3, seconds=45.0)),
                    ]
                    answers: list[object] = []
                    try:
                        reference.admit(job, charges, now)
                        answers.append(True)
                    except UserError as error:
                        answers.append((error.sentence, getattr(error, "seconds", None)))
                    try:
                        answers.append(await store.accept(request(job), charges, now))
                    except UserError as error:
                        answers.append((error.sentence, getattr(error, "seconds", None)))
                    assert answers[0] == answers[1]
                    if answers[0] is True:
                        running.append((job, actual))
                assert await store.arrival_times(["k", "l"]) == reference.arrivals
        finally:
            await store.close()

    asyncio.run(compare())
