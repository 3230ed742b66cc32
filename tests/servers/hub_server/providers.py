"""The routes of the router and of other model servers, each with its provider's answers."""

import base64
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from aiohttp import web

from tests.servers.hub_server.answers import Refusal
from tests.servers.hub_server.recognition import (
    fal_transcript,
    hear_replicate,
    openai_transcript,
    pipeline_transcript,
    replicate_output,
)

if TYPE_CHECKING:
    from tests.servers.hub_server.server import HubServer

_NEEDED = {
    "/chat/completions": "messages",
    "/completions": "prompt",
    "/images/generations": "prompt",
    "/audio/speech": "input",
}
"""The fields without which an OpenAI-compatible server refuses a request."""

_UNSUPPORTED = {
    "error": {
        "message": "The requested model '{}' is not supported by any provider you have enabled.",
        "type": "invalid_request_error",
        "param": "model",
        "code": "model_not_supported",
    }
}


async def provider_answer(server: "HubServer", request: web.Request, path: str, body: Any) -> web.StreamResponse:
    """Answers a request; `path` begins with the provider's name, or with `v1` for the router's own routes."""
    provider = path.partition("/")[0]
    if path == "v1/models":
        return _listed(server)
    if path == "tgi/info":
        return web.json_response({"model_id": "org/base", "max_input_tokens": 2047, "version": "3.3.4"})
    if provider == "openai":
        if path.endswith("/models"):
            data = [{"id": model, "object": "model", "owned_by": server.software} for model in server.served]
            return web.json_response({"object": "list", "data": data})
        if path.endswith(("/audio/transcriptions", "/audio/translations")):
            return await openai_transcript(server, request, body)
        needed = next((name for part, name in _NEEDED.items() if path.endswith(part)), "")
        if needed and needed not in body:
            missing = {"detail": [{"type": "missing", "loc": ["body", needed], "msg": "Field required"}]}
            return await Refusal(status=422, body=missing).send(request)
    if request.method == "GET":
        return _looked(server, path, request.query.get("_subdomain") == "queue")
    if path.endswith("/chat/completions"):
        return await _chat(server, request, provider, body)
    if path.endswith("/completions"):
        return await _completion(server, request, body)
    if path.endswith("/async/images/generations"):
        if not all(1024 <= int(side) <= 2048 and int(side) % 32 == 0 for side in body["size"].split("x")):
            refusal = {"error": {"code": "1214", "message": "The size parameter is illegal."}}
            return await Refusal(status=400, body=refusal).send(request)
        return web.json_response({"id": "task1", "task_status": "PROCESSING", "model": body["model"]})
    if path.endswith("/images/generations"):
        encoded = base64.b64encode(server.files["picture"]).decode()
        return web.json_response({"data": [{"b64_json": encoded}]})
    if path.endswith("/audio/speech"):
        if provider == "together" and not body.get("voice"):
            refusal = {"error": {"message": "voice: field required", "type": "invalid_request_error"}}
            return await Refusal(status=422, body=refusal).send(request)
        return web.Response(body=server.files["sound"], content_type="audio/mpeg")
    if path.endswith(("/audio/transcriptions", "/audio/translations")):
        return await openai_transcript(server, request, body)
    if path.endswith("/predictions"):
        return _replicate(server, body)
    if provider == "fal-ai" and request.query.get("_subdomain") == "queue":
        where = f"https://queue.fal.run/{path.partition('/')[2]}/requests/request1"
        return web.json_response({"status": "IN_QUEUE", "request_id": "request1", "response_url": where})
    if provider == "fal-ai":
        if "audio_url" in body:
            return await fal_transcript(server, request, body)
        if "text" in body:
            return web.json_response({"audio": {"url": f"{server.url}/files/sound"}})
        images = [{"url": f"{server.url}/files/picture", "width": 64, "height": 48}]
        return web.json_response({"images": images, "has_nsfw_concepts": [False]})
    if provider == "wavespeed":
        get = "https://api.wavespeed.ai/api/v3/predictions/job1/result"
        return web.json_response({"data": {"id": "job1", "status": "created", "urls": {"get": get}}})
    if provider == "hf-inference":
        model = server.models.get(path.removeprefix("hf-inference/models/"))
        return await _inputs(server, request, model.pipeline if model else "", body)
    if provider == "endpoint":
        return await _inputs(server, request, path.rpartition("/")[2], body)
    if provider == "tgi":
        return await _generate(server, request, body)
    return await Refusal(status=404, body="Not Found").send(request)


