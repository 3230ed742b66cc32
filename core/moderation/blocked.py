"""Blocked people: those whom administrators of a place block, in addition to the operator's setting.

A block holds in the whole tenant (server, workspace) where it was made, in direct messages to the bot, and for an app
installed to one's own account. It stays in the store until it is lifted.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from core.domain.request import Caller, Place
from core.store.ports import Preferences


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody as an option names them: `user` as in `Caller.user`, `name` for display where it is known."""

    user: str
    name: str


async def is_blocked(store: Preferences, caller: Caller, place: Place) -> bool:
    """True if administrators have blocked the caller in this place."""
    kept = await store.preferences(_scope(place.platform))
    if place.kind == "direct" or place.own:
        return any(key.rpartition(":")[2] == caller.user for key in kept)
    return _key(place, caller.user) in kept


async def block(store: Preferences, place: Place, person: Person, at: float) -> None:
    """Blocks somebody in the tenant of a place; `at` in seconds since the epoch."""
    await store.set_preference(_scope(place.platform), _key(place, person.user), {"name": person.name, "at": at})


async def unblock(store: Preferences, place: Place, person: Person) -> bool:
    """Lifts a block; False where there was none."""
    scope, key = _scope(place.platform), _key(place, person.user)
    if key not in await store.preferences(scope):
        return False
    await store.set_preference(scope, key, None)
    return True


async def blocked_in(store: Preferences, place: Place) -> list[Person]:
    """The people blocked in the tenant of a place, by name."""
    found = []
    for key, value in (await store.preferences(_scope(place.platform))).items():
        tenant, _, user = key.rpartition(":")
        if tenant == place.tenant:
            name = str(value.get("name", user)) if isinstance(value, Mapping) else user
            found.append(Person(user=user, name=name))
    return sorted(found, key=lambda person: person.name.casefold())


def _scope(platform: str) -> str:
    return f"blocked:{platform}"


def _key(place: Place, user: str) -> str:
    return f"{place.tenant}:{user}"
