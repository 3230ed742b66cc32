"""The contract of the queues before engines, in one process and in a store that processes share."""

import asyncio
import random
from collections.abc import Sequence

import pytest

from core.domain.errors import StoreAway
from core.domain.limits import MICROSECONDS, Rate
from core.domain.sentences import say
from core.domain.tasks import Task
from core.inference.local_queues import LocalQueues
from core.quota.fair_queue import ProviderLimit, QueueLimits
from core.store.ports.provider_queues import Hold, ProviderQueue, ProviderQueues, QueuedRequest
from core.store.sql.store import SqlStore
from tests.core.store.samples import ADA

SECOND = MICROSECONDS
START = 1_700_000_000 * SECOND
CHAT = Task.CHAT_COMPLETION
FOUR = QueueLimits(rate=Rate(units=4, period="minute"), share=1.0)


@pytest.fixture(params=["local", "sqlite", "postgresql"])
def queues(request: pytest.FixtureRequest) -> ProviderQueues:
    """Empty queues of each kind."""
    if request.param == "local":
        return LocalQueues()
    found: SqlStore = request.getfixturevalue("sqlite_store" if request.param == "sqlite" else "postgres_store")
    return found


def asked(id: str, user: str = "", number: int = START, weight: float = 1.0, task: Task = CHAT) -> QueuedRequest:
    return QueuedRequest(id=id, task=task, user=user or id, weight=weight, number=number)


async def joined(queue: ProviderQueue, ids: str, at: int, user: str = "") -> list[str]:
    """Joins requests one after the other; returns those that were admitted."""
    return [each for number, id in enumerate(ids) for each in await queue.join(asked(id, user, at + number), at)]


async def test_a_window_admits_its_units_and_the_next_one_when_the_first_leaves_it(queues: ProviderQueues) -> None:
    queue = queues.provider_queue("hub", FOUR)
    assert await joined(queue, "abcdef", START) == list("abcd")
    assert (queue.is_admitted("d"), queue.is_admitted("e")) == (True, False)
    assert (queue.position("e"), queue.position("f")) == (0, 1)
    assert queue.wait_us("e", START) == 60 * SECOND
    assert queue.next_check(START) is not None
    assert await queue.look(START + 59 * SECOND) == []
    assert sorted(await queue.look(START + 60 * SECOND)) == ["e", "f"]
    assert await joined(queues.provider_queue("another", FOUR), "g", START) == ["g"]


async def test_a_request_that_is_not_sent_and_one_from_a_cache_leave_the_window(queues: ProviderQueues) -> None:
    queue = queues.provider_queue("hub", FOUR)
    assert await joined(queue, "abcde", START) == list("abcd")
    assert await queue.leave("a", START) == ["e"]
    assert await joined(queue, "fg", START) == []
    assert await queue.finish("b", START, None, free=True) == ["f"]
    assert await queue.finish("c", START, None, free=False) == []
    assert await queue.leave("g", START) == []
    assert await queue.finish("d", START, None, free=True) == [], "nobody waits"


async def test_requests_under_way_are_bounded(queues: ProviderQueues) -> None:
    queue = queues.provider_queue("hub", QueueLimits(concurrency=2))
    assert await joined(queue, "abcd", START) == list("ab")
    assert await queue.finish("a", START + SECOND, None, free=False) == ["c"]
    assert await queue.look(START + SECOND) == []


async def test_the_least_used_goes_first_for_their_weight_and_equals_by_their_arrival(queues: ProviderQueues) -> None:
    queue = queues.provider_queue("hub", QueueLimits(concurrency=1))
    order = await joined(queue, "abcd", START, "heavy")
    for number, (id, user, weight) in enumerate(
        [("late", "light", 1.0), ("double", "favoured", 2.0), ("again", "favoured", 2.0), ("early", "other", 1.0)]
    ):
        await queue.join(asked(id, user, START + (100 if id != "early" else -1) + number, weight), START)
    for _ in range(7):
        order += await queue.finish(order[-1], START + SECOND, None, free=False)
    assert order == ["a", "early", "late", "double", "again", "b", "c", "d"]


