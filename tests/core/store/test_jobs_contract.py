"""The contract of every store about running jobs: leases, fencing, checkpoints, and what a clock or a crash leaves."""

from collections.abc import Awaitable, Callable

import pytest

from core.domain.actions import Stop
from core.domain.clock import SystemClock
from core.domain.errors import LimitReached, RunOver
from core.domain.jobs import ACKNOWLEDGE_SECONDS, LEASE_SECONDS, RENEWAL_SECONDS, Job
from core.domain.limits import SLOT_SECONDS, Budget, Charge, ConcurrencyLimit, Rate
from core.store.ports.action_store import StoredAction
from core.store.ports.store import Store
from core.store.sql.store import SqlStore
from tests.core.quota.samples import charge, spend
from tests.core.store.samples import ADA, PLACE, end_leases, request, turn

DAY = 86_400.0
START = 20_000 * DAY
"""Far from the epoch, at midnight by UTC."""


@pytest.fixture
def jobs(store: SqlStore) -> Store:
    """An empty store."""
    return store


async def claimed(jobs: Store, id: str, owner: str = "me", at: float = START) -> Job:
    job = await jobs.claim_job(id, owner, at)
    assert job is not None
    return job


async def running(jobs: Store, id: str = "1", owner: str = "me", at: float = START) -> Job:
    assert await jobs.accept(request(id), [], at)
    return await claimed(jobs, id, owner, at)


async def write_receipt(store: Store) -> None:
    await store.save_receipt("1", {"late": True})


async def write_line(store: Store) -> None:
    await store.append("room", "1", ADA.key, None, [{"late": True}], START)


async def write_turn(store: Store) -> None:
    await store.append_turns([turn("1")])


async def write_button(store: Store) -> None:
    entry = StoredAction(action=Stop(job="1"), job="1", requester=ADA.key, place=PLACE)
    await store.save_actions({"stop-1": entry}, START)


async def write_file(store: Store) -> None:
    await store.put(b"fox", "image/png", "fox.png", ADA.key, START)


async def write_checkpoint(store: Store) -> None:
    await store.save_checkpoint("1", "ending", [])


async def write_ending(store: Store) -> None:
    await store.finish_job("1", "done", START)


WRITES = (write_receipt, write_line, write_turn, write_button, write_file, write_checkpoint, write_ending)


@pytest.mark.parametrize("write", WRITES)
async def test_nothing_is_written_by_a_run_that_was_overtaken(
    jobs: Store, write: Callable[[Store], Awaitable[None]]
) -> None:
    late = jobs.fenced(await running(jobs, owner="slow"), SystemClock())
    await claimed(jobs, "1", "quick", START + LEASE_SECONDS)
    with pytest.raises(RunOver):
        await write(late)
    assert await jobs.receipt("1") == {}
    assert await jobs.read("room", 0, ADA.key) == []
    assert await jobs.load_turns("lounge", 9) == []
    assert await jobs.stored_action("stop-1") is None
    assert await jobs.checkpoints("1") == {}
    assert await jobs.unfinished_jobs() == ["1"]


@pytest.mark.parametrize("write", WRITES)
async def test_the_run_that_holds_its_job_writes_as_usual(
    jobs: Store, write: Callable[[Store], Awaitable[None]]
) -> None:
    await write(jobs.fenced(await running(jobs), SystemClock()))


async def test_a_run_that_ended_or_was_put_back_writes_nothing_more(jobs: Store) -> None:
    first = await running(jobs)
    assert await jobs.put_back_job("1", first.run, 0.0, failed=True)
    with pytest.raises(RunOver):
        await write_receipt(jobs.fenced(first, SystemClock()))
    second = jobs.fenced(await claimed(jobs, "1"), SystemClock())
    await write_receipt(second)
    await write_ending(second)
    with pytest.raises(RunOver):
        await write_line(second)
    assert await jobs.receipt("1") == {"late": True}


