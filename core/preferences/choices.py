"""What a person or a place has chosen."""

from core.domain.request import Caller, Place
from core.store.ports import Preferences

SHOWING = "showing"
"""How answers appear: `live`, `calm` or `final`. A stage that can do so asks for it before the operator's setting."""
LATE_DIRECT = "late-direct"
"""A person's own (`Caller.key`): `yes` where an answer that its place takes no more may come as a direct message."""


async def preference(store: Preferences, caller: Caller, place: Place, name: str) -> str | None:
    """A choice of the caller, else of the place."""
    for scope in (caller.key, place.key):
        value = (await store.preferences(scope)).get(name)
        if isinstance(value, str):
            return value
    return None
