"""Model servers on this machine are found, and offered as lines that work."""

import re
import socket
from contextlib import AsyncExitStack
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from aiohttp import web

from core.domain.tasks import Task
from core.inference.huggingface import local_servers
from core.inference.huggingface.configuration import Configuration
from core.inference.huggingface.credentials import Credentials
from core.inference.huggingface.engine import HuggingFace
from core.inference.huggingface.local_servers import SERVERS, LocalServer, find_local_servers, origin
from core.inference.huggingface.references import parse_references
from core.inference.requests import ChatMessage, ChatRequest
from tests.core.inference.huggingface.conftest import collect, text
from tests.servers.model_server import ModelServer, Program

HELLO = ChatRequest(messages=(ChatMessage(role="user", text="hello"),))
DOCS = Path(__file__).parents[4] / "docs" / "models.md"
TABLE = re.compile(
    r"^\| (?P<program>[^|]+) \| [^|]+ \| `TROUBADOUR_CHAT_COMPLETION_MODELS=(?P<reference>\S+)` \|", re.MULTILINE
)
PROGRAMS: dict[str, Program] = {
    "Ollama": "ollama",
    "llama.cpp": "llama.cpp",
    "LM Studio": "lm-studio",
    "vLLM": "vllm",
    "`transformers serve`": "transformers",
}


async def answer(reference: str, keys: dict[str, str] | None = None) -> str:
    """A chat through a line of settings."""
    models = {Task.CHAT_COMPLETION: parse_references([reference])}
    engine = HuggingFace(Configuration(models=models, credentials=Credentials(keys=keys or {})))
    try:
        return text(await collect(engine.chat_completion(HELLO)))
    finally:
        await engine.aclose()


async def test_servers_are_found_and_the_line_for_each_works(monkeypatch: pytest.MonkeyPatch) -> None:
    running: dict[Program, list[str]] = {
        "ollama": ["nomic-embed-text:latest", "llama3.2:1b", "qwen3:8b"],
        "llama.cpp": ["/models/gemma-3-1b.gguf"],
        "lm-studio": ["text-embedding-nomic-embed-text-v1.5", "qwen/qwen3-4b"],
        "transformers": ["HuggingFaceTB/SmolLM2-360M-Instruct"],
    }
    async with AsyncExitStack() as stack:
        servers = [await stack.enter_async_context(ModelServer(name, models)) for name, models in running.items()]
        addresses = [(name, f"{each.origin}/v1") for (name, _), each in zip(SERVERS, servers, strict=True)]
        monkeypatch.setattr(local_servers, "SERVERS", addresses)

        found = await find_local_servers(seconds=30)

        assert [(server.program, server.models) for server in found] == [
            ("Ollama", ("llama3.2:1b", "qwen3:8b")),
            ("llama.cpp", ("/models/gemma-3-1b.gguf",)),
            ("LM Studio", ("qwen/qwen3-4b",)),
            ("vLLM or transformers serve", ("HuggingFaceTB/SmolLM2-360M-Instruct",)),
        ]
        assert {asked for server in servers for asked in server.asked} == {("GET", "/v1/models", None)}
        for server in found:
            assert await answer(server.offered("X").value) == "Once upon a time"


async def test_what_is_no_model_server_or_does_not_answer_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    async def other(request: web.Request) -> web.Response:
        bodies = {
            "/page/models": "<html>",
            "/odd/models": '{"data": [1, {"id": 7}, {"id": "a b"}]}',
            "/deep/models": "[" * 9_999,
        }
        return web.Response(text=bodies.get(request.path, ""), status=200 if request.path in bodies else 404)

    app = web.Application()
    app.router.add_get("/{path:.*}", other)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    silent = socket.create_server(("127.0.0.1", 0))
    here = f"http://127.0.0.1:{runner.addresses[0][1]}"
    addresses = [f"{here}/page", f"{here}/odd", f"{here}/deep", f"{here}/none", "http://127.0.0.1:9/v1"]
    addresses.append(f"http://127.0.0.1:{silent.getsockname()[1]}/v1")
    monkeypatch.setattr(local_servers, "SERVERS", [("x", address) for address in addresses])
    try:
        assert await find_local_servers(seconds=0.3) == []
    finally:
        silent.close()
        await runner.cleanup()


def test_an_offer_names_the_models_and_is_a_line_of_settings() -> None:
    found = LocalServer(program="Ollama", address="http://127.0.0.1:11434/v1", models=("llama3.2:1b", "qwen3:8b"))
    offer = found.offered("TROUBADOUR_CHAT_COMPLETION_MODELS")
    assert offer.title == "Ollama at 127.0.0.1:11434: llama3.2:1b, qwen3:8b"
    assert offer.line == "TROUBADOUR_CHAT_COMPLETION_MODELS=llama3.2:1b@http://127.0.0.1:11434/v1"


def test_all_names_of_this_machine_are_one() -> None:
    assert {origin(f"http://{host}:8000/v1") for host in ("localhost", "127.0.0.1", "[::1]")} == {("127.0.0.1", 8000)}


ROWS = TABLE.findall(DOCS.read_text(encoding="utf-8"))


def test_the_table_of_free_and_local_models_has_every_program_that_is_looked_for() -> None:
    assert set(PROGRAMS) <= {program for program, _ in ROWS}
    addresses = {reference.rpartition("@")[2] for _, reference in ROWS}
    assert {address for _, address in SERVERS} <= addresses
    assert len(ROWS) >= len(PROGRAMS) + 3


@pytest.mark.parametrize(("program", "reference"), ROWS)
async def test_every_line_of_the_table_reaches_its_model(program: str, reference: str) -> None:
    name, _, address = reference.rpartition("@")
    parts = urlsplit(address)
    is_local = parts.hostname == "127.0.0.1"
    async with ModelServer(PROGRAMS.get(program, "host"), [name], key=None if is_local else "secret") as server:
        here = reference.replace(f"{parts.scheme}://{parts.netloc}", server.origin)
        assert await answer(here, {"127.0.0.1": "secret"}) == "Once upon a time"
        assert server.asked[-1][1] == f"{parts.path}/chat/completions"
