"""The servers that the bot is in, and the channels in them that are deleted."""

from collections.abc import Callable, Collection, Iterator
from collections.abc import Set as AbstractSet
from contextlib import contextmanager

from adapters.discord.config import NAME
from core.jobs.departures import Departures


class DiscordPlaces:
    """Notes servers and channels that the bot gets and loses."""

    def __init__(self, departures: Departures) -> None:
        self._departures = departures
        self._joined: set[str] = set()

    async def joined(self, guild: str) -> None:
        """Notes a server that is available, once: it was added, or comes after every start and every outage."""
        if guild not in self._joined:
            with self._noting({guild}):
                await self._departures.join([_scope(guild)])

    async def removed(self, guild: str) -> None:
        """Notes that the bot was removed from a server, or that the server was deleted."""
        self._joined.discard(guild)
        await self._departures.leave(_scope(guild), "Discord")

    async def deleted(self, guild: str, channel: str, thread: str | None = None) -> None:
        """Notes that a channel was deleted, or a thread in it."""
        place = f"{_scope(guild)}:{channel}"
        await self._departures.leave(place if thread is None else f"{place}|{thread}", "Discord")

    async def present(self, guilds: Collection[str], covers: Callable[[str], bool]) -> None:
        """Notes the servers that a session begins with; `covers` tells those that it would begin with."""
        self._joined = {guild for guild in self._joined if not covers(guild)}
        with self._noting(set(guilds)):
            await self._departures.compare(NAME, guilds, covers)

    @contextmanager
    def _noting(self, guilds: AbstractSet[str]) -> Iterator[None]:
        """Counts servers as noted from the beginning, so that a removal meanwhile is the newer event."""
        self._joined |= guilds
        try:
            yield
        except BaseException:
            self._joined -= guilds
            raise


def _scope(guild: str) -> str:
    return f"{NAME}:{guild}"
