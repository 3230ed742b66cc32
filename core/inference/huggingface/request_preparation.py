"""Builds requests in each provider's own form.

huggingface_hub knows the routes and payloads of every provider: its helper for a provider and a task prepares the
request. It gets the mapping, so that it sends no request itself. It runs in a thread, as it writes large pictures into
JSON. Sending and authorising happen elsewhere.
"""

import asyncio
import copy
import json
from collections.abc import Mapping
from dataclasses import replace
from secrets import token_hex
from typing import TYPE_CHECKING, Any

from core.domain.errors import ModelUnavailable
from core.domain.sentences import ModelName
from core.inference.huggingface.credentials import ROUTER
from core.inference.huggingface.library import quiet
from core.inference.huggingface.provider_mappings import HF_INFERENCE
from core.inference.huggingface.recognition_requests import (
    RECOGNITION,
    TRANSCRIPTIONS,
    SoundInput,
    adapted_body,
    declared_type,
    openai_body,
)
from core.inference.huggingface.routes import Route
from core.inference.huggingface.transport import HttpRequest
from core.text.valid_unicode import valid_unicode

if TYPE_CHECKING:
    from huggingface_hub.inference._common import RequestParameters

_NO_KEY = "hf_none"
"""A dummy, never sent: helpers need a key, and use the router's address for one that looks like Hugging Face's."""

_LONG_DATA_URI = 10_000
"""The length in characters from which a data URI, which needs no escaping, is inserted as it is."""

OPENAI_PATHS = {
    "conversational": "/chat/completions",
    "text-generation": "/completions",
    "text-to-image": "/images/generations",
    "text-to-speech": "/audio/speech",
    RECOGNITION: TRANSCRIPTIONS,
}
"""The routes of an OpenAI-compatible server, by the Hub's name for the task."""
_OPENAI_INPUTS = {
    "conversational": "messages",
    "text-generation": "prompt",
    "text-to-image": "prompt",
    "text-to-speech": "input",
}

_EMPTY_INPUTS: Mapping[str, Any] = {
    "conversational": [],
    "text-generation": "",
    "text-to-image": "",
    "text-to-speech": "",
    "image-to-image": b"",
    RECOGNITION: b"",
}
"""The input for a helper that only needs to tell the address and headers."""


async def prepare_request(
    route: Route, inputs: Any, parameters: Mapping[str, Any], router: str, headers: Mapping[str, str] | None = None
) -> HttpRequest:
    """The request for one route. Parameters of None are left out. Raises `ModelUnavailable` for a provider or a task
    that huggingface_hub does not know."""
    given = {name: value for name, value in parameters.items() if value is not None}
    return await asyncio.to_thread(_prepare, route, inputs, given, router.rstrip("/"), headers or {})


async def prepare_raw_request(route: Route, payload: bytes, router: str) -> HttpRequest:
    """As `prepare_request`, with the caller's own JSON as the body."""
    if route.task not in _EMPTY_INPUTS:
        raise _unknown(route)
    request = await prepare_request(route, _EMPTY_INPUTS[route.task], {}, router)
    return replace(request, content=payload, headers={**request.headers, "content-type": "application/json"})


def _prepare(
    route: Route, inputs: Any, parameters: dict[str, Any], router: str, extra: Mapping[str, str]
) -> HttpRequest:
    reference = route.reference
    payload: Any
    if route.kind == "openai" and isinstance(inputs, SoundInput):
        url, payload, headers = openai_body(reference.address(TRANSCRIPTIONS), reference.model, inputs, parameters)
    elif route.kind == "openai":
        url = reference.address(OPENAI_PATHS[route.task])
        payload = {"model": reference.model, _OPENAI_INPUTS[route.task]: inputs, **parameters}
        headers = {"content-type": "application/json"}
    else:
        request = _prepare_with_helper(route, inputs, parameters)
        url, payload = request.url, request.json if request.data is None else request.data
        if url.startswith(f"{ROUTER}/"):
            url = router + url.removeprefix(ROUTER)
        headers = {name: value for name, value in request.headers.items() if name != "authorization"}
        if isinstance(inputs, SoundInput) and TRANSCRIPTIONS in url:
            url, payload, form = openai_body(url, str(request.model), inputs, parameters)
            headers |= form
        elif isinstance(inputs, SoundInput):
            payload = adapted_body(payload, inputs)
    if isinstance(payload, dict):
        payload = _adapted(route, url, payload)
    return HttpRequest(
        url=url,
        provider=route.provider_label,
        circuit=route.circuit,
        content=payload if isinstance(payload, bytes) else encoded(payload),
        headers={**headers, **extra},
        key_name=reference.name if reference.server else None,
        base=f"{router}/{route.provider}" if route.kind == "provider" else "",
    )


