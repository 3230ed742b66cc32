"""The contract of every store with sixteen units at once: each law that one caller relies on holds for all of them."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import replace
from hashlib import sha256
from typing import TypeVar

from core.domain.actions import Run
from core.domain.clock import SystemClock
from core.domain.errors import LimitReached, RunOver
from core.domain.limits import Budget, ConcurrencyLimit, Rate, microseconds
from core.store.ports.action_store import StoredAction
from core.store.ports.inbox import TooLateToJoin
from core.store.ports.message_log import ERASED
from core.store.ports.store import Store
from core.store.sql.store import SqlStore
from tests.core.quota.samples import charge, spend
from tests.core.store.samples import ADA, BO, PLACE, delta, request, turn

T = TypeVar("T")
UNITS = 16
START = 20_000 * 86_400.0
CALLS = replace(charge("bot", Budget(amount=1_000, period="day", measure="calls")), scope="bot")
RATE = charge("user", Rate(units=1_000, period="hour"))


async def at_once(unit: Callable[[int], Awaitable[T]]) -> list[T]:
    """Starts sixteen units together and returns their results."""
    return list(await asyncio.gather(*(unit(number) for number in range(UNITS))))


async def test_one_of_many_claims_ends_and_joins_counts(store: SqlStore) -> None:
    assert sorted(await at_once(lambda _: store.accept(request("1"), [RATE, CALLS], START))) == [False] * 15 + [True]
    assert await store.spent_budgets(["bot"], START) == {"bot": 1}

    async def join(number: int) -> bool:
        try:
            return await store.accept(request(f"joins {number}"), [RATE], START, joins="1")
        except TooLateToJoin:
            return False

    assert (await at_once(join)).count(True) == 1
    jobs = [job for job in await at_once(lambda n: store.claim_job("1", f"process {n}", START)) if job]
    assert [job.run for job in jobs] == [1]
    assert (await at_once(lambda n: store.request_stop("1", f"{n}"))) == [True] * UNITS
    stopped = await store.job("1")
    assert stopped is not None
    assert (await at_once(lambda _: store.finish_job("1", "stopped", START, run=1))).count(True) == 1
    assert (await at_once(lambda _: store.begin_answer("1"))) == [False] * UNITS  # it is joined


async def test_of_a_limit_of_everything_exactly_as_much_is_given(store: SqlStore) -> None:
    charges = [
        charge("user", Rate(units=20, period="hour"), 2),
        charge("jobs", ConcurrencyLimit(jobs=9, seconds=60.0)),
        replace(charge("bot", Budget(amount=24, period="day", measure="calls"), 3), scope="bot"),
    ]

    async def accept(number: int) -> bool:
        try:
            return await store.accept(request(str(number)), random.sample(charges, 3), START)
        except LimitReached:
            return False

    assert (await at_once(accept)).count(True) == 8
    assert await store.spent_budgets(["bot"], START) == {"bot": 24}
    assert await store.arrival_times(["user"]) == {"user": microseconds(START + 16 * 180)}
    taken = await store.unfinished_jobs()
    await asyncio.gather(*(store.finish_job(id, "failed", START) for id in taken), store.prune_allowances(START))
    assert await store.spent_budgets(["bot"], START) == {"bot": 0}
    assert (await at_once(lambda number: accept(100 + number))).count(True) == 8


async def test_what_jobs_cost_beyond_their_estimates_is_added_up(store: SqlStore) -> None:
    await at_once(lambda number: store.accept(request(str(number)), [RATE, CALLS], START))

    async def run(number: int) -> None:
        for call in range(3):
            await store.begin_call(f"{number}-{call}", "hub", START, str(number))
            await store.record(spend(str(number), 1), f"{number}-{call}")
        await store.finish_job(str(number), "done", START)

    await at_once(run)
    assert await store.spent_budgets(["bot"], START) == {"bot": 3 * UNITS}
    assert await store.arrival_times(["user"]) == {"user": microseconds(START + 3 * UNITS * 3.6)}
    assert await store.unfinished_calls("hub", 0.0) == []
    assert len(await store.spends(None, 0.0)) == 3 * UNITS


async def test_turns_checkpoints_receipts_and_feedback_are_added_or_replaced(store: SqlStore) -> None:
    await store.accept(request("1"), [], START)
    await store.record(spend("1", 1))

    async def write(number: int) -> None:
        await store.append_turns(random.sample([turn("1", n, text=f"{number}") for n in range(4)], 4))
        await store.append_turns([turn(f"own {number}")])
        await store.save_checkpoint("1", f"part {number % 4}", number)
        await store.save_receipt("1", {"by": number}, random.sample([f"m{n}" for n in range(4)], 4))
        await store.record_feedback("1", ADA.key, bool(number % 2), START)
        await store.save_reminder(request("later"), START + number)

    await at_once(write)
    assert [each.ordinal for each in await store.turns_of_job("1")] == [0, 1, 2, 3]
    assert len(await store.load_turns("lounge", 100)) == 4 + UNITS
    assert sorted(await store.checkpoints("1")) == [f"part {n}" for n in range(4)]
    assert (await store.receipt("1"))["by"] in range(UNITS)
    assert await store.job_of_message("m3") == "1"
    (entry,) = await store.spends(None, 0.0)
    assert entry.liked + entry.disliked == 1
    assert [each.id for each in await store.due_reminders(START + UNITS)] == ["later"]
    await at_once(lambda n: store.delete_turns("1") if n % 2 else store.delete_conversation("lounge"))
    assert await store.load_turns("lounge", 100) == []


async def test_preferences_and_actions_of_many_are_all_there(store: SqlStore) -> None:
    action = StoredAction(action=Run(command="limerick"), job="1", requester=ADA.key, place=PLACE)

    async def write(number: int) -> None:
        await store.set_preference(ADA.key, f"own {number}", number)
        await store.set_preference(ADA.key, "shared", number)
        ids = [f"a{each}" for each in range(8)]
        await store.save_actions(dict.fromkeys(random.sample(ids, 8), action), START)

    await at_once(write)
    assert len(await store.preferences(ADA.key)) == UNITS + 1
    assert await asyncio.gather(*(store.stored_action(f"a{n}") for n in range(8))) == [action] * 8


async def test_the_log_of_a_room_is_one_row_of_lines(store: SqlStore) -> None:
    opened = await at_once(lambda n: store.append("lounge", "1", ADA.key, None, [delta(f"{n}")], START, first=True))
    assert sum(number is not None for number in opened) == 1

    async def write(number: int) -> None:
        reply = str(number)
        numbers = [await store.append("lounge", reply, BO.key, None, [delta(f"{n}")], START) for n in range(3)]
        await store.replace("lounge", reply, [each for each in numbers if each], delta("whole"))
        await store.erase("lounge", reply if number % 2 else "nobody's", START)

    await at_once(write)
    lines = await store.read("lounge", 0, "anyone")
    assert [line.number for line in lines] == sorted({line.number for line in lines})
    assert sum(line.content == ERASED for line in lines) == UNITS // 2
    assert sum(line.content == delta("whole") for line in lines) == UNITS // 2
    page = await store.read_back("lounge", "anyone", 100)
    assert len({line.reply for line in page.entries}) == UNITS // 2


async def test_bytes_stay_as_long_as_somebody_owns_them(store: SqlStore) -> None:
    for turn_of in range(4):

        async def put_or_forget(number: int, turn_of: int = turn_of) -> None:
            if number % 2:
                await store.put(b"fox", "image/png", "fox.png", f"owner {number}", START)
            else:
                await store.forget_person(f"owner {number + 1 - 2 * (turn_of % 2)}", START)

        await at_once(put_or_forget)
        await store.put(b"fox", "image/png", "fox.png", "the last owner", START)
        media = await store.find(sha256(b"fox").hexdigest())
        assert media is not None
        assert await store.get(media.sha256) == b"fox"
        await at_once(lambda n: store.forget_person(f"owner {n}" if n else "the last owner", START))
        assert await store.find(media.sha256) is None


async def test_what_a_forgotten_person_still_does_leaves_nothing_behind(store: SqlStore) -> None:
    clock = SystemClock()

    async def run(number: int) -> None:
        id = str(number)
        await store.accept(request(id), [RATE], START)
        job = await store.claim_job(id, "me", START)
        assert job is not None
        fenced: Store = store.fenced(job, clock)
        try:
            for _ in range(3):
                await fenced.append_turns([turn(id)])
                await fenced.save_checkpoint(id, "part", 1)
                await fenced.append("lounge", id, ADA.key, None, [delta("Hi")], START)
            await fenced.finish_job(id, "done", START, run=job.run)
        except RunOver:
            await store.finish_job(id, "stopped", START)

    await asyncio.gather(at_once(run), *(store.forget_person(ADA.key, START) for _ in range(4)))
    await store.forget_person(ADA.key, START)
    assert await store.load_turns("lounge", 100) == []
    assert await store.unfinished_jobs() == []
    assert {line.author for line in await store.read("lounge", 0, "anyone")} <= {""}


async def test_expiring_while_others_write_takes_only_what_is_old(store: SqlStore) -> None:
    async def write(number: int) -> None:
        for age in (0.0, 100.0):
            id = f"{number} {age:g}"
            await store.accept(request(id), [], START - age)
            await store.append_turns([turn(id, at=START - age)])
            await store.finish_job(id, "done", START - age)

    await asyncio.gather(at_once(write), *(store.expire(START - 50.0) for _ in range(3)))
    await store.expire(START - 50.0)
    assert {each.at for each in await store.load_turns("lounge", 100)} == {START}
    assert len(await store.load_turns("lounge", 100)) == UNITS
