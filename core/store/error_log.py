"""Unexpected errors under the ids of their requests, as preferences of the bot: operators find what people tell them.

An entry says where an error was raised and what it was, and nothing that anybody wrote.
"""

import asyncio
import secrets
import traceback
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from core.domain.clock import Clock
from core.domain.errors import UserError
from core.domain.request_id import REQUEST_ID
from core.store.ports.preferences import Preferences

ERRORS_SCOPE = "bot:errors"
"""The scope of the preferences that hold errors, under the ids of their requests."""
KEPT_ERRORS = 100
KEPT_SECONDS = 7 * 86_400.0
WRITING_SECONDS = 1.0
"""The longest time that the person who has to be told waits for the entry."""
_ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, kw_only=True)
class RecordedError:
    """One error. `number` is the request's id, which people were told.

    `what` is the command or request, such as `/imagine`, `kind` the class of the exception, and `source` the line of
    this program that it came from. `place` is a `Place.key`, empty where none is known; `at` is in seconds since the
    epoch.
    """

    number: str
    what: str
    kind: str
    source: str
    place: str
    at: float


_ENTRY: TypeAdapter[RecordedError] = TypeAdapter(RecordedError)


class ErrorLog:
    """Keeps the newest errors."""

    def __init__(self, store: Preferences, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def note(self, error: BaseException, what: str, place: str = "") -> str:
        """Keeps an error, if the store can; returns the number to tell. The caller logs it. Never raises."""
        number = REQUEST_ID.get() or secrets.token_hex(8)
        entry = RecordedError(
            number=number,
            what=what,
            kind=type(error).__name__,
            source=_source(error),
            place=place,
            at=self._clock.now(),
        )
        with suppress(UserError, TimeoutError):
            async with asyncio.timeout(WRITING_SECONDS):
                await self._store.set_preference(ERRORS_SCOPE, number, asdict(entry))
                await self._forget_old()
        return number

    async def _forget_old(self) -> None:
        kept = {entry.number for entry in await recent_errors(self._store, self._clock.now())}
        for number in (await self._store.preferences(ERRORS_SCOPE)).keys() - kept:
            await self._store.set_preference(ERRORS_SCOPE, number, None)


async def recent_errors(store: Preferences, now: float) -> list[RecordedError]:
    """The newest errors of the last week, the newest first."""
    found = []
    for content in (await store.preferences(ERRORS_SCOPE)).values():
        with suppress(ValidationError):  # of another version
            found.append(_ENTRY.validate_python(content if isinstance(content, Mapping) else None))
    recent = (entry for entry in found if entry.at >= now - KEPT_SECONDS)
    return sorted(recent, key=lambda entry: -entry.at)[:KEPT_ERRORS]


def _source(error: BaseException) -> str:
    """The innermost line of this program, as `core/jobs/runner.py:300`, or else the innermost of all."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if Path(frame.filename).is_relative_to(_ROOT)]
    if not frames:
        return ""
    frame = (own or frames)[-1]
    path = Path(frame.filename)
    return f"{path.relative_to(_ROOT) if own else path.name}:{frame.lineno}"
