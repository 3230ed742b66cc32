"""An engine on a loopback Hugging Face, with a clock that does not wait."""

import asyncio
import random
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import AsyncExitStack, aclosing
from dataclasses import replace
from typing import Protocol

import pytest

from core.domain.tasks import Task
from core.inference.huggingface.configuration import Configuration
from core.inference.huggingface.credentials import Credentials, FixedToken
from core.inference.huggingface.engine import HuggingFace
from core.inference.huggingface.references import parse_references
from core.inference.outputs import Calling, Output, whole_text
from tests.servers.hub_server import HubServer
from tests.servers.hub_server.server import TOKEN


class QuickClock:
    """Time that passes only while somebody sleeps."""

    def __init__(self) -> None:
        self.time = 1_000_000.0
        self.slept: list[float] = []

    def now(self) -> float:
        return self.time

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.time += seconds
        await asyncio.sleep(0)


class MakeEngine(Protocol):
    """Makes an engine; closed when the test ends."""

    async def __call__(self, *, configuration: Configuration | None = None, **models: Sequence[str]) -> HuggingFace: ...


@pytest.fixture
async def server() -> AsyncIterator[HubServer]:
    async with HubServer(prompt=True) as server:
        server.add("org/chat", "image-text-to-text", novita="conversational", together="conversational")
        server.add("org/other", "text-generation", novita="conversational")
        server.add("org/base", "text-generation", featherless_ai="text-generation")
        server.add("org/painter", "text-to-image", fal_ai="text-to-image", nscale="text-to-image")
        server.add("org/speaker", "text-to-speech", deepinfra="text-to-speech")
        yield server


@pytest.fixture
async def elsewhere() -> AsyncIterator[HubServer]:
    """A server outside Hugging Face."""
    async with HubServer(token=None, prompt=True) as server:
        yield server


@pytest.fixture
def clock() -> QuickClock:
    return QuickClock()


@pytest.fixture
def credentials(server: HubServer) -> Credentials:
    return Credentials(source=FixedToken(TOKEN), hub=server.url, router=server.router)


@pytest.fixture
async def make(credentials: Credentials, clock: QuickClock) -> AsyncIterator[MakeEngine]:
    async with AsyncExitStack() as stack:

        async def make(*, configuration: Configuration | None = None, **models: Sequence[str]) -> HuggingFace:
            chosen = {Task(task): parse_references(texts) for task, texts in models.items()}
            base = configuration or Configuration(credentials=credentials)
            engine = HuggingFace(replace(base, models=chosen), clock, random.Random(1))  # noqa: S311
            stack.push_async_callback(engine.aclose)
            return engine

        yield make


async def collect(outputs: AsyncGenerator[Output, None], found: list[Output] | None = None) -> list[Output]:
    """All outputs that users see; `found` also gets those before an error."""
    found = [] if found is None else found
    async with aclosing(outputs):
        async for output in outputs:
            if not isinstance(output, Calling):
                found.append(output)
    return found


def text(outputs: Sequence[Output]) -> str:
    """The text of the answer."""
    return whole_text(outputs)
