"""Every request to a provider passes the gate, including retries and requests for the next model."""

from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from core.domain.errors import LimitReached
from core.domain.limits import Rate
from core.domain.tasks import Task
from core.inference.cache import CachedEngine
from core.inference.fair_gate import FairGate
from core.inference.outputs import Finished
from core.inference.requests import ChatMessage, ChatRequest
from core.inference.router import Router
from core.store.sqlite.store import SqliteStore
from tests.core.inference.huggingface.conftest import MakeEngine, QuickClock, collect, text
from tests.servers.hub_server import HubServer, Refusal, Stream

CHAT = "/chat/completions"
HELLO = ChatRequest(messages=(ChatMessage(role="user", text="hello"),), seed=3, user="ada", job="1")


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqliteStore]:
    found = await SqliteStore.open(tmp_path)
    yield found
    await found.close()


def gate(store: SqliteStore, clock: QuickClock, units: int) -> FairGate:
    """A gate without a line: a request without room is refused."""
    return FairGate(store, clock, {"huggingface": Rate(units=units, period="month")}, longest_wait_seconds=0, share=1.0)


async def outcomes(store: SqliteStore) -> list[tuple[str, str, int]]:
    return [(spend.engine, spend.outcome, spend.units) for spend in await store.spends(None, 0)]


async def test_a_request_that_is_made_again_takes_room_again(
    server: HubServer, make: MakeEngine, store: SqliteStore, clock: QuickClock
) -> None:
    server.script[CHAT] = [Refusal(status=503), Refusal(status=503)]
    router = Router({Task.CHAT_COMPLETION: [await make(chat_completion=["org/chat:novita"])]}, gate(store, clock, 4))
    assert text(await collect(router.chat_completion(HELLO)))
    failed, done = ("huggingface", "failed", 0), ("huggingface", "ok", 1)
    assert await outcomes(store) == [failed, failed, done]
    await collect(router.chat_completion(HELLO))
    with pytest.raises(LimitReached):
        await collect(router.chat_completion(HELLO))
    assert len(server.posts()) == 4


async def test_a_retry_without_room_is_not_sent(
    server: HubServer, make: MakeEngine, store: SqliteStore, clock: QuickClock
) -> None:
    server.always[CHAT] = Refusal(status=503)
    router = Router(
        {Task.CHAT_COMPLETION: [await make(chat_completion=["org/chat:novita", "org/other:novita"])]},
        gate(store, clock, 2),
    )
    with pytest.raises(LimitReached) as refused:
        await collect(router.chat_completion(HELLO))
    assert refused.value.sentence.id == "gate-too-long"
    assert len(server.posts()) == 2


async def test_a_server_of_ones_own_takes_nothing_of_the_providers_room(
    server: HubServer, elsewhere: HubServer, make: MakeEngine, store: SqliteStore, clock: QuickClock
) -> None:
    engine = await make(chat_completion=[f"mine@{elsewhere.url}/v1", "org/chat:novita"])
    allowed = gate(store, clock, 1)
    router = Router({Task.CHAT_COMPLETION: [engine]}, allowed)
    elsewhere.always[CHAT] = Stream()
    for _ in range(3):
        await collect(router.chat_completion(HELLO))
    elsewhere.always[CHAT] = Refusal(status=404)
    assert text(await collect(router.chat_completion(HELLO)))
    with pytest.raises(LimitReached):
        await collect(router.chat_completion(HELLO))
    assert (len(elsewhere.posts()), len(server.posts())) == (5, 1)
    mine = urlsplit(elsewhere.url).netloc
    assert (await outcomes(store))[:5] == [
        *[(mine, "ok", 1)] * 3,
        (mine, "failed", 0),
        ("huggingface", "ok", 1),
    ]
    again = gate(store, clock, 1)
    await again.restore()
    elsewhere.always[CHAT] = Stream()
    await collect(Router({Task.CHAT_COMPLETION: [engine]}, again).chat_completion(HELLO))


async def test_a_pause_that_a_server_of_ones_own_asks_for_holds_back_nobody_else(
    server: HubServer, elsewhere: HubServer, make: MakeEngine, store: SqliteStore, clock: QuickClock
) -> None:
    elsewhere.script[CHAT] = [Refusal(status=429, headers={"retry-after": "600"})]
    engine = await make(chat_completion=["org/chat:novita"])
    own = await make(chat_completion=[f"mine@{elsewhere.url}/v1"])
    open_gate = FairGate(store, clock, {}, longest_wait_seconds=0)
    with pytest.raises(LimitReached):
        await collect(Router({Task.CHAT_COMPLETION: [own]}, open_gate).chat_completion(HELLO))
    assert text(await collect(Router({Task.CHAT_COMPLETION: [engine]}, open_gate).chat_completion(HELLO)))
    with pytest.raises(LimitReached):
        await collect(Router({Task.CHAT_COMPLETION: [own]}, open_gate).chat_completion(HELLO))
    assert len(elsewhere.posts()) == 1


async def test_a_cached_answer_is_no_request(
    server: HubServer, make: MakeEngine, store: SqliteStore, clock: QuickClock
) -> None:
    cached = CachedEngine(await make(chat_completion=["org/chat:novita"]), store, clock)
    router = Router({Task.CHAT_COMPLETION: [cached]}, gate(store, clock, 1))
    ends = [(await collect(router.chat_completion(HELLO)))[-1] for _ in range(3)]
    assert [isinstance(end, Finished) and end.cached for end in ends] == [False, True, True]
    assert len(server.posts()) == 1
    assert [units for _, _, units in await outcomes(store)] == [1, 0, 0]
