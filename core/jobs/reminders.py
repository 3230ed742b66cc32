"""Reminders: refused requests that run once their limit has room, for the person who asked to be reminded."""

import logging

from core.domain.actions import Remind
from core.domain.clock import Clock
from core.jobs.dispatcher import Dispatcher
from core.jobs.verdicts import Accepted, Refused
from core.store.ports.reminders import ReminderStore

logger = logging.getLogger(__name__)

LOOK_SECONDS = 5.0
"""The time between two looks at the stored reminders."""


class Reminders:
    """Accepts due reminders while `serve` runs. They are in the store, so a restart loses none."""

    def __init__(self, store: ReminderStore, dispatcher: Dispatcher, clock: Clock) -> None:
        self._store = store
        self._dispatcher = dispatcher
        self._clock = clock

    async def serve(self) -> None:
        """Accepts due reminders until cancelled."""
        while True:
            try:
                await self.hand_in()
            except Exception:  # one that cannot be handed in must not silence the others
                logger.exception("a reminder could not be handed in; it is tried again")
            await self._clock.sleep(LOOK_SECONDS)

    async def hand_in(self) -> None:
        """Accepts the reminders that are due now. One without room is put off until there is room."""
        for request in await self._store.due_reminders(self._clock.now()):
            verdict = await self._dispatcher.accept(request)
            later = [button.action for button in getattr(verdict, "actions", ()) if isinstance(button.action, Remind)]
            if later:
                await self._store.save_reminder(request, later[0].due_at)
                continue
            if isinstance(verdict, Accepted):
                await self._dispatcher.release(verdict.job)
            if isinstance(verdict, Refused) and verdict.retryable:
                continue  # the store is out of order; the reminder is still in it
            if isinstance(verdict, Refused):
                logger.info("the reminder %s is refused: %s", request.id, verdict.sentence.id)
            # Accepted it is in the inbox, which knows it if this process ends before the next line.
            await self._store.delete_reminder(request.id)
