"""The Hugging Face engine beside huggingface_hub's own client, and the event loop beside an idle loop.

Both sides use the same loopback server, which runs in a process of its own. During the measurement of the loop, the Hub
is slow and the engine looks up the model's mapping again.
"""

import asyncio
import time
from collections.abc import Iterator
from contextlib import aclosing
from multiprocessing import get_context
from multiprocessing.connection import Connection

from benchmarks.comparison import Comparison, Scale, compared
from benchmarks.loop_lag import loop_lag
from core.domain.clock import SystemClock
from core.domain.tasks import Task
from core.inference.huggingface.configuration import Configuration
from core.inference.huggingface.credentials import Credentials, FixedToken
from core.inference.huggingface.engine import HuggingFace
from core.inference.huggingface.provider_mappings import FRESH_SECONDS
from core.inference.huggingface.references import parse_references
from core.inference.outputs import TextChunk
from core.inference.requests import ChatMessage, ChatRequest
from tests.servers.hub_server import HubServer
from tests.servers.hub_server.making import noise

STREAMS = 30
PICTURES = 10
HUB_SECONDS = 0.3
"""The time that the Hub takes for a response."""
MODEL = "org/chat"


class ShiftedClock(SystemClock):
    """The system's time plus a shift."""

    def __init__(self) -> None:
        self.shift = 0.0

    def now(self) -> float:
        """Seconds since the epoch."""
        return super().now() + self.shift


def compare(scale: Scale) -> Iterator[Comparison]:
    """The time of a streamed answer, then the lag of the loop while large pictures are sent."""
    context = get_context("spawn")
    here, there = context.Pipe()
    serving = context.Process(target=_serve, args=(there,), daemon=True)
    serving.start()
    try:
        yield from asyncio.run(_compare(here.recv(), scale))
    finally:
        serving.terminate()
        serving.join()


def _serve(there: Connection) -> None:
    async def serve() -> None:
        async with HubServer(token=None, prompt=True) as server:
            server.add(MODEL, "image-text-to-text", novita="conversational")
            server.slow["/api/models/"] = HUB_SECONDS
            there.send(server.url)
            await asyncio.Event().wait()

    asyncio.run(serve())


async def _compare(url: str, scale: Scale) -> list[Comparison]:
    from huggingface_hub import AsyncInferenceClient

    engine = HuggingFace(Configuration(models={Task.CHAT_COMPLETION: parse_references([f"mine@{url}/openai/v1"])}))
    clock = ShiftedClock()
    seeing = HuggingFace(
        Configuration(
            models={Task.CHAT_COMPLETION: parse_references([f"{MODEL}:novita"])},
            credentials=Credentials(source=FixedToken("hf_none"), hub=url, router=f"{url}/router"),
        ),
        clock,
    )
    lags: list[tuple[float, float]] = []
    picture = noise()
    async with AsyncInferenceClient(base_url=f"{url}/openai/v1", api_key="none") as client:
        streams = [(await _ours(engine), await _theirs(client)) for _ in range(scale.rounds + 1)]
        for _ in range(scale.rounds + 1):
            clock.shift += 2 * FRESH_SECONDS
            start = time.perf_counter()
            async with loop_lag() as busy:
                await asyncio.gather(*(_answered(seeing, picture) for _ in range(PICTURES)))
            duration = time.perf_counter() - start
            async with loop_lag() as idle:
                await asyncio.sleep(duration)
            lags.append((max(busy), max(idle)))
    await engine.aclose()
    await seeing.aclose()
    return [
        compared("a streamed answer", "AsyncInferenceClient's", streams[1:]),
        compared(
            f"the loop's worst lag, {PICTURES} pictures of 4 MB in flight at a slow Hub", "an idle loop's", lags[1:]
        ),
    ]


async def _ours(engine: HuggingFace) -> float:
    start = time.perf_counter()
    for _ in range(STREAMS):
        assert await _answered(engine) == "Once upon a time"
    return (time.perf_counter() - start) / STREAMS


async def _theirs(client: object) -> float:
    from huggingface_hub import AsyncInferenceClient

    assert isinstance(client, AsyncInferenceClient)
    start = time.perf_counter()
    for _ in range(STREAMS):
        said = ""
        async for chunk in await client.chat_completion([{"role": "user", "content": "hello"}], stream=True):
            said += (chunk.choices[0].delta.content or "") if chunk.choices else ""
        assert said == "Once upon a time"
    return (time.perf_counter() - start) / STREAMS


async def _answered(engine: HuggingFace, *pictures: bytes) -> str:
    request = ChatRequest(messages=(ChatMessage(role="user", text="hello", pictures=pictures),))
    async with aclosing(engine.chat_completion(request)) as outputs:
        return "".join([output.text async for output in outputs if isinstance(output, TextChunk)])
