"""Turns a request into a picture, in steps that can be stopped in between."""

from collections.abc import Callable, Iterator
from functools import partial

from PIL import Image

from core.domain.errors import BadInput
from core.domain.sentences import Quote, Sentence, say
from core.inference.builtin.model_cards import ENGINE
from core.inference.builtin.painting.brief import Brief, read
from core.inference.builtin.painting.canvas import empty_canvas
from core.inference.builtin.painting.finish import SOURCE_SIDE, finished, with_colours_of
from core.inference.builtin.painting.landscape import paint_land
from core.inference.builtin.painting.layout import place_subjects
from core.inference.builtin.painting.moods import mood_of
from core.inference.builtin.painting.noise import generator
from core.inference.builtin.painting.sky import paint_sky
from core.inference.builtin.painting.weather import paint_weather
from core.inference.builtin.painting.words import in_words
from core.inference.builtin.seeded_random import random_from
from core.inference.engine import ImageOutput, ImageRequest, Waiting
from core.media.pictures import shrunk_pixels, with_provenance
from core.media.processes import MEDIA_PROCESSES

LEAST, MOST = 64, 2048
"""Pixels of a side."""
TOLD_WORDS = 6
"""The number of unknown words that a caption tells."""

Step = Callable[[], None]


class Painting:
    """One picture in progress. The same request gives the same bytes.

    Raises `BadInput` for a size out of range and `BadPicture` for an unreadable source.
    """

    def __init__(self, request: ImageRequest, model: str) -> None:
        if not (LEAST <= request.width <= MOST and LEAST <= request.height <= MOST):
            raise BadInput(
                "builtin-size", least=LEAST, most=str(MOST), width=str(request.width), height=str(request.height)
            )
        self._request = request
        self._model = model
        self._source = _shrunk(request.source) if request.source is not None else None
        self._words = (" ".join(request.prompt.lower().split()), (request.negative_prompt or "").lower(), request.seed)
        self.brief: Brief = read(request.prompt, request.negative_prompt, random_from("brief", *self._words))
        self._canvas = empty_canvas(self.brief, mood_of(self.brief), request.width, request.height, self._words)
        self._data = b""

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

    def steps(self) -> Iterator[tuple[Waiting, Step]]:
        """The progress message and the work of each step, in order; a step takes up to half a second: run it in a
        thread."""
        work: tuple[tuple[str, Step], ...] = (
            ("sketch", partial(paint_sky, self._canvas)),
            ("ground", partial(paint_land, self._canvas)),
            ("subject", self._people),
            ("finish", self._finish),
        )
        for number, (name, step) in enumerate(work):
            yield Waiting(sentence=say("builtin-painting", stage=name), fraction=number / len(work)), step

    def image(self) -> ImageOutput:
        """The picture, after all steps."""
        return ImageOutput(data=self._data, media_type="image/png", alt=in_words(self.brief), took="colours")

    def _people(self) -> None:
        place_subjects(self._canvas)
        paint_weather(self._canvas)

    def _finish(self) -> None:
        size = (self._request.width, self._request.height)
        image = self._canvas.image.resize(
            size, Image.Resampling.BOX if size[0] * 2 == self._canvas.width else Image.Resampling.LANCZOS
        )
        if self._source is not None:
            image = with_colours_of(image, self._source)
        image = finished(image, self.brief.style, generator("finish", *self._words))
        self._data = with_provenance(image, {"engine": ENGINE, "model": self._model, "seed": str(self._request.seed)})


def _shrunk(source: bytes) -> bytes:
    return MEDIA_PROCESSES.run_blocking(shrunk_pixels, source, SOURCE_SIDE, SOURCE_SIDE)
