"""The port of memberships: the places that the bot is in or was removed from."""

from collections.abc import Sequence
from typing import Protocol


class Memberships(Protocol):
    """The servers, workspaces, channels and threads that the bot is in or was removed from, as `Place.scopes`."""

    async def note_joined(self, scopes: Sequence[str]) -> None:
        """Notes that the bot is in places. What is kept of them stays."""
        ...

    async def note_left(self, scope: str, at: float, *, seconds_ago: float = 0.0) -> Sequence[str]:
        """Notes that the bot was removed from a place, or that it was deleted, some seconds before `at`. The first time
        stays.

        Returns the ids of the unfinished jobs in it that were accepted until then.
        """
        ...

    async def joined_tenants(self, platform: str) -> Sequence[str]:
        """Returns the tenants of a platform that the bot is in, as far as it has noted them."""
        ...

    async def left_places(self, before: float, at: float) -> Sequence[str]:
        """Returns the places that the bot left before a time and has not come back to, as far as it has noted that.

        A place that was left in the future, by a clock that was ahead, counts as left now.
        """
        ...
