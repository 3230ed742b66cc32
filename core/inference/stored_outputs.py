"""Finished answers of engines as JSON, with their pictures and recordings as stored files."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, cast

from pydantic import JsonValue, TypeAdapter

from core.inference.outputs import Finished, ImageOutput, Output, SpeechOutput, TextChunk, whole_text
from core.store.ports.blobs import BlobStore

# The fields of one are no sign of its kind: some of the other's may be missing.
_IMAGE: TypeAdapter[ImageOutput | SpeechOutput] = TypeAdapter(ImageOutput)
_SPEECH: TypeAdapter[ImageOutput | SpeechOutput] = TypeAdapter(SpeechOutput)
_KINDS = {"image": _IMAGE, "speech": _SPEECH}
_FINISHED: TypeAdapter[Finished] = TypeAdapter(Finished)


async def store_outputs(files: BlobStore, outputs: Sequence[Output], owner: str, at: float) -> JsonValue:
    """Stores the files of an answer whose last output is `Finished`. Returns the answer. Raises `UserError`."""
    media: list[JsonValue] = []
    for output in outputs:
        if isinstance(output, ImageOutput | SpeechOutput):
            kept = await files.put(output.data, output.media_type, "answer", owner, at)
            kind = "speech" if isinstance(output, SpeechOutput) else "image"
            media.append([kept.sha256, kind, _KINDS[kind].dump_python(replace(output, data=b""), mode="json")])
    finished = _FINISHED.dump_python(cast("Finished", outputs[-1]), mode="json")
    return {"text": whole_text(outputs), "media": media, "finished": finished}


async def read_outputs(files: BlobStore, content: Any) -> list[Output]:
    """Reads a stored answer with its files. Raises `ValueError`, `TypeError`, `KeyError` or `UserError` if it cannot be
    read."""
    outputs: list[Output] = [TextChunk(content["text"])] if content["text"] else []
    for sha256, kind, output in content["media"]:
        outputs.append(replace(_KINDS[kind].validate_python(output), data=await files.get(sha256)))
    return [*outputs, _FINISHED.validate_python(content["finished"])]
