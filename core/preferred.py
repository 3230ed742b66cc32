"""What a person or a place has chosen."""

from core.request import Caller, Place
from core.store.port import Preferences


async def preferred(store: Preferences, caller: Caller, place: Place, name: str) -> str | None:
    """A choice of the caller, else of the place."""
    for scope in (caller.key, place.key):
        value = (await store.preferences(scope)).get(name)
        if isinstance(value, str):
            return value
    return None
