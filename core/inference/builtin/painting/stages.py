"""The stages of a picture. They run in a process that `core.media.processes` limits, which alone loads Pillow and
numpy for them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from core.inference.builtin.model_cards import ENGINE
from core.inference.builtin.painting.brief import Brief

STAGES = ("sketch", "ground", "subject", "finish")


@dataclass(frozen=True, kw_only=True)
class PictureWork:
    """All that the picture depends on: `words` decide the random choices, `width` and `height` are in pixels.

    `source` has the pixels of a small square, of three bytes each, whose colours the picture takes.
    """

    brief: Brief
    width: int
    height: int
    words: tuple[object, ...]
    provenance: Mapping[str, str]
    source: bytes | None = None


def paint(work: PictureWork) -> Iterator[str | bytes]:
    """Paints a picture. Yields the name of each stage before it begins, and the PNG at the end."""
    from PIL import Image

    from core.inference.builtin.painting.canvas import empty_canvas
    from core.inference.builtin.painting.finish import finished, with_colours_of
    from core.inference.builtin.painting.landscape import paint_land
    from core.inference.builtin.painting.layout import place_subjects
    from core.inference.builtin.painting.moods import mood_of
    from core.inference.builtin.painting.noise import generator
    from core.inference.builtin.painting.sky import paint_sky
    from core.inference.builtin.painting.weather import paint_weather
    from core.media.pictures import with_provenance

    sketch, ground, subject, finish = STAGES
    yield sketch
    canvas = empty_canvas(work.brief, mood_of(work.brief), work.width, work.height, work.words)
    paint_sky(canvas)
    yield ground
    paint_land(canvas)
    yield subject
    place_subjects(canvas)
    paint_weather(canvas)
    yield finish
    halved = work.width * 2 == canvas.width
    image = canvas.image.resize((work.width, work.height), Image.Resampling.BOX if halved else Image.Resampling.LANCZOS)
    if work.source is not None:
        image = with_colours_of(image, work.source)
    image = finished(image, work.brief.style, generator("finish", *work.words))
    yield with_provenance(image, {"engine": ENGINE, **work.provenance})
