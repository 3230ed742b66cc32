"""The Hub's API as far as the bot uses it: model pages, repository files, whoami."""

import hashlib
from typing import TYPE_CHECKING

from aiohttp import web

from tests.servers.hub_server.answers import Refusal

if TYPE_CHECKING:
    from tests.servers.hub_server.server import HubModel, HubServer

COMMIT = "0123456789abcdef0123456789abcdef01234567"


async def hub_answer(server: "HubServer", request: web.Request) -> web.StreamResponse:
    """Answers a request to the Hub."""
    path = request.path
    if path == "/api/whoami-v2":
        return web.json_response(server.whoami)
    if path == "/api/agent-harnesses":
        return web.json_response({})
    if path == "/api/models":
        return web.json_response(_listed(server, request))
    if path.startswith("/api/models/"):
        parts = path.removeprefix("/api/models/").split("/")
        model = server.models.get("/".join(parts[:2]))
        if model is None:
            return await _missing(request)
        if parts[2:3] == ["tree"]:
            return web.json_response(
                [
                    {"type": "file", "path": name, "size": len(data), "oid": _etag(data)}
                    for name, data in model.files.items()
                ]
            )
        return web.json_response(_page(model))
    organisation, _, rest = path.lstrip("/").partition("/")
    name, _, rest = rest.partition("/")
    model = server.models.get(f"{organisation}/{name}")
    file = rest.split("/", 2)[-1]
    if model is None or not rest.startswith("resolve/") or file not in model.files:
        return await _missing(request)
    data = model.files[file]
    return web.Response(
        body=data,
        headers={"etag": f'"{_etag(data)}"', "x-repo-commit": COMMIT, "accept-ranges": "bytes"},
        content_type="application/octet-stream",
    )


def _listed(server: "HubServer", request: web.Request) -> list[dict[str, object]]:
    """The search: by name, tag, pipeline and provider (https://huggingface.co/docs/inference-providers/hub-api)."""
    query = request.query
    pages = [(model, _page(model)) for model in server.models.values() if query.get("search", "") in model.id.lower()]
    if tag := query.get("filter"):
        pages = [each for each in pages if tag in _tags(each[0])]
    if pipeline := query.get("pipeline_tag"):
        pages = [each for each in pages if each[0].pipeline == pipeline]
    if (provider := query.get("inference_provider")) is not None:
        pages = [each for each in pages if each[0].providers and provider in ("all", *each[0].providers)]
    wanted = {"id", *query.getall("expand", [])}
    listed = [{name: value for name, value in page.items() if name in wanted} for _, page in pages]
    return listed[: int(query.get("limit", 1000))]


def _tags(model: "HubModel") -> list[str]:
    talks = ["conversational"] if "conversational" in model.providers.values() else []
    return [f"license:{model.licence}", *talks]


def _page(model: "HubModel") -> dict[str, object]:
    mapping = {
        provider: {
            "status": "error" if provider in model.not_live else "live",
            "providerId": model.id if provider == "hf-inference" else f"{provider}/{model.id.rpartition('/')[2]}",
            "task": task,
        }
        for provider, task in model.providers.items()
    }
    return {
        "id": model.id,
        "sha": COMMIT,
        "pipeline_tag": model.pipeline,
        "tags": _tags(model),
        "siblings": [{"rfilename": name} for name in model.files],
        "inferenceProviderMapping": mapping,
    }


async def _missing(request: web.Request) -> web.StreamResponse:
    headers = {"x-error-code": "RepoNotFound"}
    return await Refusal(status=404, body={"error": "Repository not found"}, headers=headers).send(request)


def _etag(data: bytes) -> str:
    return hashlib.sha1(data, usedforsecurity=False).hexdigest()
