"""A store for the receipt of one reply."""

from collections.abc import Mapping, Sequence
from typing import Any

from core.store.ports.action_store import StoredAction


class Receipts:
    """A store for one receipt."""

    def __init__(self) -> None:
        self._receipt: dict[str, Any] = {}

    async def receipt(self, job: str) -> dict[str, Any]:
        return self._receipt

    async def save_receipt(self, job: str, content: Mapping[str, Any], messages: Sequence[str] = ()) -> None:
        self._receipt = dict(content)

    async def job_of_message(self, message: str) -> str | None:
        return None

    async def save_actions(self, entries: Mapping[str, StoredAction], at: float) -> None: ...
    async def stored_action(self, id: str) -> StoredAction | None:
        return None

    async def actions_of_job(self, job: str) -> list[StoredAction]:
        return []
