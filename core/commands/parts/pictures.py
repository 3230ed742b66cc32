"""The picture part of a reply, which `/imagine` and `/perform` share."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, replace

from core.commands.context import Context
from core.commands.parts.text import facts, waiting
from core.domain.errors import EngineError
from core.domain.events import Event, Picture, Statement
from core.domain.request import MediaRef
from core.domain.sentences import ModelName, Quote, Sentence, say
from core.inference.outputs import Finished, ImageOutput, Notice, Waiting
from core.inference.requests import ImageRequest
from core.media.picture_work import inspect
from core.media.processes import MEDIA_PROCESSES
from core.text.sanitising import one_line, shorten

_SUFFIXES = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "image/avif": "avif", "image/gif": "gif"}


@dataclass
class PictureDraft:
    """Holds the picture, and its description in words."""

    picture: MediaRef | None = None
    data: bytes = b""
    alt: str = ""


async def make_picture(
    request: ImageRequest, part: str, context: Context, draft: PictureDraft
) -> AsyncGenerator[Event, None]:
    """Makes a picture, keeps the bytes as the engine sent them, and shows them. Raises `EngineError` if there is no
    picture."""
    started = context.clock.now()
    painted: ImageOutput | None = None
    finished: Finished | None = None
    async with aclosing(context.engine.text_to_image(request)) as outputs:
        async for output in outputs:
            match output:
                case Waiting():
                    yield waiting(output, part)
                case Notice(sentence=sentence):
                    yield Statement(part=part, sentences=(sentence,))
                case ImageOutput():
                    painted = output
                case Finished():
                    finished = output
    if painted is None:
        raise EngineError("no-picture-came")
    info = await MEDIA_PROCESSES.run(inspect, painted.data)
    name = f"{_file_name(request.prompt)}-{request.seed}.{_SUFFIXES.get(info.media_type, 'bin')}"
    draft.data = painted.data
    draft.alt = painted.alt or shorten(one_line(request.prompt), 300)
    draft.picture = await context.save_media(painted.data, info.media_type, name, spoiler=context.spoiler)
    yield Picture(
        part=part, media=draft.picture, width=info.width, height=info.height, alt=draft.alt, spoiler=context.spoiler
    )
    if finished is not None and request.source is not None:
        finished = replace(finished, notes=(*finished.notes, _what_became_of_the_source(request, painted, finished)))
    for fact in facts(part, finished, context, started, request.seed):
        yield fact


def _what_became_of_the_source(request: ImageRequest, painted: ImageOutput, finished: Finished) -> Sentence:
    model = ModelName(name=finished.model)
    if "source" not in finished.ignored:
        return say("painted-from-picture" if painted.took == "all" else "painted-in-its-colours", model=model)
    if request.instead is None:
        return say("painted-without-picture", model=model)
    return say("painted-from-words", model=model, words=Quote(text=request.instead))


def _file_name(prompt: str) -> str:
    words = "".join(letter if letter.isalnum() else " " for letter in prompt.lower()).split()
    return "-".join(words[:6])[:48] or "picture"
