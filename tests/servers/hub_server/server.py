"""The server: its models and scripted answers, the requests it received, and its start."""

import asyncio
import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from tests.servers.changes import Changes
from tests.servers.hub_server.answers import Answer, Refusal, Stream
from tests.servers.hub_server.hub import hub_answer
from tests.servers.hub_server.making import PICTURE, SOUND
from tests.servers.hub_server.providers import provider_answer
from tests.servers.hub_server.recognition import TRANSCRIPT, HeardSound
from tests.servers.listening import BACKLOG

TOKEN = "hf_token_of_the_tests"
LATE = Stream(words=(" Once", " upon", " a", " time"), wait=0.6, pause=0.1)
"""An answer as real models begin it: later than a reply hesitates before its first drawing, with a space."""


@dataclass(kw_only=True)
class HubModel:
    """A model on the Hub.

    `providers` maps provider names to tasks; a provider serves the model as `{provider}/{name}`. `files` are the files
    of its repository. `prices` are the router's prices by provider, in US dollars for a million output tokens: a model
    without prices is not in the router's list, and a price of None is missing there. `throughputs` are in tokens per
    second.
    """

    id: str
    pipeline: str = "text-generation"
    licence: str = "apache-2.0"
    providers: Mapping[str, str] = field(default_factory=dict)
    not_live: frozenset[str] = frozenset()
    files: Mapping[str, bytes] = field(default_factory=dict)
    prices: Mapping[str, float | None] = field(default_factory=dict)
    throughputs: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class ReceivedRequest:
    """A received request. `connection` is the client's port."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: Any
    connection: int

    @property
    def token(self) -> str | None:
        """The Authorization header."""
        return self.headers.get("Authorization")


class HubServer:
    """Serves with `async with HubServer() as server`.

    The keys of `script`, `always`, `slow` and `held` are parts of a request's path. Answers in `script` are used first,
    each once; those in `always` for every request. `slow` holds seconds to wait before an answer, `held` events to wait
    for. `stream` is the usual streamed answer: late as that of a real model, unless the server is `prompt`.
    `whoami` is the account of the token. `software` and `served` are the owner and the names of the models that the
    OpenAI-compatible server at `/openai/v1` lists. `transcript` is what recognisers hear in every sound, `heard` are
    the sounds that they were sent, `forms` the fields beside them, `unknown_codecs` the formats that they cannot open.
    """

    def __init__(self, *, port: int = 0, token: str | None = TOKEN, prompt: bool = False) -> None:
        self.token = token
        self.stream = Stream() if prompt else LATE
        self.models: dict[str, HubModel] = {}
        self.seen: list[ReceivedRequest] = []
        self.changes = Changes()
        self.script: dict[str, list[Answer]] = {}
        self.always: dict[str, Answer] = {}
        self.slow: dict[str, float] = {}
        self.held: dict[str, asyncio.Event] = {}
        self.whoami: dict[str, Any] = {
            "type": "user",
            "name": "ada",
            "isPro": False,
            "orgs": [{"name": "engines"}],
            "auth": {"type": "access_token", "accessToken": {"displayName": "bot", "role": "read"}},
        }
        self.files: dict[str, bytes] = {"picture": PICTURE, "sound": SOUND}
        self.looks_until_ready = 2
        self.transcript = TRANSCRIPT
        self.streams_transcripts = True
        self.unknown_codecs: frozenset[str] = frozenset()
        self.heard: list[HeardSound] = []
        self.forms: list[dict[str, str]] = []
        self.software = "vllm"
        self.served = ["mine"]
        self._looks: dict[str, int] = {}
        self._port = port
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=64_000_000)
        app.router.add_route("*", "/{path:.*}", self._serve)
        self._runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=0)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port, backlog=BACKLOG)
        await site.start()
        self._port = self._runner.addresses[0][1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._runner is not None
        await self._runner.cleanup()

    @property
    def url(self) -> str:
        """The Hub's address."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def router(self) -> str:
        """The router's address."""
        return f"{self.url}/router"

    @property
    def open_connections(self) -> int:
        """The number of open connections."""
        assert self._runner is not None
        assert self._runner.server is not None
        return len(self._runner.server.connections)

    def add(self, id: str, pipeline: str = "text-generation", **providers: str) -> HubModel:
        """Adds a model; names in `providers` use `_` for `-`."""
        model = HubModel(
            id=id, pipeline=pipeline, providers={name.replace("_", "-"): task for name, task in providers.items()}
        )
        self.models[id] = model
        return model

    def posts(self) -> list[ReceivedRequest]:
        """The requests to models, without those to the Hub."""
        return [seen for seen in self.seen if seen.method == "POST"]

    def is_ready(self, id: str) -> bool:
        """True if a background job is ready at this poll."""
        self._looks[id] = self._looks.get(id, 0) + 1
        return self._looks[id] >= self.looks_until_ready

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        raw = await request.read()
        try:
            body = json.loads(raw) if raw else None
        except ValueError:
            body = raw
        peer = request.transport.get_extra_info("peername") if request.transport else ("", 0)
        self.seen.append(
            ReceivedRequest(
                method=request.method,
                path=request.path_qs,
                headers=request.headers.copy(),
                body=body,
                connection=peer[1],
            )
        )
        self.changes.happened()
        await asyncio.sleep(max((seconds for part, seconds in self.slow.items() if part in request.path), default=0))
        for part, released in self.held.items():
            if part in request.path:
                await released.wait()
        for part, answers in self.script.items():
            if part in request.path and answers:
                return await answers.pop(0).send(request)
        for part, answer in self.always.items():
            if part in request.path:
                return await answer.send(request)
        return await self._answer(request, body)

    async def _answer(self, request: web.Request, body: Any) -> web.StreamResponse:
        path = request.path
        if path.startswith("/files/"):
            return web.Response(body=self.files[path.removeprefix("/files/")], content_type="application/octet-stream")
        if path.startswith("/redirect"):
            raise web.HTTPTemporaryRedirect(request.query.get("to", "/redirect"))
        if path.startswith(("/openai/", "/tgi", "/endpoint/")):
            return await provider_answer(self, request, path.lstrip("/"), body)
        if self.token is not None and request.headers.get("Authorization") != f"Bearer {self.token}":
            return await Refusal(status=401, body={"error": "Invalid credentials in Authorization header"}).send(
                request
            )
        if path.startswith("/router/"):
            return await provider_answer(self, request, path.removeprefix("/router/"), body)
        return await hub_answer(self, request)


def data_uri_bytes(uri: str) -> bytes:
    """The content of a data URI."""
    return base64.b64decode(uri.partition(",")[2])
