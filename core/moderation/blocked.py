"""Blocked people: those whom administrators of a place block, in addition to the operator's setting.

A block holds in the whole tenant (server, workspace) where it was made, in direct messages to the bot, and for an app
installed to one's own account. It stays in the store until it is lifted.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.domain.request import Caller, Place
from core.store.ports.preferences import Preferences


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody as an option names them: `user` as in `Caller.user`, `name` for display where it is known."""

    user: str
    name: str


@dataclass(frozen=True, kw_only=True)
class BlockedPerson(Person):
    """Somebody who is blocked in a tenant of a platform since `at`, in seconds since the epoch."""

    platform: str
    tenant: str
    at: float


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


async def blocked_on(store: Preferences, platform: str, tenant: str | None = None) -> list[BlockedPerson]:
    """The people blocked in a tenant, or (None) in any tenant of a platform, by name."""
    found = []
    for key, value in (await store.preferences(_scope(platform))).items():
        of_tenant, _, user = key.rpartition(":")
        if tenant in (None, of_tenant):
            kept = value if isinstance(value, Mapping) else {}
            name, at = str(kept.get("name", user)), kept.get("at")
            since = float(at) if isinstance(at, int | float) else 0.0
            found.append(BlockedPerson(user=user, name=name, platform=platform, tenant=of_tenant, at=since))
    return sorted(found, key=lambda person: person.name.casefold())


async def blocked_in(store: Preferences, place: Place) -> Sequence[Person]:
    """The people blocked in the tenant of a place, by name."""
    return await blocked_on(store, place.platform, place.tenant)


def _scope(platform: str) -> str:
    return f"blocked:{platform}"


def _key(place: Place, user: str) -> str:
    return f"{place.tenant}:{user}"