def _listed(server: "HubServer") -> web.Response:
    """The router's list (https://huggingface.co/docs/inference-providers/hub-api)."""
    data = [
        {
            "id": model.id,
            "object": "model",
            "owned_by": model.id.partition("/")[0],
            "architecture": {"input_modalities": ["text"], "output_modalities": ["text"]},
            "providers": [
                {
                    "provider": provider,
                    "status": "error" if provider in model.not_live else "live",
                    "context_length": 131_072,
                    "is_model_author": False,
                    **({"throughput": model.throughputs[provider]} if provider in model.throughputs else {}),
                    **({"pricing": {"input": price / 2, "output": price}} if price is not None else {}),
                }
                for provider, price in model.prices.items()
            ],
        }
        for model in server.models.values()
        if model.prices
    ]
    return web.json_response({"object": "list", "data": data})


async def _chat(server: "HubServer", request: web.Request, provider: str, body: Any) -> web.StreamResponse:
    if provider == "tgi":  # this one has no chat route
        return await Refusal(status=404, body="Not Found").send(request)
    name = str(body["model"]).partition(":")[0]
    model = server.models.get(name)
    if provider == "v1" and (model is None or "conversational" not in model.providers.values()):
        refusal = {"error": {**_UNSUPPORTED["error"], "message": _UNSUPPORTED["error"]["message"].format(name)}}
        return await Refusal(status=400, body=refusal).send(request)
    if body.get("stream"):
        chosen = next(iter(model.providers)) if model is not None and provider == "v1" else ""
        return await replace(server.stream, provider=chosen).send(request)
    message = {"role": "assistant", "content": "Once upon a time"}
    return web.json_response({"choices": [{"message": message, "finish_reason": "stop"}]})


async def _completion(server: "HubServer", request: web.Request, body: Any) -> web.StreamResponse:
    if body.get("stream"):
        return await replace(server.stream, style="completion").send(request)
    return web.json_response({"choices": [{"text": "Once upon a time", "finish_reason": "length"}]})


async def _generate(server: "HubServer", request: web.Request, body: Any) -> web.StreamResponse:
    if body.get("stream"):
        return await replace(server.stream, style="tgi").send(request)
    return web.json_response([{"generated_text": "Once upon a time"}])


def _replicate(server: "HubServer", body: Any) -> web.Response:
    given = body["input"]
    kind = "sound" if "text" in given else "picture"
    if "audio" in given:
        hear_replicate(server, given)
        kind = "translation" if given.get("translate") else "transcript"
        if not server.looks_until_ready:
            output = replicate_output(server, kind == "translation")
            return web.json_response({"status": "succeeded", "output": output})
    if server.looks_until_ready:
        get = f"https://api.replicate.com/v1/predictions/{kind}1"
        return web.json_response({"id": f"{kind}1", "status": "processing", "output": None, "urls": {"get": get}})
    return web.json_response({"status": "succeeded", "output": [f"{server.url}/files/{kind}"]})


def _looked(server: "HubServer", path: str, queued: bool) -> web.Response:
    """The result of a background job, when it is ready."""
    picture = f"{server.url}/files/picture"
    if path.startswith("fal-ai/") and path.endswith("/requests/request1") and queued:
        return web.json_response({"images": [{"url": picture}], "has_nsfw_concepts": [False]})
    ready = server.is_ready(path)
    if path.startswith("fal-ai/") and path.endswith("/requests/request1/status") and queued:
        where = f"https://queue.fal.run/{path.partition('/')[2].removesuffix('/status')}"
        return web.json_response({"status": "COMPLETED" if ready else "IN_PROGRESS", "response_url": where})
    if path.startswith("zai-org/api/paas/v4/async-result/"):
        status = {"task_status": "SUCCESS" if ready else "PROCESSING", "id": "task1"}
        return web.json_response({**status, "image_result": [{"url": picture}] if ready else None})
    if path.startswith("wavespeed/api/v3/predictions/"):
        data = {"status": "completed" if ready else "processing", "outputs": [picture] if ready else []}
        return web.json_response({"data": data})
    if path.startswith("replicate/v1/predictions/"):
        kind = "sound" if "sound" in path else "picture"
        if "transcript" in path or "translation" in path:
            output = replicate_output(server, "translation" in path) if ready else None
            return web.json_response({"status": "succeeded" if ready else "processing", "output": output})
        output = f"{server.url}/files/{kind}" if ready else None
        return web.json_response({"status": "succeeded" if ready else "processing", "output": output})
    return web.Response(status=404)


async def _inputs(server: "HubServer", request: web.Request, task: str, body: Any) -> web.StreamResponse:
    """The API of hf-inference and dedicated endpoints: `inputs` and `parameters`, answered with the result."""
    match task:
        case "text-to-image" | "image-to-image":
            return web.Response(body=server.files["picture"], content_type="image/jpeg")
        case "text-to-speech":
            return web.Response(body=server.files["sound"], content_type="audio/flac")
        case "text-generation":
            return await _generate(server, request, body)
        case "automatic-speech-recognition":
            is_endpoint = request.path.startswith("/endpoint/")
            return await pipeline_transcript(server, request, body, is_endpoint=is_endpoint)
    refusal = {"error": "Model not supported by provider hf-inference"}
    return await Refusal(status=400, body=refusal).send(request)
