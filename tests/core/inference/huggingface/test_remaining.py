"""What the router says is left of its own limit holds the next call back before it has to refuse one."""

from pathlib import Path

import pytest

from core.errors import LimitReached
from core.inference.engine import ChatAsk, ChatMessage, Finished, Remaining, Task, Waiting
from core.inference.fair_gate import FairGate
from core.inference.router import Router
from core.store.sqlite import SqliteStore
from tests.core.inference.huggingface.conftest import MakeEngine, QuickClock, collect
from tests.servers.hub_server import HubServer, Stream

CHAT = "/chat/completions"
HELLO = ChatAsk(messages=(ChatMessage(role="user", text="hello"),), user="ada", job="1")


def saying(left: int, seconds: int) -> Stream:
    return Stream(
        headers={
            "RateLimit": f'"api";r={left};t={seconds}',
            "RateLimit-Policy": '"fixed window";"api";q=10;w=300',
        }
    )


async def test_an_exhausted_limit_is_waited_for_without_a_call(
    server: HubServer, make: MakeEngine, tmp_path: Path
) -> None:
    server.script[CHAT] = [saying(1, 300), saying(0, 60), saying(9, 300)]
    engine = await make(chat=["org/chat"])
    store, clock = await SqliteStore.open(tmp_path), QuickClock()
    router = Router({Task.CHAT: [engine]}, FairGate(store, clock, {}, longest_wait_seconds=100))
    try:
        first = (await collect(router.chat(HELLO)))[-1]
        assert isinstance(first, Finished)
        assert first.remaining == Remaining(calls=1, seconds=300, limit=10, window=300)
        clock.time += 300
        await collect(router.chat(HELLO))
        began = clock.time
        outputs = await collect(router.chat(HELLO))
        assert clock.time - began >= 60
        assert any(isinstance(output, Waiting) and output.sentence.id == "gate-waiting" for output in outputs)
        server.script[CHAT] = [saying(0, 600)]
        await collect(router.chat(HELLO))
        asked = len(server.posts())
        with pytest.raises(LimitReached) as refused:
            await collect(router.chat(HELLO))
        assert refused.value.seconds == 600
        assert len(server.posts()) == asked
    finally:
        await store.close()


async def test_what_a_server_of_ones_own_says_is_its_own(
    elsewhere: HubServer, make: MakeEngine, server: HubServer
) -> None:
    elsewhere.script[CHAT] = [saying(0, 600)]
    engine = await make(chat=[f"mine@{elsewhere.url}/v1"])
    finished = (await collect(engine.chat(HELLO)))[-1]
    assert isinstance(finished, Finished)
    assert finished.remaining is None