async def test_what_a_provider_tells_counts_without_what_is_under_way(queues: ProviderQueues) -> None:
    queue = queues.provider_queue("hub", QueueLimits())
    assert await joined(queue, "abc", START) == list("abc")
    told = ProviderLimit(remaining=3, resets_at=START + 60 * SECOND, limit=4, window=60 * SECOND)
    await queue.finish("a", START, told, free=False)
    assert await joined(queue, "de", START) == []
    assert await queue.look(START + 30 * SECOND) == ["d"], "one is left: in the middle of the time"
    assert await queue.look(START + 59 * SECOND) == []
    assert await queue.look(START + 60 * SECOND) == ["e"]


async def test_a_pause_is_for_its_task_and_the_longest_counts(queues: ProviderQueues) -> None:
    queue = queues.provider_queue("hub", QueueLimits())
    await queue.hold(CHAT, Hold(until=START + 30 * SECOND), START)
    await queue.hold(CHAT, Hold(until=START + 10 * SECOND), START)
    await queue.hold(CHAT, Hold(until=START + 9 * SECOND, sentence=say("engine-not-here")), START)
    assert queue.holds(CHAT) == [
        Hold(until=START + 9 * SECOND, sentence=say("engine-not-here")),
        Hold(until=START + 30 * SECOND),
    ]
    assert queue.holds(Task.TEXT_TO_IMAGE) == []
    assert await queue.join(asked("a", task=Task.TEXT_TO_IMAGE), START) == ["a"]


async def test_requests_from_before_fill_the_window_once(queues: ProviderQueues) -> None:
    queue = queues.provider_queue("hub", FOUR)
    since = START - 60 * SECOND
    assert await queue.complete_since(START) > since
    await queue.restore([(START - 10 * SECOND, "a"), (START - 50 * SECOND, "b"), (START + SECOND, "")], since, START)
    assert await joined(queue, "cd", START) == ["c"]
    assert await queue.look(START + 10 * SECOND) == ["d"]


async def test_a_clock_that_is_set_back_lengthens_no_wait(queues: ProviderQueues) -> None:
    """The gate's own time never goes back; that of a database may."""
    queue = queues.provider_queue("hub", FOUR)
    assert await joined(queue, "abcd", START) == list("abcd")
    if isinstance(queues, LocalQueues):
        return
    back = START - 86_400 * SECOND
    assert await joined(queue, "e", back) == []
    assert queue.wait_us("e", back) == 60 * SECOND
    assert await queue.look(back + 60 * SECOND) == ["e"]


# Several processes.


async def test_processes_share_the_window_and_the_places(store: SqlStore) -> None:
    one, two = (store.provider_queue("hub", QueueLimits(rate=FOUR.rate, concurrency=3, share=1.0)) for _ in range(2))
    assert await joined(one, "ab", START) == ["a", "b"]
    assert await joined(two, "cd", START) == ["c"]
    assert await one.finish("a", START, None, free=False) == []
    assert await two.look(START) == ["d"], "the other process has made room, and admitted it"
    await two.finish("c", START, None, free=False)
    await joined(two, "e", START)
    assert (two.position("e"), two.wait_us("e", START)) == (0, 60 * SECOND)
    assert await one.leave("b", START + SECOND) == []
    assert await two.look(START + SECOND) == ["e"]


async def test_who_is_next_is_decided_over_all_processes(store: SqlStore) -> None:
    one, two = (store.provider_queue("hub", QueueLimits(concurrency=1)) for _ in range(2))
    assert await joined(one, "abc", START, "heavy") == ["a"]
    assert await joined(two, "l", START + SECOND, "light") == []
    assert two.position("l") == 0
    await one.look(START + SECOND)
    assert [one.position(id) for id in "bc"] == [1, 2]
    assert await one.finish("a", START + SECOND, None, free=False) == []
    assert await two.look(START + SECOND) == ["l"]


