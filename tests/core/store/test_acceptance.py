"""Requests that join or edit others, and the deletion of questions."""

from dataclasses import replace

import pytest

from core.domain.errors import LimitReached, NotAllowed
from core.domain.limits import Budget, ConcurrencyLimit, Rate, microseconds
from core.store.ports.inbox import TooLateToJoin, edit_id
from core.store.sql.store import SqlStore
from tests.core.quota.samples import charge, spend
from tests.core.store.samples import ADA, BO, request

START = 20_000 * 86_400.0
RATE = charge("user", Rate(units=2, period="hour"))
SLOT = charge("jobs", ConcurrencyLimit(jobs=1, seconds=60.0))
THEIRS = charge("calls", Budget(amount=5, period="day", measure="calls"))
BOT = replace(charge("bot", Budget(amount=5, period="day", measure="calls")), scope="bot")


async def test_a_request_that_joins_another_is_charged_in_its_place(store: SqlStore) -> None:
    assert await store.accept(request("1"), [RATE, SLOT, THEIRS, BOT], START)
    await store.claim_job("1", "me", START)
    await store.begin_call("call", "hub", START, "1")
    await store.record(spend("1", units=1))
    with pytest.raises(LimitReached):  # there is one slot
        await store.accept(request("2"), [RATE, SLOT, THEIRS, BOT], START)
    found = await store.joinable_job(ADA.key)
    assert found is not None
    assert found.id == "1"
    assert await store.joinable_job(BO.key) is None
    assert await store.accept(request("2"), [RATE, SLOT, THEIRS, BOT], START, joins="1")
    assert not await store.accept(request("2"), [RATE, SLOT, THEIRS, BOT], START, joins="1")
    joined = await store.job("1")
    assert joined is not None
    assert joined.joined
    assert not await store.begin_answer("1")
    await store.finish_job("1", "stopped", START)
    assert await store.arrival_times(["user"]) == {"user": microseconds(START + 1800)}
    assert await store.spent_budgets(["calls", "bot"], START) == {"calls": 1, "bot": 2}


async def test_nothing_joins_an_answer_that_has_begun_or_ended(store: SqlStore) -> None:
    await store.accept(request("1"), [RATE], START)
    assert await store.begin_answer("1")
    assert await store.begin_answer("1")
    assert await store.joinable_job(ADA.key) is None
    with pytest.raises(TooLateToJoin):
        await store.accept(request("2"), [RATE], START, joins="1")
    assert await store.job("2") is None
    await store.accept(request("3"), [], START)
    await store.finish_job("3", "done", START)
    with pytest.raises(TooLateToJoin):
        await store.accept(request("4"), [], START, joins="3")


async def test_a_refused_request_joins_nothing(store: SqlStore) -> None:
    await store.accept(request("1"), [RATE], START)
    with pytest.raises(NotAllowed):
        await store.accept(request("2"), [charge("other", Rate(units=1, period="hour"), 2)], START, joins="1")
    found = await store.joinable_job(ADA.key)
    assert found is not None
    assert not found.joined
    assert await store.arrival_times(["user"]) == {"user": microseconds(START + 1800)}


async def test_the_newest_edit_of_a_question_is_found(store: SqlStore) -> None:
    assert await store.newest_edit("1") is None
    for id in ("1", edit_id("1", "900"), "12", edit_id("1", "800"), edit_id("12", "7")):
        await store.accept(request(id), [], START)
    found = await store.newest_edit("1")
    assert found is not None
    assert found.id == edit_id("1", "800")


async def test_a_deleted_question_is_not_accepted_and_costs_nothing(store: SqlStore) -> None:
    assert await store.delete_question("1", START) is None
    assert not await store.accept(request("1"), [RATE], START)
    assert await store.accept(request("12"), [], START)
    assert await store.job("1") is None
    assert await store.arrival_times(["user"]) == {}


async def test_a_deleted_question_names_the_job_that_is_to_be_stopped(store: SqlStore) -> None:
    await store.accept(request("1"), [], START)
    assert await store.delete_question("1", START) == "1"
    assert not await store.accept(request("1"), [], START)  # a second delivery
    assert await store.job("1") is not None


async def test_the_edits_of_a_deleted_question_are_not_accepted(store: SqlStore) -> None:
    for id in ("1", "2"):
        await store.accept(request(id), [], START)
        await store.finish_job(id, "done", START)
    await store.accept(request(edit_id("1", "800")), [], START)
    assert await store.delete_question("1", START) == edit_id("1", "800")
    assert not await store.accept(request(edit_id("1", "900")), [], START)
    assert await store.accept(request(edit_id("2", "900")), [], START)
    await store.finish_job(edit_id("1", "800"), "done", START)
    assert await store.delete_question("1", START) is None


async def test_nothing_joins_a_request_that_was_stopped(store: SqlStore) -> None:
    await store.accept(request("1"), [], START)
    assert await store.joinable_job(ADA.key) is not None
    await store.request_stop("1", "Discord")
    with pytest.raises(TooLateToJoin):
        await store.accept(request("2"), [], START, joins="1")
