"""The contract of every store about the messages of replies, and about requests that join or edit others."""

from dataclasses import replace

import pytest

from core.domain.errors import LimitReached, NotAllowed
from core.domain.limits import Budget, ConcurrencyLimit, Rate, microseconds
from core.store.ports.inbox import TooLateToJoin, edit_id
from core.store.ports.store import Store
from core.store.sql.store import SqlStore
from tests.core.quota.samples import charge, spend
from tests.core.store.samples import ADA, BO, request, turn

START = 20_000 * 86_400.0
RATE = charge("user", Rate(units=2, period="hour"))
SLOT = charge("jobs", ConcurrencyLimit(jobs=1, seconds=60.0))
THEIRS = charge("calls", Budget(amount=5, period="day", measure="calls"))
BOT = replace(charge("bot", Budget(amount=5, period="day", measure="calls")), scope="bot")


@pytest.fixture
def replies(store: SqlStore) -> Store:
    """An empty store."""
    return store


async def test_the_messages_of_a_reply_lead_to_its_job_until_it_is_forgotten(replies: Store) -> None:
    await replies.accept(request("1"), [], START)
    await replies.append_turns([turn("1", 1, text="Hi"), turn("1", 0)])
    await replies.save_receipt("1", {"any": "form"}, ["m1", "m2"])
    await replies.save_receipt("1", {"any": "form"}, ["m2", "m3"])
    assert [await replies.job_of_message(each) for each in ("m1", "m2", "m3", "m4")] == ["1", "1", "1", None]
    assert [(each.ordinal, each.text) for each in await replies.turns_of_job("1")] == [(0, "Hello"), (1, "Hi")]
    await replies.save_receipt("2", {}, ["m1"])  # another job has taken the message over
    assert await replies.job_of_message("m1") == "2"
    await replies.finish_job("1", "done", START)
    await replies.forget_person(ADA.key, START + 1)
    assert await replies.job_of_message("m2") is None
    assert await replies.turns_of_job("1") == []
    assert await replies.forgotten_at(ADA.key) == START + 1
    assert await replies.forgotten_at(BO.key) is None


async def test_a_request_that_joins_another_is_charged_in_its_place(replies: Store) -> None:
    assert await replies.accept(request("1"), [RATE, SLOT, THEIRS, BOT], START)
    await replies.claim_job("1", "me", START)
    await replies.begin_call("call", "hub", START, "1")
    await replies.record(spend("1", units=1))
    with pytest.raises(LimitReached):  # there is one slot
        await replies.accept(request("2"), [RATE, SLOT, THEIRS, BOT], START)
    found = await replies.joinable_job(ADA.key)
    assert found is not None
    assert found.id == "1"
    assert await replies.joinable_job(BO.key) is None
    assert await replies.accept(request("2"), [RATE, SLOT, THEIRS, BOT], START, joins="1")
    assert not await replies.accept(request("2"), [RATE, SLOT, THEIRS, BOT], START, joins="1")
    joined = await replies.job("1")
    assert joined is not None
    assert joined.joined
    assert not await replies.begin_answer("1")
    await replies.finish_job("1", "stopped", START)
    assert await replies.arrival_times(["user"]) == {"user": microseconds(START + 1800)}
    assert await replies.spent_budgets(["calls", "bot"], START) == {"calls": 1, "bot": 2}


async def test_nothing_joins_an_answer_that_has_begun_or_ended(replies: Store) -> None:
    await replies.accept(request("1"), [RATE], START)
    assert await replies.begin_answer("1")
    assert await replies.begin_answer("1")
    assert await replies.joinable_job(ADA.key) is None
    with pytest.raises(TooLateToJoin):
        await replies.accept(request("2"), [RATE], START, joins="1")
    assert await replies.job("2") is None
    await replies.accept(request("3"), [], START)
    await replies.finish_job("3", "done", START)
    with pytest.raises(TooLateToJoin):
        await replies.accept(request("4"), [], START, joins="3")


async def test_a_refused_request_joins_nothing(replies: Store) -> None:
    await replies.accept(request("1"), [RATE], START)
    with pytest.raises(NotAllowed):
        await replies.accept(request("2"), [charge("other", Rate(units=1, period="hour"), 2)], START, joins="1")
    found = await replies.joinable_job(ADA.key)
    assert found is not None
    assert not found.joined
    assert await replies.arrival_times(["user"]) == {"user": microseconds(START + 1800)}


async def test_the_newest_edit_of_a_question_is_found(replies: Store) -> None:
    assert await replies.newest_edit("1") is None
    for id in ("1", edit_id("1", "900"), "12", edit_id("1", "800"), edit_id("12", "7")):
        await replies.accept(request(id), [], START)
    found = await replies.newest_edit("1")
    assert found is not None
    assert found.id == edit_id("1", "800")


async def test_a_deleted_question_is_not_accepted_and_costs_nothing(replies: Store) -> None:
    assert await replies.delete_question("1", START) is None
    assert not await replies.accept(request("1"), [RATE], START)
    assert await replies.accept(request("12"), [], START)
    assert await replies.job("1") is None
    assert await replies.arrival_times(["user"]) == {}


async def test_a_deleted_question_names_the_job_that_is_to_be_stopped(replies: Store) -> None:
    await replies.accept(request("1"), [], START)
    assert await replies.delete_question("1", START) == "1"
    assert not await replies.accept(request("1"), [], START)  # a second delivery
    assert await replies.job("1") is not None


async def test_the_edits_of_a_deleted_question_are_not_accepted(replies: Store) -> None:
    for id in ("1", "2"):
        await replies.accept(request(id), [], START)
        await replies.finish_job(id, "done", START)
    await replies.accept(request(edit_id("1", "800")), [], START)
    assert await replies.delete_question("1", START) == edit_id("1", "800")
    assert not await replies.accept(request(edit_id("1", "900")), [], START)
    assert await replies.accept(request(edit_id("2", "900")), [], START)
    await replies.finish_job(edit_id("1", "800"), "done", START)
    assert await replies.delete_question("1", START) is None


async def test_nothing_joins_a_request_that_was_stopped(replies: Store) -> None:
    await replies.accept(request("1"), [], START)
    assert await replies.joinable_job(ADA.key) is not None
    await replies.request_stop("1", "Discord")
    with pytest.raises(TooLateToJoin):
        await replies.accept(request("2"), [], START, joins="1")
