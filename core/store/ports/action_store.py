"""The port of the actions of buttons."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from core.domain.actions import Action
from core.domain.request import Place


@dataclass(frozen=True, kw_only=True)
class StoredAction:
    """An action, with the job, the requester and the place of its reply."""

    action: Action
    job: str
    requester: str
    place: Place


class ActionStore(Protocol):
    """Actions of buttons under short ids."""

    async def save_actions(self, entries: Mapping[str, StoredAction], at: float) -> None:
        """Stores actions under their ids and replaces earlier ones."""
        ...

    async def stored_action(self, id: str) -> StoredAction | None:
        """Returns the action, or None if it has expired, is damaged or never existed."""
        ...

    async def actions_of_job(self, job: str) -> Sequence[StoredAction]:
        """Returns the actions of the reply of a job, in the order of their ids, without those that are damaged."""
        ...
