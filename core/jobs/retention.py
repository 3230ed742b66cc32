"""Retention: old conversations, files, log lines and places that the bot left are deleted every hour, and backups are
made every day."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence

from core.domain.alerts import Notify, notify_nobody
from core.domain.clock import Clock
from core.domain.errors import OperatorError, UserError
from core.domain.sentences import Moment, Quote, say
from core.store.ports.preferences import BOT_SCOPE
from core.store.ports.store import Store

logger = logging.getLogger(__name__)

INTERVAL_SECONDS = 3600.0
"""The time between two deletions."""
TIDY_SECONDS = 2.0
"""The time between two looks for places that were left, and for files to rewrite after jobs have ended."""
LEFT_SECONDS = 86_400.0
"""The time for which everything of a place is kept that the bot was removed from. It may come back meanwhile."""
_DAY_SECONDS = 86_400
_FAILING = "backup-failing-since"
"""The bot's preference with the time of the first backup that failed since the last one that did not."""


async def _confirm_none(_: Sequence[str]) -> Sequence[str]:
    return ()


class Retention:
    """Deletes everything older than `days`, places that were left, and limits that are full again. `serve` must run for
    that, or one of all processes calls `delete_and_back_up` and `tidy` now and then.

    `confirm` returns those of the places that were left which the bot really is in no more. `back_up` makes a backup if
    one is due, and returns True if it did. `notify` tells the operator, once, that this fails, and when it works again.
    """

    def __init__(
        self,
        store: Store,
        clock: Clock,
        days: float,
        back_up: Callable[[], Awaitable[bool]] | None = None,
        notify: Notify = notify_nobody,
        confirm: Callable[[Sequence[str]], Awaitable[Sequence[str]]] = _confirm_none,
    ) -> None:
        self._store = store
        self._back_up = back_up
        self._clock = clock
        self._days = days
        self._notify = notify
        self._confirm = confirm

    async def serve(self) -> None:
        """Deletes immediately, then every hour, until cancelled. A failure is logged and tried again."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._keep_tidy(), name="tidying")
            while True:
                await self.delete_and_back_up()
                await self._clock.sleep(INTERVAL_SECONDS)

    async def _delete(self) -> None:
        now = self._clock.now()
        try:
            await self._store.expire(now - self._days * _DAY_SECONDS)
            await self._store.prune_allowances(now)
            await self._store.prune_cached_answers(now)
        except Exception:  # the bot must not stop because an old row could not be deleted
            logger.exception("old data could not be deleted; the next try is in an hour")

    async def delete_and_back_up(self) -> None:
        """Deletes what is old, and makes a backup if one is due. A failure is logged."""
        await self._delete()
        if self._back_up is not None:
            await self._try_to_back_up(self._back_up)

    async def _keep_tidy(self) -> None:
        while True:
            await self.tidy()
            await self._clock.sleep(TIDY_SECONDS)

    async def tidy(self) -> None:
        """Deletes places that were left, and rewrites files. A failure is logged."""
        now = self._clock.now()
        try:
            left = await self._store.left_places(now - LEFT_SECONDS, now)
            gone = await self._confirm(left) if left else ()
            if gone and (count := await self._store.delete_left(gone, now - LEFT_SECONDS, now)):
                logger.info("%d rows of places that the bot was removed from are deleted", count)
            await self._store.rewrite_if_due()
        except Exception:  # the next look tries it again
            logger.exception("places that were left could not be deleted, or files rewritten; this is tried again")

    async def _try_to_back_up(self, back_up: Callable[[], Awaitable[bool]]) -> None:
        try:
            made = await back_up()
        except OperatorError as error:
            logger.error("%s The next try is in an hour.", error)  # noqa: TRY400 - its sentence says it all
            await self._note_failure(str(error))
        except Exception as error:
            logger.exception("a backup could not be made; the next try is in an hour")
            await self._note_failure(type(error).__name__)
        else:
            if made:
                await self._note_success()

    async def _note_failure(self, why: str) -> None:
        since = await self._failing_since()
        if since is None:
            since = self._clock.now()
            try:
                await self._store.set_preference(BOT_SCOPE, _FAILING, since)
            except UserError as error:  # the same disk may be full
                logger.warning("it is not noted that backups fail: %s", error.sentence.id)
        self._notify(f"backup-failed:{since}", say("alert-backup-failed", why=Quote(text=why)))

    async def _note_success(self) -> None:
        since = await self._failing_since()
        if since is not None:
            self._notify(f"backup-works:{since}", say("alert-backup-works", moment=Moment(at=since)))
            await self._store.set_preference(BOT_SCOPE, _FAILING, None)

    async def _failing_since(self) -> float | None:
        try:
            since = (await self._store.preferences(BOT_SCOPE)).get(_FAILING)
        except UserError:
            return None
        return float(since) if isinstance(since, int | float) else None
