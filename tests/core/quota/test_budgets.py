"""Budgets: at most the amount in each calendar day or month, exact, settled, and the same in every store."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.domain.errors import LimitReached, NotAllowed, UserError
from core.domain.limits import Budget, Charge, Rate, amount_shown
from core.domain.request import Caller, Place
from core.domain.tasks import Task
from core.inference.prices import Prices
from core.quota.place_rules import PlaceRules, format_rates, parse_budgets, parse_rates
from core.quota.policy import QuotaPolicy
from core.store.sql.store import SqlStore
from core.store.sqlite.store import SqliteStore
from tests.core.quota.reference_limits import ReferenceLimits
from tests.core.quota.samples import charge, spend
from tests.core.store.conftest import OpenStore
from tests.core.store.samples import request

TIMES = st.floats(min_value=0, max_value=4e9, allow_nan=False)
BUDGETS = st.builds(
    Budget,
    amount=st.integers(1, 10**12),
    period=st.sampled_from(["day", "month"]),
    measure=st.sampled_from(["calls", "dollars"]),
)


@given(at=TIMES, budget=BUDGETS)
def test_a_window_is_the_calendars(at: float, budget: Budget) -> None:
    since, until = budget.window(at)
    assert since <= at < until
    start, end = datetime.fromtimestamp(since, UTC), datetime.fromtimestamp(until, UTC)
    assert (start.hour, start.minute, start.second) == (end.hour, end.minute, end.second) == (0, 0, 0)
    if budget.period == "month":
        assert start.day == end.day == 1
        assert (end.year * 12 + end.month) - (start.year * 12 + start.month) == 1
    else:
        assert until - since == 86_400
    assert budget.window(until)[0] == until, "windows follow each other without a gap"


@given(budget=BUDGETS.filter(lambda budget: budget.amount < 10**9))
def test_a_budget_is_read_as_it_is_written(budget: Budget) -> None:
    assert Budget.parse(str(budget)) == budget


@pytest.mark.parametrize(
    "written", ["5", "$/day", "0/day", "$0/month", "1.5/day", "5/hour", "$1.2345678/day", "-1/day"]
)
def test_an_invalid_budget_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="is not a budget"):
        parse_budgets([written])


def test_amounts_are_shown_as_people_write_them() -> None:
    amounts = [amount_shown("dollars", amount) for amount in (2_500_000, 400, 1_000_000, 10_000, 0)]
    assert amounts == ["$2.50", "$0.0004", "$1.00", "$0.01", "$0.00"]
    assert amount_shown("calls", 12) == "12"


Step = tuple[str, int, int, int, int]
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["accept", "accept", "finish"]),
        st.integers(0, 50_000),
        st.integers(0, 6),
        st.integers(0, 8),
        st.integers(0, 3_000),
    ),
    max_size=25,
)
CALLS = Budget(amount=10, period="day", measure="calls")
DOLLARS = Budget(amount=5_000, period="month", measure="dollars")


def _refusal(reference: ReferenceLimits, job: str, charges: list[Charge], at: float) -> UserError | None:
    try:
        reference.admit(job, charges, at)
    except UserError as refusal:
        return refusal
    return None


@given(steps=STEPS)
@settings(max_examples=200)
def test_estimates_count_until_the_cost_is_known(steps: list[Step]) -> None:
    """Compares with the simplest model: a list of jobs, added up for each window."""
    reference, now = ReferenceLimits(), 0
    jobs: list[dict[str, int]] = []
    for number, (what, elapsed, units, actual, cost) in enumerate(steps):
        now += elapsed
        day, month = CALLS.window(now)[0], DOLLARS.window(now)[0]
        if what == "accept":
            calls = sum(job["calls"] for job in jobs if job["day"] == day)
            dollars = sum(job["dollars"] for job in jobs if job["month"] == month)
            room = calls + units <= 10 and calls < 10 and dollars + cost <= 5_000 and dollars < 5_000
            charges = [charge("c", CALLS, units), charge("d", DOLLARS, cost)]
            refusal = _refusal(reference, str(number), charges, now)
            if isinstance(refusal, LimitReached):
                assert now + refusal.seconds in (CALLS.window(now)[1], DOLLARS.window(now)[1])
            assert (refusal is None) == room
            if refusal is None:
                jobs.append({"id": number, "day": day, "month": month, "calls": units, "dollars": cost, "open": 1})
        elif opened := [job for job in jobs if job["open"]]:
            job = opened[elapsed % len(opened)]
            reference.spend(str(job["id"]), "chat_completion", actual, cost)
            reference.settle(str(job["id"]))
            job.update(calls=actual, dollars=cost, open=0)
    for key, spent in reference.spent.items():
        measure, window = ("calls", "day") if key == "c" else ("dollars", "month")
        assert spent.amount == sum(job[measure] for job in jobs if job[window] == spent.since)


@given(steps=STEPS)
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_the_store_decides_as_the_reference_does(open_store: OpenStore, steps: list[Step]) -> None:
    async def compare() -> None:
        store, reference, now, running = (
            await open_store(),
            ReferenceLimits(),
            0,
            list[tuple[str, int, int]](),
        )
        try:
            for number, (what, elapsed, units, actual, cost) in enumerate(steps):
                now += elapsed
                if what == "finish" and running:
                    job, actual, cost = running.pop(units % len(running))
                    await store.record(spend(job, actual, microdollars=cost))
                    reference.spend(job, "chat_completion", actual, cost)
                    await store.finish_job(job, "done", now)
                    reference.settle(job)
                elif what == "accept":
                    charges = [
                        charge("c", CALLS, units),
                        charge("d", DOLLARS, cost),
                        charge("r", Rate(units=8, period="day"), units),
                    ]
                    answers: list[object] = []
                    for admit in (reference.admit, None):
                        try:
                            if admit:
                                admit(str(number), charges, now)
                            else:
                                await store.accept(request(str(number)), charges, now)
                            answers.append(True)
                        except UserError as error:
                            answers.append((error.sentence, getattr(error, "seconds", None)))
                    assert answers[0] == answers[1]
                    if answers[0] is True:
                        running.append((str(number), actual, cost))
                stored = await store.spent_budgets(["c", "d"], now)
                assert stored == {key: spent.amount for key, spent in reference.spent.items() if spent.until > now}
        finally:
            await store.close()

    asyncio.run(compare())


async def test_of_many_simultaneous_requests_exactly_the_budget_is_accepted(store: SqlStore) -> None:
    charges = [charge("c", Budget(amount=100, period="month", measure="calls"))]
    answers = await asyncio.gather(
        *(store.accept(request(str(number)), charges, 50.0) for number in range(500)), return_exceptions=True
    )
    assert answers.count(True) == 100
    assert sum(isinstance(answer, LimitReached) for answer in answers) == 400


async def test_a_budget_survives_a_restart_and_forgetting_and_starts_again_the_next_day(tmp_path: Path) -> None:
    one = [charge("c", Budget(amount=1, period="day", measure="calls"))]
    store = await SqliteStore.open(tmp_path)
    assert await store.accept(request("a"), one, 0.0)
    await store.record(spend("a", 1))
    await store.finish_job("a", "done", 1.0)
    await store.forget_person(request("a").caller.key, 2.0)
    await store.close()
    store = await SqliteStore.open(tmp_path)
    try:
        with pytest.raises(LimitReached) as refused:
            await store.accept(request("b"), one, 5.5)
        assert refused.value.seconds == 86_394.5
        assert await store.accept(request("b"), one, 86_400.0)
        with pytest.raises(NotAllowed):
            await store.accept(request("c"), [charge("c", CALLS, 11)], 86_401.0)
    finally:
        await store.close()


ANN = Caller(platform="p", tenant="t", user="ann", name="Ann", roles=frozenset({"r1", "r2"}))
HALL = Place(platform="p", tenant="t", channel="hall")
WEIGHTS = st.dictionaries(
    st.sampled_from(["p:t:ann", "p:t:r1", "p:t:r2", "p:t:hall", "p:t", "p:t:ben"]), st.floats(0.01, 100), max_size=6
)


@given(operator=WEIGHTS, place=WEIGHTS)
def test_a_place_can_only_make_a_weight_smaller(operator: dict[str, float], place: dict[str, float]) -> None:
    alone = QuotaPolicy(weights=operator).weight(ANN, HALL)
    both = QuotaPolicy(weights=operator, place_rules={"p:t:hall": PlaceRules(weights=place)}).weight(ANN, HALL)
    assert 0 < both <= alone
    if "p:t:ann" in operator:
        assert alone == operator["p:t:ann"]


RATES = st.lists(
    st.builds("{}={}/{}".format, st.sampled_from(list(Task)), st.integers(1, 99), st.sampled_from(["hour", "day"])),
    max_size=5,
)


@given(operator=RATES, place=RATES, exempt=st.booleans())
def test_limits_of_a_place_leave_the_operators_unchanged(operator: list[str], place: list[str], exempt: bool) -> None:
    alone = QuotaPolicy(user=parse_rates(operator))
    rules = PlaceRules(user=parse_rates(place), exempt=frozenset({"p:t:r1"} if exempt else ()))
    assert PlaceRules.model_validate(rules.model_dump(mode="json")) == rules
    both = QuotaPolicy(user=parse_rates(operator), place_rules={"p:t:hall": rules}).applied_rates(ANN, HALL)
    own = [each for each in both if not each.owner]
    assert own == alone.applied_rates(ANN, HALL)
    assert len(both) - len(own) == (0 if exempt else len(format_rates(rules.user)))
    assert len({each.key for each in both}) == len(both), "each is counted by itself"


@given(costs=st.lists(st.integers(0, 10**6), max_size=80), count=st.integers(1, 9))
def test_expected_costs_are_the_mean_of_the_last_calls(costs: list[int], count: int) -> None:
    prices = Prices()
    for cost in costs:
        prices.learn("chat_completion", cost)
    prices.learn("chat_completion", None)
    last = costs[-50:]
    expected = prices.expected({Task.CHAT_COMPLETION: count, Task.TEXT_TO_IMAGE: 3})
    assert expected == (count * -(-sum(last) // len(last)) if last else 0)
