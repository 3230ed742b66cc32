"""Programs that ask a model server, one for each library: `python -m benchmarks.model_clients LIBRARY ADDRESS MODEL …`.

Each reads lines of JSON from stdin, with an action and a number, does so much at the same time, and prints what it
took as a line of JSON (`Taken`).
"""

import asyncio
import base64
import gc
import json
import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, aclosing, asynccontextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal, Self

from benchmarks.token_server import HELD, PAINTER, photo

Library = Literal["Troubadour", "AsyncInferenceClient", "AsyncOpenAI", "aiohttp"]
WORDS = [{"role": "user", "content": "Tell me a story."}]
KEY = "none"
WAIT_SECONDS = 300.0


@dataclass(frozen=True, kw_only=True)
class Taken:
    """The seconds of CPU, with those of child processes, and on the clock; the bytes of memory in the middle of it, and
    before."""

    cpu: float
    wall: float
    memory: int = 0
    before: int = 0


Stream = Callable[[str, Callable[[str], None]], Awaitable[None]]
"""Asks a model for a stream and calls a function with each text."""
Picture = Callable[[bytes], Awaitable[int]]
"""Sends a picture and returns the size of the one that comes back."""
Opened = AbstractAsyncContextManager[tuple[Stream, Picture | None]]


class ModelClient:
    """A program of one library, for some models of the token server. Use it with `async with`."""

    def __init__(self, library: Library, url: str, models: Iterable[str] = ()) -> None:
        self._words = (sys.executable, "-m", "benchmarks.model_clients", library, url, *models)

    async def __aenter__(self) -> Self:
        pipe = subprocess.PIPE
        self._process = await asyncio.create_subprocess_exec(*self._words, stdin=pipe, stdout=pipe)
        await self._line()
        return self

    async def __aexit__(self, *_: object) -> None:
        self._process.terminate()
        await self._process.wait()

    async def run(self, action: Literal["stream", "picture", "hold"], number: int, model: str = "") -> Taken:
        """Lets it do so much at the same time."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps([action, number, model]).encode() + b"\n")
        return Taken(**json.loads(await self._line()))

    async def _line(self) -> bytes:
        assert self._process.stdout is not None
        line = await asyncio.wait_for(self._process.stdout.readline(), WAIT_SECONDS)
        assert line, "the client has ended"
        return line


@asynccontextmanager
async def token_server() -> AsyncIterator[str]:
    """Runs the server in a process of its own; yields its address."""
    command = (sys.executable, "-m", "benchmarks.token_server")
    process = await asyncio.create_subprocess_exec(*command, stdout=subprocess.PIPE)
    assert process.stdout is not None
    try:
        yield f"http://127.0.0.1:{int(await process.stdout.readline())}"
    finally:
        process.terminate()
        await process.wait()


@asynccontextmanager
async def _troubadour(url: str, models: Sequence[str]) -> AsyncIterator[tuple[Stream, Picture | None]]:
    from core.domain.tasks import Task
    from core.inference.huggingface.configuration import Configuration
    from core.inference.huggingface.credentials import Credentials, FixedToken
    from core.inference.huggingface.engine import HuggingFace
    from core.inference.huggingface.references import parse_references
    from core.inference.outputs import ImageOutput, TextChunk
    from core.inference.requests import ChatMessage, ChatRequest, ImageRequest

    references = parse_references([f"{model}@{url}/v1" for model in (*models, HELD)])
    engine = HuggingFace(Configuration(models={Task.CHAT_COMPLETION: references}))
    painter = HuggingFace(
        Configuration(
            models={Task.TEXT_TO_IMAGE: parse_references([f"{PAINTER}:hf-inference"])},
            credentials=Credentials(source=FixedToken("hf_none"), hub=url, router=f"{url}/router"),
        )
    )

    async def stream(model: str, said: Callable[[str], None]) -> None:
        message = ChatMessage(role="user", text=WORDS[0]["content"])
        async with aclosing(engine.chat_completion(ChatRequest(messages=(message,), model=model))) as outputs:
            async for output in outputs:
                if isinstance(output, TextChunk):
                    said(output.text)

    async def picture(source: bytes) -> int:
        size = 0
        async with aclosing(painter.text_to_image(ImageRequest(prompt="a fox", source=source))) as outputs:
            async for output in outputs:
                size += len(output.data) if isinstance(output, ImageOutput) else 0
        return size

    yield stream, picture
    await painter.aclose()
    await engine.aclose()


@asynccontextmanager
async def _inference_client(url: str, _: Sequence[str]) -> AsyncIterator[tuple[Stream, Picture | None]]:
    from huggingface_hub import AsyncInferenceClient

    async with (
        AsyncInferenceClient(base_url=f"{url}/v1", api_key=KEY) as client,
        AsyncInferenceClient(model=f"{url}/models/{PAINTER}", token=KEY) as painter,
    ):

        async def stream(model: str, said: Callable[[str], None]) -> None:
            async for chunk in await client.chat_completion(WORDS, model=model, stream=True):
                if chunk.choices and (text := chunk.choices[0].delta.content):
                    said(text)

        async def picture(source: bytes) -> int:
            made = await painter.image_to_image(source, prompt="a fox")
            return int(made.width * made.height)

        yield stream, picture


@asynccontextmanager
async def _openai(url: str, _: Sequence[str]) -> AsyncIterator[tuple[Stream, Picture | None]]:
    from openai import AsyncOpenAI
    from openai.types.chat import ChatCompletionUserMessageParam

    async with AsyncOpenAI(base_url=f"{url}/v1", api_key=KEY) as client:

        async def stream(model: str, said: Callable[[str], None]) -> None:
            messages = [ChatCompletionUserMessageParam(role="user", content=WORDS[0]["content"])]
            async for chunk in await client.chat.completions.create(messages=messages, model=model, stream=True):
                if chunk.choices and (text := chunk.choices[0].delta.content):
                    said(text)

        yield stream, None


@asynccontextmanager
async def _aiohttp(url: str, _: Sequence[str]) -> AsyncIterator[tuple[Stream, Picture | None]]:
    import aiohttp

    timeout = aiohttp.ClientTimeout(total=WAIT_SECONDS)
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0), timeout=timeout) as session:

        async def stream(model: str, said: Callable[[str], None]) -> None:
            body = {"model": model, "messages": WORDS, "stream": True}
            async with session.post(f"{url}/v1/chat/completions", json=body) as response:
                async for line in response.content:
                    if line.startswith(b"data: {"):
                        choices = json.loads(line[6:])["choices"]
                        if choices and (text := choices[0]["delta"].get("content")):
                            said(text)

        async def picture(source: bytes) -> int:
            body = {"inputs": base64.b64encode(source).decode(), "parameters": {"prompt": "a fox"}}
            async with session.post(f"{url}/models/{PAINTER}", json=body) as response:
                return len(await response.read())

        yield stream, picture


_LIBRARIES: Mapping[str, Callable[[str, Sequence[str]], Opened]] = {
    "Troubadour": _troubadour,
    "AsyncInferenceClient": _inference_client,
    "AsyncOpenAI": _openai,
    "aiohttp": _aiohttp,
}


async def _stream_all(stream: Stream, model: str, number: int) -> int:
    tokens = int(model.split("-")[1])

    async def read() -> None:
        said: list[str] = []
        await stream(model, said.append)
        assert "".join(said).split() == ["word"] * tokens

    await asyncio.gather(*(read() for _ in range(number)))
    return 0


async def _hold_all(stream: Stream, number: int) -> int:
    """The memory while so many streams wait for their second token."""
    begun = asyncio.Semaphore(0)
    reading = [asyncio.create_task(_hold(stream, begun)) for _ in range(number)]
    for _ in range(number):
        await begun.acquire()
    memory = own_memory()
    for each in reading:
        each.cancel()
    await asyncio.gather(*reading, return_exceptions=True)
    return memory


async def _hold(stream: Stream, begun: asyncio.Semaphore) -> None:
    await stream(HELD, lambda _: begun.release())


def own_memory() -> int:
    """The bytes of this process after a collection."""
    gc.collect()
    return memory_of(os.getpid())


def memory_of(pid: int) -> int:
    """The bytes of a process and its children, of shared ones their share (`Pss`), proc(5)."""
    return memory_alone(pid) + sum(memory_of(child) for child in children_of(pid))


def memory_alone(pid: int) -> int:
    """The bytes of a process without its children, of shared ones their share (`Pss`), proc(5)."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    return sum(1024 * int(line.split()[1]) for line in lines if line.startswith("Pss:"))


