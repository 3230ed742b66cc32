"""Answers of the servers that write down speech, in each provider's own form, with what each of them refuses."""

import base64
import io
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import soundfile
from aiohttp import web

from tests.servers.hub_server.answers import Refusal

if TYPE_CHECKING:
    from tests.servers.hub_server.server import HubServer

TRANSCRIPT = "Read me the weather, please."
TRANSLATION = "This is English."
WHISPER_SECONDS = 30.0
"""Whisper's window: without time marks, its pipeline refuses more
(https://github.com/huggingface/transformers/blob/main/src/transformers/models/whisper/generation_whisper.py)."""

HF_INFERENCE_TYPES = (
    "audio/x-flac", "audio/flac", "audio/mpeg", "audio/x-mpeg-3", "audio/wave", "audio/wav", "audio/x-wav",
    "audio/ogg", "audio/x-audio", "audio/webm", "audio/webm;codecs=opus", "audio/AMR", "audio/amr", "audio/AMR-WB",
    "audio/AMR-WB+", "audio/m4a", "audio/x-m4a",
)  # fmt: skip
FAL_TYPES = ("audio/mpeg", "audio/mp4", "audio/m4a", "audio/x-m4a", "audio/wav", "audio/webm", "video/mp4")
OPENAI_SUFFIXES = ("flac", "m4a", "mp3", "mp4", "mpeg", "mpga", "oga", "ogg", "wav", "webm")
_MAGIC = {
    "ogg": b"OggS", "flac": b"fLaC", "wav": b"RIFF", "webm": b"\x1aE\xdf\xa3", "m4a": b"ftyp",
    "mp3": b"ID3", "aac": b"\xff\xf1", "amr": b"#!AMR",
}  # fmt: skip
_FIELD = re.compile(rb'form-data; name="([^"]+)"(?:; filename="([^"]+)")?')


@dataclass(frozen=True, kw_only=True)
class HeardSound:
    """A sound that a server was sent. `named` is the format that the request says, `format` the one that it has."""

    data: bytes
    named: str
    format: str

    @property
    def seconds(self) -> float:
        """The duration of a sound that libsndfile opens."""
        return float(soundfile.info(io.BytesIO(self.data)).duration)


def _format(data: bytes) -> str:
    found = next((name for name, magic in _MAGIC.items() if magic in data[:12]), "")
    return found or ("mp3" if data[:1] == b"\xff" else "unknown")


def read_form(request: web.Request, body: bytes) -> tuple[dict[str, str], HeardSound | None]:
    """The fields of a form (RFC 7578) and its file."""
    boundary = b"--" + request.headers["content-type"].partition("boundary=")[2].encode()
    fields, sound = dict[str, str](), None
    for part in body.split(boundary)[1:-1]:
        head, _, content = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        content = content.removesuffix(b"\r\n")
        named = _FIELD.search(head)
        assert named is not None
        if named[2]:
            sound = HeardSound(data=content, named=named[2].decode().rpartition(".")[2], format=_format(content))
        else:
            fields[named[1].decode()] = content.decode()
    return fields, sound


