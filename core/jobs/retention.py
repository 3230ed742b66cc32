"""Retention: old conversations, files and log lines are deleted every hour, and backups are made every day."""

import logging
from collections.abc import Awaitable, Callable

from core.domain.clock import Clock
from core.domain.errors import OperatorError
from core.store.ports import Store

logger = logging.getLogger(__name__)

INTERVAL_SECONDS = 3600.0
"""The time between two deletions."""
_DAY_SECONDS = 86_400


class Retention:
    """Deletes everything older than `days`, and limits that are full again. `serve` must run for that.

    `back_up` makes a backup if one is due.
    """

    def __init__(
        self, store: Store, clock: Clock, days: float, back_up: Callable[[], Awaitable[None]] | None = None
    ) -> None:
        self._store = store
        self._back_up = back_up
        self._clock = clock
        self._days = days

    async def serve(self) -> None:
        """Deletes immediately, then every hour, until cancelled. A failure is logged and tried again."""
        while True:
            try:
                await self._store.expire(self._clock.now() - self._days * _DAY_SECONDS)
                await self._store.prune_allowances(self._clock.now())
            except Exception:  # the bot must not stop because an old row could not be deleted
                logger.exception("old data could not be deleted; the next try is in an hour")
            if self._back_up is not None:
                try:
                    await self._back_up()
                except OperatorError as error:
                    logger.error("%s The next try is in an hour.", error)  # noqa: TRY400 - its sentence says it all
                except Exception:
                    logger.exception("a backup could not be made; the next try is in an hour")
            await self._clock.sleep(INTERVAL_SECONDS)
