"""The choices of people and places."""

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import JsonValue

from core.domain.request import Caller, Place
from core.store.ports.preferences import Preferences

SHOWING = "showing"
"""How answers appear: `live`, `calm` or `final`. It comes before the operator's setting."""
SPOKEN = "spoken"
"""A person's own (`Caller.key`): `when-i-speak` where an answer to a recording is spoken as well, `always` for every
answer; otherwise `never`."""
LATE_DIRECT = "late-direct"
"""A person's own (`Caller.key`): `yes` where an answer that its place takes no more may come as a direct message."""


EDITS = "edits"
"""A person's own (`Caller.key`): `yes` where a question that they edit is answered again, in the same reply."""
EDIT_SECONDS = 15 * 60.0
"""The age up to which an edited message is answered."""


@dataclass(frozen=True, kw_only=True)
class Choices:
    """The choices of a caller and of a place, as they were at one moment."""

    caller: Mapping[str, JsonValue]
    place: Mapping[str, JsonValue]

    @classmethod
    async def read(cls, store: Preferences, caller: Caller, place: Place) -> "Choices":
        """Reads all choices from the store."""
        return cls(caller=await store.preferences(caller.key), place=await store.preferences(place.key))

    def get(self, name: str) -> str | None:
        """A choice of the caller, or else of the place."""
        for chosen in (self.caller, self.place):
            if isinstance(value := chosen.get(name), str):
                return value
        return None


async def preference(store: Preferences, caller: Caller, place: Place, name: str) -> str | None:
    """Returns a choice of the caller, or else of the place."""
    return (await Choices.read(store, caller, place)).get(name)
