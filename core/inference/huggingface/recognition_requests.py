"""Requests to write down speech: the sounds that each provider takes, and the form in which it takes them."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from secrets import token_hex
from typing import Any

from core.inference.huggingface.provider_mappings import HF_INFERENCE
from core.inference.huggingface.routes import Route

RECOGNITION = "automatic-speech-recognition"
TRANSCRIPTIONS, TRANSLATIONS = "/audio/transcriptions", "/audio/translations"
"""The routes of an OpenAI-compatible server (https://platform.openai.com/docs/api-reference/audio)."""

_OPENAI_SOUNDS = frozenset({"audio/wav", "audio/flac", "audio/mpeg", "audio/ogg", "audio/mp4", "audio/webm"})
"""https://platform.openai.com/docs/api-reference/audio/createTranscription#audio-createtranscription-file"""
_PROVIDER_SOUNDS: Mapping[str, frozenset[str]] = {
    # The list in its own refusal of another content type.
    HF_INFERENCE: frozenset({"audio/wav", "audio/flac", "audio/mpeg", "audio/ogg", "audio/mp4", "audio/webm"}),
    # https://fal.ai/models/fal-ai/whisper/api: mp3, mp4, mpeg, mpga, m4a, wav or webm
    "fal-ai": frozenset({"audio/wav", "audio/mpeg", "audio/mp4", "audio/webm"}),
}
_HF_INFERENCE_TYPES = {"audio/mp4": "audio/m4a"}
"""The types that hf-inference calls otherwise."""
_SUFFIXES = {
    "audio/wav": "wav",
    "audio/flac": "flac",
    "audio/mpeg": "mp3",
    "audio/ogg": "ogg",
    "audio/mp4": "m4a",
    "audio/webm": "webm",
    "audio/aac": "aac",
    "audio/amr": "amr",
}
_TRANSLATING: Mapping[str, Mapping[str, Any]] = {
    "fal-ai": {"task": "translate"},  # https://fal.ai/models/fal-ai/whisper/api
    "replicate": {"translate": True},  # https://replicate.com/openai/whisper/api/schema
    "deepinfra": {},  # a route of its own
}
"""The options that make a provider's Whisper translate."""
_NEVER_TRANSLATING = ("turbo", "distil", ".en")
"""Parts of the names of models that were not trained to translate
(https://huggingface.co/openai/whisper-large-v3-turbo, https://huggingface.co/distil-whisper/distil-large-v3)."""


@dataclass(frozen=True, kw_only=True)
class SoundInput:
    """An encoded sound for one request. `translate` wants English."""

    data: bytes
    media_type: str
    translate: bool = False


def is_accepted(route: Route, media_type: str) -> bool:
    """True if a provider takes this kind of sound, as far as it says."""
    accepted = _OPENAI_SOUNDS if route.kind == "openai" else _PROVIDER_SOUNDS.get(route.provider)
    return accepted is None or media_type in accepted


def can_translate(route: Route) -> bool:
    """True if this route's model may translate speech into English; a server of the operator's own tells itself."""
    name = route.reference.model.lower()
    if any(part in name for part in _NEVER_TRANSLATING):
        return False
    return route.reference.server is not None or ("whisper" in name and route.provider in _TRANSLATING)


def recognition_options(route: Route, sound: SoundInput) -> dict[str, Any]:
    """The options of a request: a server of the operator's own may stream its answer."""
    if route.kind == "openai":
        return {"stream": True}
    if not sound.translate:
        return {}
    if route.kind == "endpoint":
        return {"generate_kwargs": {"task": "translate"}}
    return dict(_TRANSLATING[route.provider])


def openai_body(
    url: str, model: str, sound: SoundInput, parameters: Mapping[str, Any]
) -> tuple[str, bytes, dict[str, str]]:
    """The address, the form and the headers of a request to an OpenAI-compatible server."""
    fields = {"model": model, **parameters}
    content, media_type = _form_data({name: _field(value) for name, value in fields.items()}, sound)
    address = url.replace(TRANSCRIPTIONS, TRANSLATIONS, 1) if sound.translate else url
    return address, content, {"content-type": media_type}


def adapted_body(payload: Any, sound: SoundInput) -> Any:
    """A helper's payload with the sound's own type: huggingface_hub calls every sound for fal-ai an MP3."""
    if isinstance(payload, dict) and "audio_url" in payload:
        encoded = base64.b64encode(sound.data).decode()
        return {**payload, "audio_url": f"data:{sound.media_type};base64,{encoded}"}
    return payload


def declared_type(route: Route, media_type: str) -> str:
    """The name of a media type at a provider."""
    if route.kind == "endpoint" or route.provider == HF_INFERENCE:
        return _HF_INFERENCE_TYPES.get(media_type, media_type)
    return media_type


def _form_data(fields: Mapping[str, str], sound: SoundInput) -> tuple[bytes, str]:
    """A form (RFC 7578) with the sound as its file; servers recognise the format by the file's name."""
    boundary = token_hex(16)
    name = f"sound.{_SUFFIXES.get(sound.media_type, 'wav')}"
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n{value}\r\n'.encode()
        for field, value in fields.items()
    ]
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
    parts += [
        f"{head}Content-Type: {sound.media_type}\r\n\r\n".encode(),
        sound.data,
        f"\r\n--{boundary}--\r\n".encode(),
    ]
    return b"".join(parts), f"multipart/form-data; boundary={boundary}"


def _field(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