async def test_a_second_run_of_the_same_process_fences_off_the_first(jobs: Store) -> None:
    first = jobs.fenced(await running(jobs), SystemClock())
    await claimed(jobs, "1")
    with pytest.raises(RunOver):
        await write_receipt(first)


async def test_the_ledger_takes_entries_of_runs_that_are_over(jobs: Store) -> None:
    await running(jobs, owner="slow")
    await claimed(jobs, "1", "quick", START + LEASE_SECONDS)
    await jobs.record(spend("1", 1))
    assert len(await jobs.spends(None, 0)) == 1


async def test_a_lease_that_is_renewed_keeps_its_job(jobs: Store) -> None:
    job = await running(jobs)
    for beat in range(1, 20):
        at = START + beat * RENEWAL_SECONDS
        assert await jobs.due_jobs("other", at) == []
        assert await jobs.claim_job("1", "other", at) is None
        assert await jobs.renew_leases("me", at) == {"1": job.run}
    last = START + 19 * RENEWAL_SECONDS
    assert await jobs.due_jobs("other", last + LEASE_SECONDS - 0.1) == []
    assert await jobs.due_jobs("other", last + LEASE_SECONDS) == ["1"]


async def test_a_lease_that_has_ended_is_renewed_unless_somebody_has_the_job(jobs: Store) -> None:
    job = await running(jobs)
    assert await jobs.renew_leases("me", START + 10 * LEASE_SECONDS) == {"1": job.run}
    later = START + 20 * LEASE_SECONDS
    other = await claimed(jobs, "1", "other", later)
    assert (other.run, other.crashes, other.tries, other.owner) == (2, 1, 0, "other")
    assert await jobs.renew_leases("me", later) == {}
    assert await jobs.renew_leases("other", later) == {"1": 2}


async def test_a_crash_counts_only_for_what_was_running(jobs: Store) -> None:
    for id in ("waiting", "put back", "running"):
        assert await jobs.accept(request(id), [], START)
    back = await claimed(jobs, "put back", "dead")
    await jobs.put_back_job("put back", back.run, 0.0, failed=False)
    await claimed(jobs, "running", "dead")
    await end_leases(jobs)
    crashes = {id: (await claimed(jobs, id)).crashes for id in ("waiting", "put back", "running")}
    assert crashes == {"waiting": 0, "put back": 0, "running": 1}


async def test_after_a_crash_those_that_did_not_run_come_first_and_the_most_suspicious_last(jobs: Store) -> None:
    for crash, ids in enumerate((["worst"], ["worst", "bad"])):
        for id in ids:
            await jobs.accept(request(id), [], START)
            await claimed(jobs, id, f"dead {crash}")
        await end_leases(jobs)
    for number in range(2):
        await jobs.accept(request(f"innocent {number}"), [], START + 1)
    await end_leases(jobs)
    assert await jobs.due_jobs("me", START + 2) == ["innocent 0", "innocent 1", "bad", "worst"]


def place() -> Charge:
    return charge("jobs:ada", ConcurrencyLimit(jobs=1))


async def test_a_place_is_a_lease_of_a_minute_that_living_processes_renew(jobs: Store) -> None:
    await jobs.accept(request("1"), [place()], START)
    await claimed(jobs, "1")
    for minute in range(1, 60):
        at = START + minute * 50
        await jobs.renew_leases("me", at)
        with pytest.raises(LimitReached):
            await jobs.accept(request("2"), [place()], at)
    assert await jobs.accept(request("2"), [place()], at + SLOT_SECONDS)
    assert SLOT_SECONDS <= 60


async def test_a_job_that_waits_for_a_process_keeps_its_place(jobs: Store) -> None:
    await jobs.accept(request("1"), [place()], START)
    await jobs.release_job("1")
    await jobs.renew_leases("me", START + 50)
    with pytest.raises(LimitReached):
        await jobs.accept(request("2"), [place()], START + 100)


RATE = Rate(units=10, period="hour")