def encoded(payload: Any) -> bytes:
    """A payload as JSON, with valid Unicode: many servers refuse half of a surrogate pair.

    Pictures are inserted afterwards: a search for characters to escape in megabytes of base64 would block every other
    thread, including the event loop's.
    """
    mark = token_hex(8)
    pictures: list[bytes] = []

    def lighter(value: Any) -> Any:
        if isinstance(value, str) and len(value) > _LONG_DATA_URI and value.startswith("data:") and value.isascii():
            pictures.append(value.encode("ascii"))
            return mark
        if isinstance(value, str):
            return valid_unicode(value)
        if isinstance(value, dict):
            return {name: lighter(item) for name, item in value.items()}
        return [lighter(item) for item in value] if isinstance(value, list) else value

    pieces = json.dumps(lighter(payload), separators=(",", ":")).encode().split(mark.encode())
    return b"".join(part for pair in zip(pieces, [*pictures, b""], strict=True) for part in pair)


def _prepare_with_helper(route: Route, inputs: Any, parameters: dict[str, Any]) -> "RequestParameters":
    from huggingface_hub.hf_api import InferenceProviderMapping
    from huggingface_hub.inference._common import MimeBytes
    from huggingface_hub.inference._providers import get_provider_helper

    quiet()
    reference, mapping = route.reference, route.mapping
    if route.kind == "router":
        provider, model = "auto", reference.name
    elif mapping is not None:
        provider, model = mapping.provider, reference.model
    else:
        provider, model = HF_INFERENCE, reference.server or reference.model
        if route.task == "conversational":
            parameters = {**parameters, "model": reference.model}
    try:
        helper = get_provider_helper(provider, route.task, model)  # type: ignore[arg-type]
    except ValueError as error:
        raise _unknown(route) from error
    if mapping is not None:
        hub_record = mapping.hub_record or InferenceProviderMapping(  # type: ignore[no-untyped-call]
            provider=provider, hf_model_id=model, providerId=mapping.provider_id, status="live", task=route.task
        )
        helper = copy.copy(helper)
        # Otherwise the helper asks the Hub itself, with any token it finds, and keeps the answer for ever.
        helper._prepare_mapping_info = lambda model: hub_record  # type: ignore[method-assign]  # noqa: ARG005, SLF001
    if isinstance(inputs, SoundInput):
        inputs = MimeBytes(inputs.data, declared_type(route, inputs.media_type))
    return helper.prepare_request(inputs=inputs, parameters=parameters, headers={}, model=model, api_key=_NO_KEY)


def _unknown(route: Route) -> ModelUnavailable:
    name = ModelName(name=route.reference.name)
    return ModelUnavailable(
        "huggingface-provider-unknown", kind="unknown_provider", provider=route.provider, model=name
    )


def _adapted(route: Route, url: str, payload: dict[str, Any]) -> dict[str, Any]:
    """The payload of text generation in the receiver's terms: some providers' helpers send our option names
    unchanged."""
    if route.task != "text-generation":
        return payload
    path = url.partition("?")[0]
    if path.endswith("/completions"):
        renamed = {"max_tokens" if name == "max_new_tokens" else name: value for name, value in payload.items()}
        return {name: value for name, value in renamed.items() if value is not None}
    inner = dict(payload.get("parameters") or {})
    streamed = inner.pop("stream", False)
    inner.setdefault("return_full_text", False)
    if inner.get("temperature") == 0:  # Text Generation Inference wants it above 0; without sampling it is the same
        inner["do_sample"] = False
        del inner["temperature"]
    if inner.get("top_p") == 1:  # wanted below 1; all words are considered without it
        del inner["top_p"]
    return {**payload, "parameters": inner, "stream": streamed}
