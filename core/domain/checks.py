"""Checks of the setup: the lines of `troubadour doctor`."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class SetupCheck:
    """One line of the check of a setup; not `ok` is a problem that the operator can solve."""

    line: str
    ok: bool = True


@dataclass(frozen=True, kw_only=True)
class CheckContext:
    """The circumstances of a check: the operator's language, and `source`, which names the source of a setting."""

    locale: str
    source: Callable[[str], str]