@pytest.mark.parametrize("days", [1, 3, 40])
@pytest.mark.parametrize("ends", [True, False], ids=["settled before", "settled after"])
async def test_a_clock_that_was_days_ahead_shuts_nobody_out(jobs: Store, days: int, ends: bool) -> None:
    ahead = START + days * DAY
    budget = Budget(amount=20, period="day", measure="calls")

    def charges() -> list[Charge]:
        return [charge("user", RATE, 10), charge("calls", budget, 10), charge("jobs:ada", ConcurrencyLimit(jobs=2))]

    assert await jobs.accept(request("ahead"), charges(), ahead)
    if ends:
        await jobs.record(spend("ahead", 10))
        await jobs.finish_job("ahead", "done", ahead)
    with pytest.raises(LimitReached) as refused:
        await jobs.accept(request("back"), charges(), START)
    assert refused.value.seconds <= 3600
    if not ends:
        await jobs.record(spend("ahead", 10))
        await jobs.finish_job("ahead", "done", START)
    assert await jobs.accept(request("back"), charges(), START + 3600)
    with pytest.raises(LimitReached) as spent:
        await jobs.accept(request("third"), [charge("calls", budget, 1)], START + 3601)
    assert spent.value.seconds <= 2 * DAY


@pytest.mark.parametrize("days", [-40, -1, 1, 40])
async def test_a_job_that_waits_for_its_next_run_survives_a_clock_that_jumps(jobs: Store, days: int) -> None:
    job = await running(jobs)
    await jobs.put_back_job("1", job.run, START, seconds=60.0, failed=True)
    assert await jobs.due_jobs("me", START) == []
    jumped = START + days * DAY
    assert await jobs.due_jobs("me", jumped) == ["1"]
    assert (await claimed(jobs, "1", at=jumped)).run == 2


async def test_the_budget_of_the_bot_counts_every_request_and_people_only_the_last_run(jobs: Store) -> None:
    budget = Budget(amount=8, period="day", measure="calls")
    bot = Charge(key="budget:bot", units=1, limit=budget, scope="bot")
    person = Charge(key="budget:ada", units=1, limit=budget, scope="user")
    await jobs.accept(request("1"), [bot, person], START)
    for crash in range(3):  # each run asks twice and is cut off in the second request
        await claimed(jobs, "1", f"process {crash}")
        for call in range(2):
            await jobs.begin_call(f"{crash}-{call}", "hub", START, "1")
        await jobs.record(spend("1", 1))
        await end_leases(jobs)
        spent = await jobs.spent_budgets(["budget:bot", "budget:ada"], START)
        assert spent == {"budget:bot": 2 * crash + 2, "budget:ada": 1}
    await claimed(jobs, "1", "next")
    await jobs.begin_call("last", "hub", START, "1")
    await jobs.record(spend("1", 0))  # it failed
    await jobs.finish_job("1", "failed", START)
    assert await jobs.spent_budgets(["budget:bot", "budget:ada"], START) == {"budget:bot": 7, "budget:ada": 0}


async def test_an_acknowledged_job_is_claimed_before_it_is_due_and_one_that_backs_off_is_not(jobs: Store) -> None:
    await jobs.accept(request("1"), [], START, runnable_at=START + ACKNOWLEDGE_SECONDS)
    assert await jobs.claim_job("1", "me", START) is None
    job = await jobs.claim_job("1", "me", START, acknowledged=True)
    assert job is not None
    assert job.run == 1
    assert await jobs.put_back_job("1", job.run, START, seconds=2 * ACKNOWLEDGE_SECONDS, failed=True)
    assert await jobs.claim_job("1", "me", START, acknowledged=True) is None


async def test_the_platform_of_a_job_is_known_without_its_request(jobs: Store) -> None:
    await jobs.accept(request("1"), [], START)
    assert await jobs.platform_of_job("1") == PLACE.platform
    assert await jobs.platform_of_job("2") is None