async def openai_transcript(server: "HubServer", request: web.Request, body: Any) -> web.StreamResponse:
    """https://platform.openai.com/docs/api-reference/audio/createTranscription; DeepInfra imitates it."""
    if not isinstance(body, bytes) or "boundary=" not in request.headers.get("content-type", ""):
        missing = {"detail": [{"type": "missing", "loc": ["body", "file"], "msg": "Field required"}]}
        return await Refusal(status=422, body=missing).send(request)
    fields, sound = read_form(request, body)
    server.forms.append(fields)
    if sound is None or "model" not in fields:
        missing = {"detail": [{"type": "missing", "loc": ["body", "model"], "msg": "Field required"}]}
        return await Refusal(status=422, body=missing).send(request)
    server.heard.append(sound)
    if sound.named not in OPENAI_SUFFIXES or sound.format in server.unknown_codecs:
        message = f"Invalid file format. Supported formats: {list(OPENAI_SUFFIXES)}"
        return await Refusal(status=400, body={"error": {"message": message, "type": "invalid_request_error"}}).send(
            request
        )
    text = TRANSLATION if request.path.endswith("/translations") else server.transcript
    if fields.get("stream") != "true" or not server.streams_transcripts:
        return web.json_response({"text": text})
    events: list[Mapping[str, Any]] = [
        {"type": "transcript.text.delta", "delta": word} for word in re.findall(r"\S+\s*", text)
    ]
    events.append({"type": "transcript.text.done", "text": text})
    response = web.StreamResponse(headers={"content-type": "text/event-stream"})
    await response.prepare(request)
    for event in events:
        await response.write(f"data: {json.dumps(event)}\n\n".encode())
    await response.write_eof()
    return response


async def fal_transcript(server: "HubServer", request: web.Request, body: Any) -> web.StreamResponse:
    """https://fal.ai/models/fal-ai/whisper/api"""
    head, _, encoded = str(body["audio_url"]).partition(",")
    named = head.removeprefix("data:").removesuffix(";base64")
    data = base64.b64decode(encoded)
    server.heard.append(HeardSound(data=data, named=named, format=_format(data)))
    if named not in FAL_TYPES:
        detail = [{"loc": ["body", "audio_url"], "msg": "Unsupported file type", "type": "unsupported_audio_format"}]
        return await Refusal(status=422, body={"detail": detail}).send(request)
    text = TRANSLATION if body.get("task") == "translate" else server.transcript
    return web.json_response({"text": text, "chunks": [{"timestamp": [0, 1.5], "text": text}]})


def replicate_output(server: "HubServer", translated: bool) -> Any:
    """The output of https://replicate.com/openai/whisper/api/schema"""
    spoken = {"detected_language": "german", "segments": [], "transcription": server.transcript}
    return {**spoken, "translation": TRANSLATION if translated else None}


def hear_replicate(server: "HubServer", given: Mapping[str, Any]) -> None:
    """Notes a sound that Replicate was sent."""
    head, _, encoded = str(given["audio"]).partition(",")
    data = base64.b64decode(encoded)
    server.heard.append(HeardSound(data=data, named=head[5:].removesuffix(";base64"), format=_format(data)))


async def pipeline_transcript(
    server: "HubServer", request: web.Request, body: Any, *, is_endpoint: bool
) -> web.StreamResponse:
    """hf-inference and dedicated endpoints: the bytes of the sound, or JSON with it in base64."""
    named = request.headers.get("content-type", "")
    options: Mapping[str, Any] = {}
    if isinstance(body, dict):
        data, options = base64.b64decode(body["inputs"]), body.get("parameters") or {}
    else:
        data = body if isinstance(body, bytes) else b""
    sound = HeardSound(data=data, named=named, format=_format(data))
    server.heard.append(sound)
    if named not in (*HF_INFERENCE_TYPES, "application/json"):
        supported = ", ".join(("application/json", *HF_INFERENCE_TYPES))
        refusal = {"error": f'Content type "{named}" not supported. Supported content types are: {supported}'}
        return await Refusal(status=400, body=refusal).send(request)
    if sound.format in server.unknown_codecs or sound.format == "unknown":
        return await Refusal(status=400, body={"error": "Malformed soundfile"}).send(request)
    if sound.format in ("wav", "flac", "ogg", "mp3") and sound.seconds > WHISPER_SECONDS:
        refusal = {"error": "You have passed more than 3000 mel input features (> 30 seconds) to the model"}
        return await Refusal(status=400, body=refusal).send(request)
    translates = is_endpoint and options.get("generate_kwargs", {}).get("task") == "translate"
    return web.json_response({"text": f" {TRANSLATION if translates else server.transcript}"})
