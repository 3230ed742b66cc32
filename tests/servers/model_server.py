"""Model servers with an OpenAI-compatible interface, as people run them at home and as hosts offer them."""

from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Any, Literal, Self

from aiohttp import web

from tests.servers.hub_server.answers import Refusal, Stream
from tests.servers.listening import BACKLOG

Program = Literal["ollama", "llama.cpp", "lm-studio", "vllm", "transformers", "host"]

_OWNERS: Mapping[Program, str] = {
    "ollama": "library",
    "llama.cpp": "llamacpp",
    "lm-studio": "organization_owner",
    "vllm": "vllm",
    "transformers": "HuggingFaceTB",
    "host": "system",
}


class ModelServer:
    """Serves `models` at any path with `async with`; with a `key`, only for those who send it. `asked` are the methods,
    paths and Authorization headers of its requests."""

    def __init__(self, program: Program, models: Sequence[str], *, key: str | None = None) -> None:
        self.asked: list[tuple[str, str, str | None]] = []
        self._program = program
        self._models = models
        self._key = key
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_get("/{path:.*}/models", self._list)
        app.router.add_post("/{path:.*}/chat/completions", self._chat)
        self._runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=0)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0, backlog=BACKLOG).start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._runner is not None
        await self._runner.cleanup()

    @property
    def origin(self) -> str:
        """Its address without a path."""
        assert self._runner is not None
        return f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    def _admitted(self, request: web.Request) -> bool:
        sent = request.headers.get("Authorization")
        self.asked.append((request.method, request.path, sent))
        return self._key is None or sent == f"Bearer {self._key}"

    async def _list(self, request: web.Request) -> web.StreamResponse:
        if not self._admitted(request):
            return await Refusal(status=401, body={"error": {"message": "no key"}}).send(request)
        data = [{"id": name, "object": "model", "owned_by": _OWNERS[self._program]} for name in self._models]
        body: dict[str, Any] = {"object": "list", "data": data}
        if self._program == "llama.cpp":
            body["models"] = [{"name": name, "model": name, "capabilities": ["completion"]} for name in self._models]
        return web.json_response(body)

    async def _chat(self, request: web.Request) -> web.StreamResponse:
        if not self._admitted(request):
            return await Refusal(status=401, body={"error": {"message": "no key"}}).send(request)
        name = (await request.json())["model"]
        if name not in self._models:
            return await Refusal(status=404, body={"error": {"message": f"model '{name}' not found"}}).send(request)
        return await Stream(finish="stop", usage=self._program != "transformers").send(request)
