"""The choices of people and places."""

from core.domain.request import Caller, Place
from core.store.ports import Preferences

SHOWING = "showing"
"""How answers appear: `live`, `calm` or `final`. It comes before the operator's setting."""
LATE_DIRECT = "late-direct"
"""A person's own (`Caller.key`): `yes` where an answer that its place takes no more may come as a direct message."""


async def preference(store: Preferences, caller: Caller, place: Place, name: str) -> str | None:
    """Returns a choice of the caller, or else of the place."""
    for scope in (caller.key, place.key):
        value = (await store.preferences(scope)).get(name)
        if isinstance(value, str):
            return value
    return None
