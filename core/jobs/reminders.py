"""Reminders: what a limit refused is handed in again once there is room, for who asked to be reminded."""

import logging
from collections.abc import Awaitable, Callable

from core.domain.actions import Remind
from core.domain.clock import Clock
from core.domain.request import Request
from core.jobs.dispatcher import Refused, Verdict
from core.store import ports as port

logger = logging.getLogger(__name__)

LOOK_SECONDS = 5.0
"""How often it is looked whether one is due."""


class Reminders:
    """Hands reminders in; `serve` must run for any to come. They are in the store, so that a restart loses none."""

    def __init__(
        self, store: port.ReminderStore, accept: Callable[[Request], Awaitable[Verdict]], clock: Clock
    ) -> None:
        self._store = store
        self._accept = accept
        self._clock = clock

    async def serve(self) -> None:
        """Hands in what is due, until cancelled."""
        while True:
            try:
                await self.hand_in()
            except Exception:  # one that cannot be handed in must not silence the others
                logger.exception("a reminder could not be handed in; it is tried again")
            await self._clock.sleep(LOOK_SECONDS)

    async def hand_in(self) -> None:
        """Hands in what is due now. One for which there is no room yet is put off until there is."""
        for request in await self._store.due_reminders(self._clock.now()):
            verdict = await self._accept(request)
            later = [button.action for button in getattr(verdict, "actions", ()) if isinstance(button.action, Remind)]
            if later:
                await self._store.save_reminder(request, later[0].due_at)
                continue
            if isinstance(verdict, Refused):
                logger.info("the reminder %s is refused: %s", request.id, verdict.sentence.id)
            # Accepted it is in the inbox, which knows it if this process ends before the next line.
            await self._store.delete_reminder(request.id)
