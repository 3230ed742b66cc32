"""Asks one of the operator's servers what it is, which models it has and what it can do. It spends nothing.

An OpenAI-compatible server lists its models at `/models` (https://platform.openai.com/docs/api-reference/models); Text
Generation Inference names its one at `/info`. A route exists if it complains about an empty request.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlsplit

from core.domain.sentences import say
from core.domain.tasks import Task
from core.inference.huggingface.failures import UpstreamFailure
from core.inference.huggingface.json_bodies import parse_body
from core.inference.huggingface.local_servers import OWNERS
from core.inference.huggingface.provider_mappings import HUB_TASKS
from core.inference.huggingface.references import Reference
from core.inference.huggingface.request_preparation import OPENAI_PATHS
from core.inference.huggingface.transport import (
    DeadlineExceeded,
    HttpRequest,
    HttpStatusError,
    ResponseInterrupted,
    ResponseTooLarge,
    Transport,
    Unreachable,
)

PROBE_SECONDS = 10.0
"""The longest wait for one response."""


@dataclass(frozen=True, kw_only=True)
class ServerFinding:
    """The state of one server. `software` and `models` are empty if it does not tell. `tasks` are those that it has a
    route for; None if that cannot be found out."""

    address: str
    state: Literal["ready", "loading", "key", "unreachable"]
    software: str = ""
    models: tuple[str, ...] = ()
    tasks: frozenset[Task] | None = None

    @property
    def host(self) -> str:
        """The host and port, as in `TROUBADOUR_HF_KEYS`."""
        return urlsplit(self.address).netloc

    def knows(self, model: str) -> bool:
        """True if the server takes this name, as far as it tells. llama.cpp with one model takes any name."""
        if not self.models or (self.software == "llama.cpp" and len(self.models) == 1):
            return True
        return model in self.models or f"{model}:latest" in self.models


@dataclass(frozen=True)
class _Response:
    status: int
    headers: Mapping[str, str]
    body: Any = field(default=None)


async def probe(transport: Transport, reference: Reference) -> ServerFinding:
    """Asks the reference's server."""
    server = reference.server or ""
    listing = await _send(transport, reference, reference.address("/models" if reference.speaks_openai else "/info"))
    if listing is None:
        return ServerFinding(address=server, state="unreachable")
    if listing.status in (401, 403):
        return ServerFinding(address=server, state="key")
    if listing.status >= 400 and UpstreamFailure.understand(listing.body, listing.status).verdict == "loading":
        return ServerFinding(address=server, state="loading", software=_software(listing))
    found = ServerFinding(address=server, state="ready", software=_software(listing), models=_models(listing.body))
    if not reference.speaks_openai:
        return found
    tasks = [task for task in Task if HUB_TASKS[task] in OPENAI_PATHS]
    routes = await asyncio.gather(*(_has_route(transport, reference, task) for task in tasks))
    has_route = dict(zip(tasks, routes, strict=True))
    if any(state == "key" for state in routes):
        return ServerFinding(address=server, state="key", software=found.software, models=found.models)
    return ServerFinding(
        address=server,
        state="ready",
        software=found.software,
        models=found.models,
        tasks=frozenset(task for task, state in has_route.items() if state == "there"),
    )


async def _has_route(transport: Transport, reference: Reference, task: Task) -> Literal["there", "absent", "key"]:
    response = await _send(transport, reference, reference.address(OPENAI_PATHS[HUB_TASKS[task]]), b"{}")
    if response is None:
        return "absent"
    failure = UpstreamFailure.understand(response.body, response.status)
    if response.status in (401, 403):
        return "key"
    if response.status in (404, 405, 501):  # a route that is there may not find the model that was not named
        return "there" if "model" in failure.message.lower() else "absent"
    return "absent" if "unexpected endpoint" in failure.message.lower() else "there"  # LM Studio, with status 200


async def _send(transport: Transport, reference: Reference, url: str, content: bytes = b"") -> _Response | None:
    request = HttpRequest(
        method="POST" if content else "GET",
        url=url,
        provider=say("huggingface-own-server"),
        content=content,
        headers={"content-type": "application/json"} if content else {},
        key_name=reference.name,
    )
    try:
        async with asyncio.timeout(PROBE_SECONDS), transport.send(request) as response:
            return _Response(200, dict(response.headers), parse_body(await response.read(1_000_000)))
    except HttpStatusError as error:
        return _Response(error.status, error.headers, parse_body(error.body))
    except ResponseTooLarge:
        return _Response(200, {})
    except (TimeoutError, Unreachable, DeadlineExceeded, ResponseInterrupted):
        return None


def _software(response: _Response) -> str:
    headers = {name.lower(): value for name, value in response.headers.items()}
    if any(name.startswith("x-litellm") for name in headers):
        return "LiteLLM"
    if isinstance(response.body, dict) and "model_id" in response.body:
        return "Text Generation Inference"
    owners = [str(entry.get("owned_by")) for entry in _entries(response.body)]
    named = next((OWNERS[owner] for owner in owners if owner in OWNERS), "")
    return named or ("llama.cpp" if headers.get("server", "").startswith("llama.cpp") else "")


def _models(body: Any) -> tuple[str, ...]:
    if isinstance(body, dict) and isinstance(body.get("model_id"), str):
        return (body["model_id"],)
    return tuple(entry["id"] for entry in _entries(body) if isinstance(entry.get("id"), str))


def _entries(body: Any) -> list[dict[str, Any]]:
    data = body.get("data") if isinstance(body, dict) else body
    return [entry for entry in data if isinstance(entry, dict)] if isinstance(data, list) else []
