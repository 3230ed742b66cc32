"""Checks of the setup: the rows of `troubadour doctor`."""

from collections.abc import Callable
from dataclasses import dataclass

from core.domain.errors import OperatorError


@dataclass(frozen=True, kw_only=True)
class SetupCheck:
    """One row of the check of a setup; not `ok` is a problem that the operator can solve.

    `line` is a heading, or a finding that begins with two spaces. `fix` says how to solve a problem, or what a sound
    setup still lacks. `ahead` are the seconds by which the clock of another machine is ahead, where one has told.
    """

    line: str
    ok: bool = True
    fix: str = ""
    ahead: float | None = None

    @classmethod
    def because(cls, error: OperatorError | str) -> "SetupCheck":
        """The row of an error, whose sentence names the fix after a colon."""
        finding, colon, fix = str(error).partition(": ")
        fix = f"{fix[:1].upper()}{fix[1:]}" or "`troubadour settings` tells where this comes from: correct it there."
        return cls(line=f"  {finding}{'.' if colon else ''}", ok=False, fix=fix)


@dataclass(frozen=True, kw_only=True)
class CheckContext:
    """The circumstances of a check: the operator's language, and `source`, which names the source of a setting."""

    locale: str
    source: Callable[[str], str]
