"""The parts of the Hub's API that are used: model pages, repositories' files, whoami."""

import hashlib
from typing import TYPE_CHECKING

from aiohttp import web

from tests.servers.hub_server.answers import Refusal

if TYPE_CHECKING:
    from tests.servers.hub_server.server import HubModel, HubServer

COMMIT = "0123456789abcdef0123456789abcdef01234567"


async def hub_answer(server: "HubServer", request: web.Request) -> web.StreamResponse:
    """Answers what is asked of the Hub."""
    path = request.path
    if path == "/api/whoami-v2":
        return web.json_response(server.whoami)
    if path == "/api/agent-harnesses":
        return web.json_response({})
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
        "tags": [f"license:{model.licence}"],
        "siblings": [{"rfilename": name} for name in model.files],
        "inferenceProviderMapping": mapping,
    }


async def _missing(request: web.Request) -> web.StreamResponse:
    headers = {"x-error-code": "RepoNotFound"}
    return await Refusal(status=404, body={"error": "Repository not found"}, headers=headers).send(request)


def _etag(data: bytes) -> str:
    return hashlib.sha1(data, usedforsecurity=False).hexdigest()