async def test_a_process_learns_of_its_turn_and_of_pauses_without_looking_again(store: SqlStore) -> None:
    one, two = (store.provider_queue("hub", QueueLimits(concurrency=1)) for _ in range(2))
    await joined(one, "a", START)
    await joined(two, "b", START)
    with two.listen() as news:
        await one.finish("a", START, None, free=False)
        await asyncio.wait_for(news.wait(), 30)
        news.clear()
        assert await two.look(START) == ["b"]
        await one.hold(CHAT, Hold(until=START + 30 * SECOND), START)
        await asyncio.wait_for(news.wait(), 30)
        await two.look(START)
    assert two.holds(CHAT) == [Hold(until=START + 30 * SECOND)]
    assert await two.join(asked("c"), START) == []
    assert await two.leave("c", START) == []


async def test_what_could_not_be_told_is_told_once_the_store_is_back(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = (store.provider_queue("hub", QueueLimits(concurrency=2)) for _ in range(2))
    assert await joined(one, "ab", START) == ["a", "b"]
    await joined(two, "cd", START)
    tries = 0

    async def away(*_: object, **__: object) -> None:
        nonlocal tries
        tries += 1
        await asyncio.sleep(0)
        raise StoreAway("store-failed")

    with monkeypatch.context() as patched:
        patched.setattr(store._database, "write", away)
        pause = one.hold(Task.TEXT_TO_IMAGE, Hold(until=START + 30 * SECOND), START)
        ends = (one.finish("a", START, None, free=False), one.leave("b", START), pause)
        looks = [one.look(START) for _ in range(20)]
        failed = await asyncio.gather(*ends, *looks, return_exceptions=True)
        assert all(isinstance(each, StoreAway) for each in failed)
        assert tries == 2, "those who have waited for one failure do not wait for twenty"
    await one.renew(START + SECOND)
    assert await two.look(START + SECOND) == ["c", "d"]
    assert two.holds(Task.TEXT_TO_IMAGE) == [Hold(until=START + 30 * SECOND)]


async def test_without_notifications_those_who_wait_look_each_second(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = (store.provider_queue("hub", QueueLimits(concurrency=1)) for _ in range(2))
    await joined(one, "a", START)
    monkeypatch.setattr(type(store._notifier), "reaches_all", False)
    await joined(two, "b", START)
    assert not two.is_due(START + SECOND - 1)
    assert two.is_due(START + SECOND)


async def test_what_waits_for_a_task_that_pauses_is_in_nobodys_way(store: SqlStore) -> None:
    one, two = (store.provider_queue("hub", QueueLimits(concurrency=1)) for _ in range(2))
    await joined(one, "ab", START)
    await two.join(asked("picture", number=START + 5, task=Task.TEXT_TO_IMAGE), START)
    await two.hold(CHAT, Hold(until=START + 30 * SECOND), START)
    await one.finish("a", START, None, free=False)
    assert await two.look(START) == ["picture"]
    await two.finish("picture", START, None, free=False)
    assert await one.look(START + 29 * SECOND) == []
    assert await one.look(START + 30 * SECOND) == ["b"]


async def test_a_process_that_is_gone_leaves_the_queue_and_what_it_sent_counts(store: SqlStore) -> None:
    limits = QueueLimits(rate=Rate(units=3, period="hour"), concurrency=1, share=1.0)
    gone, alive = (store.provider_queue("hub", limits) for _ in range(2))
    assert await joined(gone, "abc", START) == ["a"]
    assert await joined(alive, "d", START + 10 * SECOND) == []
    await alive.renew(START + 15 * SECOND)
    assert await alive.look(START + 19 * SECOND) == []
    assert await alive.look(START + 20 * SECOND) == ["d"]
    assert await alive.finish("d", START + 21 * SECOND, None, free=False) == []
    assert await joined(alive, "ef", START + 22 * SECOND) == ["e"]
    await alive.finish("e", START + 22 * SECOND, None, free=False)
    assert alive.wait_us("f", START + 22 * SECOND) == 3578 * SECOND, "what is gone has sent one"
    # It was only frozen.
    await gone.look(START + 23 * SECOND)
    assert gone.is_admitted("a")
    assert await alive.look(START + 3600 * SECOND) == ["f"]


async def test_a_frozen_process_takes_its_place_again(store: SqlStore) -> None:
    frozen, alive = (store.provider_queue("hub", QueueLimits(concurrency=1)) for _ in range(2))
    await joined(frozen, "ab", START)
    assert await joined(alive, "c", START + 30 * SECOND) == ["c"]
    await frozen.look(START + 31 * SECOND)
    await alive.finish("c", START + 32 * SECOND, None, free=False)
    assert await joined(alive, "d", START + 32 * SECOND) == [], "a still runs"
    assert await frozen.finish("a", START + 33 * SECOND, None, free=False) == ["b"]


async def test_a_process_that_renews_keeps_its_place(store: SqlStore) -> None:
    one, two = (store.provider_queue("hub", QueueLimits(concurrency=1)) for _ in range(2))
    await joined(one, "a", START)
    await joined(two, "b", START)
    for seconds in range(5, 65, 5):
        await one.renew(START + seconds * SECOND)
        assert await two.look(START + seconds * SECOND) == []


async def test_a_request_that_another_process_admitted_after_its_caller_left_is_taken_back(store: SqlStore) -> None:
    limits = QueueLimits(rate=Rate(units=2, period="hour"), concurrency=1, share=1.0)
    one, two = (store.provider_queue("hub", limits) for _ in range(2))
    await joined(one, "a", START)
    await joined(two, "b", START)
    await one.finish("a", START, None, free=False)  # and admits b
    assert await two.leave("b", START) == []
    assert await joined(one, "c", START) == ["c"]


async def test_the_first_process_restores_for_all(store: SqlStore) -> None:
    one, two = (store.provider_queue("hub", FOUR) for _ in range(2))
    since = START - 60 * SECOND
    for queue in (one, two):
        assert await queue.complete_since(START) > since
    for queue in (one, two):
        await queue.restore([(START - SECOND, "a"), (START - 2 * SECOND, "a")], since, START)
        assert await queue.complete_since(START) == since
    assert [*await joined(one, "bc", START), *await joined(two, "d", START)] == ["b", "c"]


async def test_a_person_who_is_forgotten_has_still_sent(store: SqlStore) -> None:
    one, two = (store.provider_queue("hub", FOUR) for _ in range(2))
    await joined(one, "abcd", START, ADA.key)
    await joined(two, "e", START, ADA.key)
    await store.forget_person(ADA.key, START / SECOND)
    names = "SELECT user_key FROM provider_call UNION ALL SELECT user_key FROM provider_waiter"
    assert await store._database.read(lambda transaction: transaction.execute(names).fetchall()) == [("",)] * 4
    assert await joined(two, "f", START + SECOND) == []
    assert await two.look(START + 60 * SECOND) == ["e", "f"]


@pytest.mark.parametrize("seed", range(2))
async def test_processes_at_once_never_exceed_a_limit_and_serve_everybody(store: SqlStore, seed: int) -> None:
    """Four processes with six requests each, in an order by chance, on a window of six and three places."""
    chance = random.Random(seed)  # noqa: S311 - an order of events
    limits = QueueLimits(rate=Rate(units=6, period="minute"), concurrency=3, share=chance.choice([0.5, 1.0]))
    processes = [store.provider_queue("hub", limits) for _ in range(4)]
    at, began, running, waiting = START, list[int](), dict[str, ProviderQueue](), dict[str, ProviderQueue]()
    left = [(f"{place} {number}", queue) for place, queue in enumerate(processes) for number in range(6)]
    chance.shuffle(left)

    def note(admitted: Sequence[str]) -> None:
        for id in admitted:
            running[id] = waiting.pop(id)
            began.append(at)

    while left or waiting or running:
        at += chance.choice([0, 1, 5]) * SECOND
        steps = [queue.look(at) for queue in processes]
        for _ in range(min(len(left), 3)):
            id, queue = left.pop()
            waiting[id] = queue
            steps.append(queue.join(asked(id, user=f"user {chance.randrange(3)}", number=at), at))
        ended = [id for id in running if chance.random() < 0.5]
        steps += [running.pop(id).finish(id, at, None, free=False) for id in ended]
        for admitted in await asyncio.gather(*steps):
            note(admitted)
        for queue in processes:
            note(await queue.look(at))
        assert len(running) <= 3
    assert len(began) == 24
    assert max(sum(each - 60 * SECOND < other <= each for other in began) for each in began) <= 6
