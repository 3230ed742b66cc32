"""A log with many replies, as if the room had been in use."""

import asyncio
from collections.abc import Sequence

from adapters.web.visitors import PLACE
from core.domain.events import Done, Event, Facts, TextDelta
from core.store.ports.store import Store
from tests.adapters.web.browsing import Line

TOGETHER = 200
"""The number of replies that are written at the same time."""


async def fill(
    store: Store,
    count: int,
    *,
    audience: str | None = None,
    author: str = "web:room:cy",
    prefix: str = "web",
    since: float = 0.0,
) -> None:
    """Adds complete replies, `Question 0` with `Answer 0` and so on, one in each second since a time."""
    for first in range(0, count, TOGETHER):
        numbers = range(first, min(first + TOGETHER, count))
        await asyncio.gather(*(_add(store, number, audience, author, prefix, since + number) for number in numbers))


async def _add(store: Store, number: int, audience: str | None, author: str, prefix: str, at: float) -> None:
    asked: Line = {"event": "asked", "name": "Cy", "user": "cy", "command": "chat", "said": f"Question {number}"}
    asked |= {"files": [], "layout": "text", "private": audience is not None}
    events: Sequence[Event] = (
        TextDelta(part="answer", text=f"Answer {number}: {'and so on ' * 40}"),
        Facts(part="answer", engine="builtin", model="script", seed=7, seconds=0.2),
        Done(),
    )
    lines = [asked, *(event.model_dump(mode="json") for event in events)]
    await store.append(PLACE.key, f"{prefix}-{number}", author, audience, lines, at)
