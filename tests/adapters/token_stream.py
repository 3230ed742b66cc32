"""A model's tokens, fed to a renderer at their pace."""

import asyncio
import re
from dataclasses import dataclass
from typing import Protocol

from core.domain.events import Begin, Event, Progress, TextDelta
from core.domain.sentences import say

REASONING_SECONDS = 2.0
FIRST_WORD = re.compile(r"\bw1\b")


class Typist:
    """Writes words that are numbers, so that a text shows how old it is. As most models' tokens, they begin with a
    space."""

    written = 0

    def word(self) -> str:
        self.written += 1
        return f" w{self.written}"


class Renders(Protocol):
    """A renderer, as far as it is fed."""

    async def render(self, event: Event) -> None: ...


@dataclass(frozen=True, kw_only=True)
class TokenStream:
    """Words and their pace. The first comes after `first_seconds`, or after `reasoning` that begins then."""

    tokens: int = 600
    a_second: float = 50
    first_seconds: float = 0.02
    reasoning: bool = False

    async def feed(self, renderer: Renders, typist: Typist) -> tuple[float, float]:
        """Renders everything but the ending. Returns the moments of the first and the last token."""
        clock = asyncio.get_running_loop().time
        await renderer.render(Begin(part="answer", kind="text"))
        await asyncio.sleep(self.first_seconds)
        if self.reasoning:
            await renderer.render(Progress(sentence=say("thinking"), part="answer"))
            await asyncio.sleep(REASONING_SECONDS)
        began = clock()
        for number in range(self.tokens):
            if number:
                await asyncio.sleep(1 / self.a_second)
            await renderer.render(TextDelta(part="answer", text=typist.word()))
        return began, clock()
