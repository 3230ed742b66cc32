"""The fallback ladder: the forms of a reply, from the richest to the plainest."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import IntEnum


class ReplyForm(IntEnum):
    """A form of a reply. Each is plainer than the one before."""

    RICH = 0
    """Everything that the platform can show."""
    WITHOUT_COMPONENTS = 1
    """The text with its formatting, and files of their own; no buttons, galleries or blocks."""
    PLAIN = 2
    """Nothing but text."""
    FILE = 3
    """The text as a file, with a sentence that says so."""


@dataclass(frozen=True)
class Rung:
    """A form, and the names of the parts whose pictures are left out of it."""

    form: ReplyForm = ReplyForm.RICH
    without: frozenset[str] = frozenset()


class FallbackLadder:
    """The current rung of one reply: one step down for each refused form, and never up again."""

    def __init__(self) -> None:
        self.rung = Rung()
        self._bad: frozenset[str] = frozenset()
        self._tried: set[str] = set()

    def accepted(self) -> None:
        """Notes that the platform took the current rung, so that the pictures left out are the ones at fault."""
        self._bad = self.rung.without

    def descend(self, pictures: Collection[str]) -> bool:
        """Steps down after a refusal; False at the bottom.

        `pictures` are the names of all parts with pictures. They are left out one by one, then all together.
        """
        if self.rung.form is ReplyForm.RICH:
            for name in pictures:
                if name not in self._tried:
                    self._tried.add(name)
                    self.rung = Rung(without=self._bad | {name})
                    return True
            if not self.rung.without.issuperset(pictures):
                self.rung = Rung(without=frozenset(pictures))
                return True
        if self.rung.form is ReplyForm.FILE:
            return False
        self.rung = Rung(ReplyForm(self.rung.form + 1))
        return True

    def move(self) -> None:
        """Begins again in another place: with plain text, if the form was refused at all."""
        if self.rung.form is not ReplyForm.RICH:
            self.rung = Rung(ReplyForm.PLAIN)
