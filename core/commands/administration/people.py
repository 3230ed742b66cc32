"""People as administrators read of them: by name, not by id."""

from collections import Counter
from collections.abc import Collection, Mapping

from core.store.ports.inbox import Inbox


async def people_named(store: Inbox, users: Collection[str], *, whole: bool = False) -> Mapping[str, str]:
    """The name of each person (`Caller.key`), with their id if several have it, and only the id if none is known.

    `whole` adds the platform, where people of several are read of.
    """
    known = await store.caller_names(users)
    alike = Counter(known.values())
    shown = {}
    for user in users:
        platform, id = user.partition(":")[0], user.rpartition(":")[2]
        name = known.get(user, id)
        notes = [*([id] if alike[name] > 1 else []), *([platform.title()] if whole else [])]
        shown[user] = f"{name} ({', '.join(notes)})" if notes else name
    return shown
