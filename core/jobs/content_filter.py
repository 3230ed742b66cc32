"""The content filter: withholds matches of the deny-list from answers, between a command and its renderer.

Text passes a little behind the model's writing, so that a match is seen as a whole before any of it is shown, in
whatever pieces the text arrives. Matches are blacked out, and the part says so once.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

from core.commands.context import Context
from core.domain.errors import UserError
from core.domain.events import Begin, Event, Picture, Problem, Progress, Recording, TextDelta, TextReplace, Trouble
from core.domain.sentences import say
from core.jobs.command_runner import EventFilter
from core.moderation.deny_list import DenyList

BLACKED_OUT = "▒▒▒"
BATCH = 64
"""The least number of characters that are checked together, because every character is checked more than once."""


def deny_list_filter(deny: DenyList) -> EventFilter:
    """The filter for a deny-list."""

    async def withhold(events: AsyncGenerator[Event, None], _: Context) -> AsyncGenerator[Event, None]:
        parts: dict[str, _Part] = {}
        try:
            async with aclosing(events):
                async for event in events:
                    match event:
                        case TextDelta(part=part, text=text):
                            for shown in parts.setdefault(part, _Part(part, deny)).add(text):
                                yield shown
                        case TextReplace(part=part, text=text):
                            parts[part] = _Part(part, deny)
                            for shown in parts[part].replace(text):
                                yield shown
                        case Picture(part=part, alt=words) | Recording(part=part, transcript=words) if deny.denies(
                            words
                        ):
                            yield _trouble(part)
                        case Progress() | Begin():
                            yield event
                        case _:
                            for each in parts.values():
                                for shown in each.end():
                                    yield shown
                            yield event
        except (UserError, asyncio.CancelledError):
            # What was written before it broke, or was stopped, is kept, as it is without a filter.
            for each in parts.values():
                for shown in each.end():
                    yield shown
            raise
        for each in parts.values():
            for shown in each.end():
                yield shown

    return withhold


class _Part:
    """The text of one part: the last text that passed, and the text that is held back."""

    def __init__(self, name: str, deny: DenyList) -> None:
        self._name = name
        self._deny = deny
        self._before = ""
        self._held = ""
        self._caught = False
        self._told = False

    def add(self, text: str) -> list[Event]:
        """Adds text and returns what may be shown of the whole."""
        self._held += text
        if len(self._held) < self._deny.reach + max(BATCH, self._deny.reach):
            return []
        return self._shown(self._release(len(self._held) - self._deny.reach, final=False))

    def end(self) -> list[Event]:
        """Ends the text for now and returns the rest."""
        return self._shown(self._release(len(self._held), final=True))

    def replace(self, text: str) -> list[Event]:
        """Replaces the whole text."""
        self._held = text
        whole = self._release(len(text), final=True)
        return [TextReplace(part=self._name, text=whole), *self._telling()]

    def _shown(self, text: str) -> list[Event]:
        return [*([TextDelta(part=self._name, text=text)] if text else []), *self._telling()]

    def _telling(self) -> list[Event]:
        if not self._caught or self._told:
            return []
        self._told = True
        return [_trouble(self._name)]

    def _release(self, upto: int, *, final: bool) -> str:
        """Releases the first `upto` held characters, or fewer where a match may still continue."""
        seen = len(self._before)
        whole = self._before + self._held
        spans = [(begin, end) for begin, end in self._deny.find(whole) if end > seen]
        if not final:
            # What is cut off here, or ends where the text ends, is judged when there is more.
            unsettled = [begin for begin, end in spans if end > seen + upto]
            upto = max(0, min([upto, *(begin - seen for begin in unsettled)]))
        pieces, at = [], seen
        for begin, end in spans:
            if begin >= seen + upto:
                break
            pieces += [whole[at : max(at, begin)], BLACKED_OUT]
            at = end
            self._caught = True
        pieces.append(whole[at : seen + upto])
        self._before = whole[max(0, seen + upto - self._deny.reach) : seen + upto]
        self._held = whole[seen + upto :]
        return "".join(pieces)


def _trouble(part: str) -> Trouble:
    return Trouble(part=part, error=Problem(sentence=say("denied-answer")))
