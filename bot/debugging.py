"""`troubadour call` and `troubadour template`: the raw input and output of a model, for debugging."""

import asyncio
import re
import sys
from collections.abc import Sequence
from contextlib import aclosing
from pathlib import Path

from bot.settings import Settings
from core.domain.errors import OperatorError, UserError
from core.i18n.rendering import render
from core.inference.huggingface.assembly import open_huggingface
from core.inference.huggingface.engine import HuggingFace
from core.inference.huggingface.references import Reference
from core.inference.huggingface.settings import HuggingFaceSettings
from core.inference.outputs import whole_text
from core.inference.requests import ChatMessage, TextRequest
from core.media.file_signatures import PICTURES, SOUNDS, media_type_of
from core.text.redaction import redact

_PICTURE = re.compile(r"(data:image/jpeg;base64,[\w+/]{40})([\w+/=]{40,})", re.ASCII)
"""The start of a picture's base64, and the rest of it."""
_HEADER = re.compile(r"([\w!#$%&'*+.^`|~-]+):[ \t]*([\x21-\x7e]+(?:[ \t]+[\x21-\x7e]+)*)[ \t]*", re.ASCII)
"""https://www.rfc-editor.org/rfc/rfc9110#section-5, in ASCII."""
_UNSAFE = re.compile(r"[^\w.-]+")
"""The characters that do not belong into the name of a file."""
_SEED = 7
_ANSWER_TOKENS = 200
_SUFFIXES = {"image/jpeg": "jpg", "audio/mpeg": "mp3"}


async def call(settings: Settings, model: str, payload: str, out: Path, headers: Sequence[str] = ()) -> None:
    """Posts JSON to a model, with further headers (`name: value`). Prints text; writes a picture or a recording to a
    file and prints its path."""
    reference = _reference(model)
    added = dict(map(_header, headers))
    try:
        async with open_huggingface(settings.section(HuggingFaceSettings)) as engine:
            body, _ = await engine.call(reference, payload.encode(), added)
    except UserError as error:
        raise OperatorError(render(error.sentence, settings.locale)) from error
    media_type = media_type_of(body)
    if media_type is None:
        sys.stdout.write(body.decode("utf-8", errors="replace") + "\n")
        return
    suffix = _SUFFIXES.get(media_type, (PICTURES | SOUNDS)[media_type].lower())
    path = out / f"{_UNSAFE.sub('-', reference.model).strip('-.')}.{suffix}"
    _write(path, body)
    sys.stdout.write(f"{path}\n")


async def template(
    settings: Settings,
    model: str,
    message: str,
    system: str | None,
    pictures: Sequence[Path] = (),
    *,
    run: bool = False,
) -> None:
    """Prints the messages, then the prompt that the model's own chat template makes of them; with `run`, also what the
    model continues each with, from the same seed.

    Most of a picture's base64 is left out.
    """
    reference = _reference(model)
    section = settings.section(HuggingFaceSettings).model_copy(update={"text_generation_models": (model,)})
    shown = tuple([await asyncio.to_thread(_read, path) for path in pictures])
    said = [ChatMessage(role="system", text=system)] if system else []
    said.append(ChatMessage(role="user", text=message, pictures=shown))
    try:
        async with open_huggingface(section) as engine:
            formatted = await engine.prompt(reference.model, said)
            files = "".join(f"[{path.name}] " for path in pictures)
            plain = "\n".join(f"{each.role}: {files if each.pictures else ''}{each.text}" for each in said)
            sys.stdout.write(f"--- unformatted\n{plain}\n--- formatted\n{_PICTURE.sub(_shortened, formatted)}\n")
            if run:
                bare = "\n\n".join(each.text for each in said)
                for name, prompt in (("unformatted", bare), ("formatted", formatted)):
                    sys.stdout.write(f"--- answer to the {name} text\n{await _continued(engine, prompt)}\n")
    except UserError as error:
        raise OperatorError(render(error.sentence, settings.locale)) from error


async def _continued(engine: HuggingFace, prompt: str) -> str:
    request = TextRequest(prompt=prompt, seed=_SEED, max_new_tokens=_ANSWER_TOKENS)
    async with aclosing(engine.text_generation(request)) as outputs:
        return whole_text([output async for output in outputs])


def _shortened(picture: re.Match[str]) -> str:
    return f"{picture[1]}… {len(picture[2])} more characters"


def _reference(text: str) -> Reference:
    try:
        return Reference.parse(text)
    except ValueError as error:
        raise OperatorError(f"{error}.") from error


def _header(text: str) -> tuple[str, str]:
    found = _HEADER.fullmatch(text)
    if found is None:
        raise OperatorError(f"A header is written “name: value”, not “{redact(text)}”.")
    return found[1], found[2]


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise OperatorError(f"{path} cannot be read: {error.strerror or error}.") from error


def _write(path: Path, body: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)
    except OSError as error:
        raise OperatorError(f"{path} cannot be written: {error.strerror or error}.") from error
