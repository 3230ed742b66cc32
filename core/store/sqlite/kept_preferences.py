"""Preferences in memory, for the process that alone can change them."""

import asyncio
from collections.abc import Mapping
from contextvars import Context
from functools import partial

from pydantic import JsonValue

from core.store.sql.preferences import read_preferences
from core.store.sqlite.database import Database

KEPT_SCOPES = 10_000
"""The number of people and places whose preferences are in memory."""


class KeptPreferences:
    """The preferences of scopes as they were read last, until a write touches them. Scopes that are wanted while others
    are read share the next read."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._kept: dict[str, tuple[tuple[int, int], Mapping[str, JsonValue]]] = {}
        self._wanted: dict[str, asyncio.Future[Mapping[str, JsonValue]]] = {}
        self._reading: asyncio.Task[None] | None = None

    async def of(self, scope: str) -> Mapping[str, JsonValue]:
        """The preferences of a scope. Raises `StoreAway`."""
        version, kept = self._kept.get(scope, (None, {}))
        if version == self._database.preferences_version(scope):
            return kept
        wanted = self._wanted.get(scope)
        if wanted is None:
            wanted = self._wanted[scope] = asyncio.get_running_loop().create_future()
        if self._reading is None or self._reading.done():
            # It is nobody's own: neither a caller's time limit nor its end is that of the others.
            self._reading = asyncio.create_task(self._read(), name="preferences", context=Context())
        return await asyncio.shield(wanted)

    async def _read(self) -> None:
        """Reads all that is wanted, again and again."""
        while self._wanted:
            wanted, self._wanted = self._wanted, {}
            versions = {scope: self._database.preferences_version(scope) for scope in wanted}
            try:
                found = await self._database.read(partial(read_preferences, scopes=list(wanted)))
            except BaseException as error:
                for answer in wanted.values():
                    answer.set_exception(error)
                    answer.exception()  # perhaps nobody waits for it any more
                if not isinstance(error, Exception):
                    raise
            else:
                if len(self._kept) + len(found) > KEPT_SCOPES:
                    self._kept.clear()
                for scope, kept in found.items():
                    self._kept[scope] = versions[scope], kept
                    wanted[scope].set_result(kept)
