"""How the understudy delivers: how fast, in what pieces, and, for tests, how it breaks off."""

import asyncio
import re
from collections.abc import AsyncGenerator, Iterator
from dataclasses import dataclass
from enum import Enum

from core.domain.clock import Clock
from core.domain.errors import Interrupted, ModelUnavailable
from core.inference.builtin.chance import drawn
from core.inference.engine import TextChunk


class Pieces(Enum):
    """What a text is cut into."""

    WORDS = "words"
    CHARACTERS = "characters"
    """Single code points: between the parts of an emoji, too."""
    RAGGED = "ragged"
    """None to nine code points at a time, as badly behaved upstreams send them."""


@dataclass(frozen=True)
class Fault:
    """Breaks the delivery off after so many steps: at once with `ModelUnavailable`, later with `Interrupted`.

    A step is a chunk of text, or one word of progress of a picture or a recording.
    """

    after: int = 0


@dataclass(frozen=True, kw_only=True)
class Pace:
    """How fast and in what pieces text comes, `delay_seconds` between two of them."""

    delay_seconds: float = 1 / 60
    pieces: Pieces = Pieces.WORDS
    fault: Fault | None = None


class Delivery:
    """One answer on its way: waits between its steps and breaks off where the pace says so."""

    def __init__(self, pace: Pace, clock: Clock) -> None:
        self._pace = pace
        self._clock = clock
        self._steps = 0

    async def step(self) -> None:
        """Called before each step. Raises `ModelUnavailable` or `Interrupted` where the fault is due."""
        fault = self._pace.fault
        if fault is not None and self._steps >= fault.after:
            raise Interrupted("understudy-interrupted") if self._steps else ModelUnavailable("understudy-indisposed")
        if self._steps and self._pace.delay_seconds:
            await self._clock.sleep(self._pace.delay_seconds)
        else:
            await asyncio.sleep(0)
        self._steps += 1

    async def text(self, text: str, seed: int) -> AsyncGenerator[TextChunk, None]:
        """The text in pieces, which joined are the text."""
        for piece in cut(text, self._pace.pieces, seed):
            await self.step()
            yield TextChunk(piece)


def cut(text: str, pieces: Pieces, seed: int) -> Iterator[str]:
    """Cuts a text; ragged pieces follow from the seed."""
    if pieces is Pieces.WORDS:
        yield from re.findall(r"\s*\S+|\s+$", text)
    elif pieces is Pieces.CHARACTERS:
        yield from text
    else:
        lengths = drawn("pieces", seed)
        at = 0
        while at < len(text):
            length = lengths.randrange(10)
            yield text[at : at + length]
            at += length
