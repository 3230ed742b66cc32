"""A store that holds the acceptance of requests, and tells when a deletion has reached it."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from core.store.sql.store import SqlStore


class HeldAcceptance:
    """Holds the first acceptance until `going` is set. `deleted` is set once a deletion has been stored."""

    def __init__(self, store: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
        self.begun, self.going, self.deleted = asyncio.Event(), asyncio.Event(), asyncio.Event()

        def held(accept: Callable[..., Awaitable[bool]]) -> Callable[..., Awaitable[bool]]:
            async def wait(*given: Any, **named: Any) -> bool:
                self.begun.set()
                await self.going.wait()
                return await accept(*given, **named)

            return wait

        def noted(delete: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
            async def note(*given: Any, **named: Any) -> Any:
                found = await delete(*given, **named)
                self.deleted.set()
                return found

            return note

        monkeypatch.setattr(store, "accept", held(store.accept))
        monkeypatch.setattr(store, "delete_question", noted(store.delete_question))
        monkeypatch.setattr(store, "delete_place", noted(store.delete_place))

    async def deletes(self, deletion: Awaitable[object]) -> None:
        """Lets somebody delete what is being accepted, and then goes on."""
        async with asyncio.timeout(20):
            await self.begun.wait()
            await deletion
            await self.deleted.wait()
        self.going.set()
