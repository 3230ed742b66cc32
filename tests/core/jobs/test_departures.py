"""The bot leaves a place and comes back."""

import asyncio
from collections.abc import Sequence

from core.domain.clock import SystemClock
from core.jobs.departures import Departures
from core.store.sqlite.store import SqliteStore


class NoJobs:
    """A queue that no job of the place is in."""


async def test_a_return_right_after_a_departure_counts_however_the_store_orders_them(store: SqliteStore) -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()

    class _Late:
        """A store in which a departure waits for a connection."""

        def __getattr__(self, name: str) -> object:
            return getattr(store, name)

        async def note_left(self, scopes: Sequence[str], at: float) -> None:
            begun.set()
            await go_on.wait()
            await store.note_left(scopes, at)

    departures = Departures(_Late(), NoJobs(), SystemClock())  # type: ignore[arg-type]
    leaving = asyncio.create_task(departures.leave("web:home", "Web"))
    await begun.wait()
    coming_back = asyncio.create_task(departures.join(["web:home"]))
    await asyncio.wait([coming_back], timeout=0.2)  # it may not overtake
    go_on.set()
    await asyncio.gather(leaving, coming_back)
    assert await store.joined_tenants("web") == ["home"]
