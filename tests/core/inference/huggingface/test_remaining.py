"""The rest of the router's own limit holds the next request back before the router has to refuse it."""

import asyncio
import sys
from pathlib import Path

import pytest

from core.domain.errors import LimitReached
from core.domain.tasks import Task
from core.inference.fair_gate import FairGate
from core.inference.outputs import Finished, Remaining, Waiting
from core.inference.requests import ChatMessage, ChatRequest
from core.inference.router import Router
from core.store.sqlite.store import SqliteStore
from tests.core.inference.huggingface.conftest import MakeEngine, QuickClock, collect
from tests.servers.hub_server import HubServer, Refusal, Stream

CHAT = "/chat/completions"
HELLO = ChatRequest(messages=(ChatMessage(role="user", text="hello"),), user="ada", job="1")


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
    engine = await make(chat_completion=["org/chat"])
    store, clock = await SqliteStore.open(tmp_path), QuickClock()
    router = Router({Task.CHAT_COMPLETION: [engine]}, FairGate(store, clock, {}, longest_wait_seconds=100))
    try:
        first = (await collect(router.chat_completion(HELLO)))[-1]
        assert isinstance(first, Finished)
        assert first.remaining == Remaining(calls=1, seconds=300, limit=10, window=300)
        clock.time += 300
        await collect(router.chat_completion(HELLO))
        began = clock.time
        outputs = await collect(router.chat_completion(HELLO))
        assert clock.time - began >= 60
        assert any(isinstance(output, Waiting) and output.sentence.id == "gate-waiting" for output in outputs)
        server.script[CHAT] = [saying(0, 600)]
        await collect(router.chat_completion(HELLO))
        asked = len(server.posts())
        with pytest.raises(LimitReached) as refused:
            await collect(router.chat_completion(HELLO))
        assert refused.value.seconds == 600
        assert len(server.posts()) == asked
    finally:
        await store.close()


async def test_limits_of_other_servers_are_not_the_routers(
    elsewhere: HubServer, make: MakeEngine, server: HubServer
) -> None:
    elsewhere.script[CHAT] = [saying(0, 600)]
    engine = await make(chat_completion=[f"mine@{elsewhere.url}/v1"])
    finished = (await collect(engine.chat_completion(HELLO)))[-1]
    assert isinstance(finished, Finished)
    assert finished.remaining is None


async def test_the_library_that_reads_a_limit_is_not_imported_on_the_loop(elsewhere: HubServer) -> None:
    elsewhere.script[CHAT] = [Refusal(status=429, headers={"RateLimit": '"api";r=0;t=1'})]
    code = f"""
import asyncio, sys, threading
from core.domain.tasks import Task
from core.inference.outputs import TextChunk
from core.inference.requests import ChatMessage, ChatRequest
from core.inference.huggingface.configuration import Configuration
from core.inference.huggingface.engine import HuggingFace
from core.inference.huggingface.references import parse_references

class Watch:
    begun = []

    @classmethod
    def find_spec(cls, name, path=None, target=None):
        if threading.current_thread() is threading.main_thread():
            cls.begun.append(name)

async def main():
    references = parse_references(["mine@{elsewhere.url}/openai/v1"])
    engine = HuggingFace(Configuration(models={{Task.CHAT_COMPLETION: references}}))
    sys.meta_path.insert(0, Watch)
    request = ChatRequest(messages=(ChatMessage(role="user", text="hello"),))
    print("".join([output.text async for output in engine.chat_completion(request) if isinstance(output, TextChunk)]))
    await engine.aclose()
    print([name for name in Watch.begun if name.startswith(("huggingface_hub", "httpx2", "aiohttp"))])

asyncio.run(main())
"""
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", code, stdout=asyncio.subprocess.PIPE)
    out, _ = await process.communicate()
    assert out.decode().splitlines() == ["Once upon a time", "[]"]
