"""The questions of `troubadour setup`, and what it can offer."""

from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import Any

from core.domain.checks import SetupCheck

Verify = Callable[[Any], Coroutine[Any, Any, Sequence[SetupCheck]]]
"""Tries the answers so far, which are in the section of whoever asks. The rows tell what was found."""


@dataclass(frozen=True, kw_only=True)
class FoundAnswer:
    """An answer that the other side has given, and a sentence about it. An empty value is none."""

    value: str
    told: str


@dataclass(frozen=True)
class SetupQuestion:
    """A question about one setting. An empty answer leaves the setting out.

    `verify` tries an answer before it is kept. `find` looks for the answer where none is typed. With `needs`, the
    question is asked only after an answer to that one.
    """

    name: str
    prompt: str
    explanation: str
    secret: bool = False
    verify: Verify | None = None
    find: Callable[[Any], Coroutine[Any, Any, FoundAnswer]] | None = None
    needs: str = ""


@dataclass(frozen=True, kw_only=True)
class FoundSetting:
    """A value for a setting that was found on this machine and is not used. `title` names what it stands for."""

    name: str
    value: str
    title: str

    @property
    def line(self) -> str:
        """The line for `.env`."""
        return f"{self.name}={self.value}"
