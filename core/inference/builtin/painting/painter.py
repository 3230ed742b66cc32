"""Turns a request into a picture, which a process of its own paints: that takes up to 800 MB and several seconds."""

from collections.abc import AsyncGenerator
from contextlib import aclosing

from core.domain.errors import BadInput
from core.domain.sentences import Quote, Sentence, say
from core.inference.builtin.painting.brief import Brief, read
from core.inference.builtin.painting.stages import STAGES, PictureWork, paint
from core.inference.builtin.painting.words import in_words
from core.inference.builtin.seeded_random import random_from
from core.inference.outputs import ImageOutput, Waiting
from core.inference.requests import ImageRequest
from core.media.picture_work import shrunk_pixels
from core.media.processes import MEDIA_PROCESSES, PAINTING_PROCESSES

LEAST, MOST = 64, 2048
"""Pixels of a side."""
SOURCE_SIDE = 48
"""Pixels of each side to which the source of colours is shrunk."""
TOLD_WORDS = 6
"""The number of unknown words that a caption tells."""


class Painting:
    """One picture. The same request gives the same bytes. Raises `BadInput` for a size out of range."""

    def __init__(self, request: ImageRequest, model: str) -> None:
        if not (LEAST <= request.width <= MOST and LEAST <= request.height <= MOST):
            raise BadInput(
                "builtin-size", least=LEAST, most=str(MOST), width=str(request.width), height=str(request.height)
            )
        self._request = request
        self._model = model
        self._words = (" ".join(request.prompt.lower().split()), (request.negative_prompt or "").lower(), request.seed)
        self.brief: Brief = read(request.prompt, request.negative_prompt, random_from("brief", *self._words))

    @property
    def ignored(self) -> tuple[str, ...]:
        """Options that the rules cannot use."""
        return tuple(name for name in ("steps", "guidance_scale") if getattr(self._request, name) is not None)

    @property
    def notes(self) -> tuple[Sentence, ...]:
        """A sentence with the words that mean nothing to the rules; none if they know all."""
        strange = tuple(dict.fromkeys(self.brief.strange))[:TOLD_WORDS]
        if not strange:
            return ()
        more = "yes" if len(set(self.brief.strange)) > TOLD_WORDS else "no"
        return (say("builtin-not-understood", words=Quote(text=", ".join(strange)), more=more),)

    async def outputs(self) -> AsyncGenerator[Waiting | ImageOutput, None]:
        """Each stage when it begins, and the picture.

        Raises `BadPicture` for an unreadable source, and `EngineError` if the process could not paint.
        """
        work = PictureWork(
            brief=self.brief,
            width=self._request.width,
            height=self._request.height,
            words=self._words,
            provenance={"model": self._model, "seed": str(self._request.seed)},
            source=await _shrunk(self._request.source) if self._request.source is not None else None,
        )
        async with aclosing(PAINTING_PROCESSES.stream(paint, work)) as painted:
            async for made in painted:
                if isinstance(made, bytes):
                    yield ImageOutput(data=made, media_type="image/png", alt=in_words(self.brief), took="colours")
                else:
                    fraction = STAGES.index(made) / len(STAGES)
                    yield Waiting(sentence=say("builtin-painting", stage=made), fraction=fraction)


async def _shrunk(source: bytes) -> bytes:
    return await MEDIA_PROCESSES.run(shrunk_pixels, source, SOURCE_SIDE, SOURCE_SIDE)
