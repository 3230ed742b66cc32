"""The port of reminders: refused requests that are accepted once there is room."""

from collections.abc import Sequence
from typing import Protocol

from core.domain.request import Request


class ReminderStore(Protocol):
    """Requests that a limit refused, to be accepted again once there is room. Each has an id of its own."""

    async def save_reminder(self, request: Request, due_at: float) -> None:
        """Keeps a request until a time; a request that is kept already moves to the new time."""
        ...

    async def due_reminders(self, before: float) -> Sequence[Request]:
        """Returns the requests that are due before a time, the earliest first; deletes those that are damaged."""
        ...

    async def delete_reminder(self, id: str) -> None:
        """Deletes a reminder whose request was accepted."""
        ...
