"""A place's limits are read rarely, take effect immediately where they are set, and default if they cannot be read."""

from pydantic import JsonValue

from core.preferences.limit_policies import NAME, Policies
from core.quota.place_rules import PlaceRules, parse_budgets, parse_rates
from core.quota.policy import QuotaPolicy
from core.store.sqlite.store import SqliteStore
from tests.core.inference.test_fair_gate import TurnedClock
from tests.core.recording_platform import ANN, HALL

FIVE = PlaceRules(user=parse_rates(["text_to_image=5/hour"]))


async def test_changes_by_other_processes_apply_after_seconds(store: SqliteStore) -> None:
    clock = TurnedClock()
    here, there = (Policies(QuotaPolicy(), store, clock) for _ in range(2))
    assert (await there.at(HALL)).applied_rates(ANN, HALL) == []
    await here.set(HALL.key, FIVE)
    assert [str(each.rate) for each in (await here.at(HALL)).applied_rates(ANN, HALL)] == ["5/hour"]
    assert (await there.at(HALL)).applied_rates(ANN, HALL) == []
    clock.at += 5
    assert [str(each.rate) for each in (await there.at(HALL)).applied_rates(ANN, HALL)] == ["5/hour"]
    await here.set(HALL.key, PlaceRules())
    assert await store.preferences(HALL.key) == {}


async def test_rules_that_cannot_be_read_do_not_hold(store: SqliteStore) -> None:
    await store.set_preference(HALL.key, NAME, {"user": ["paint=many"]})
    assert (await Policies(QuotaPolicy(), store, TurnedClock()).at(HALL)).applied_rates(ANN, HALL) == []


async def test_budgets_of_a_place_are_kept_as_they_are_written(store: SqliteStore) -> None:
    clock = TurnedClock()
    here, there = (Policies(QuotaPolicy(), store, clock) for _ in range(2))
    await here.set(HALL.key, PlaceRules(budgets={"user": parse_budgets(["200/day", "$2.50/month"])}))
    assert await store.preferences(HALL.key) == {NAME: {"budgets": {"user": ["200/day", "$2.50/month"]}}}
    applied = (await there.at(HALL)).applied_budgets(ANN, HALL)
    assert [str(each.budget) for each in applied] == ["200/day", "$2.50/month"]
    unreadable: list[JsonValue] = ["5/hour", 5]
    for written in unreadable:
        await store.set_preference(HALL.key, NAME, {"budgets": {"user": [written]}})
        clock.at += 5
        assert (await there.at(HALL)).applied_budgets(ANN, HALL) == []


async def test_dollars_count_once_a_budget_in_dollars_is_heard_of(store: SqliteStore) -> None:
    clock = TurnedClock()
    here, there = (Policies(QuotaPolicy(), store, clock) for _ in range(2))
    await here.set(HALL.key, PlaceRules(budgets={"user": parse_budgets(["200/day"])}))
    assert not here.count_dollars()
    await here.set(HALL.key, PlaceRules(budgets={"channel": parse_budgets(["200/day", "$5/month"])}))
    assert here.count_dollars()
    assert not there.count_dollars()
    await there.at(HALL)
    assert there.count_dollars()
    assert Policies(QuotaPolicy(budgets={"bot": parse_budgets(["$5/month"])}), store, clock).count_dollars()