def cpu_of_children(pid: int) -> float:
    """The seconds of CPU of the child processes that run, proc(5)."""
    ticks = 0
    for child in children_of(pid):
        fields = Path(f"/proc/{child}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def children_of(pid: int) -> list[int]:
    """The ids of the child processes, proc(5)."""
    tasks = Path(f"/proc/{pid}/task").iterdir()
    return [int(child) for task in tasks for child in (task / "children").read_text(encoding="ascii").split()]


def _cpu() -> float:
    return time.process_time() + cpu_of_children(os.getpid())


async def _serve(library: str, url: str, *models: str) -> None:
    source = photo()
    async with AsyncExitStack() as stack:
        stream, picture = await stack.enter_async_context(_LIBRARIES[library](url, models))
        print("ready", flush=True)
        while line := await asyncio.to_thread(sys.stdin.readline):
            action, number, model = json.loads(line)
            before = own_memory()
            began, cpu = time.perf_counter(), _cpu()
            memory = 0
            match action:
                case "stream":
                    await _stream_all(stream, model, number)
                case "picture":
                    assert picture is not None
                    sizes = [await picture(source) for _ in range(number)]
                    assert min(sizes) > 1_000_000
                case "hold":
                    memory = await _hold_all(stream, number)
            taken = Taken(cpu=_cpu() - cpu, wall=time.perf_counter() - began, memory=memory, before=before)
            print(json.dumps(asdict(taken)), flush=True)


if __name__ == "__main__":
    asyncio.run(_serve(*sys.argv[1:]))
