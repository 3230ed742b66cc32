"""The names of the servers that the bot is in, as Discord's API tells them.

A process that works, or gets its interactions over HTTP, has no gateway that would tell it.
"""

import asyncio

from adapters.discord.outbound.api_client import DiscordApiClient, DiscordApiError
from core.domain.clock import Clock

CACHE_SECONDS = 600.0
WAIT_SECONDS = 2.0
"""The longest time that a name is waited for; without it, people see the id."""
PAGE = 200
"""The most servers in one response
(https://docs.discord.com/developers/resources/user#get-current-user-guilds)."""


class GuildNames:
    """Names of servers, by their ids. One request asks for those of many."""

    def __init__(self, api: DiscordApiClient, clock: Clock) -> None:
        self._api = api
        self._clock = clock
        self._known: dict[str, tuple[float, str | None]] = {}

    async def name(self, guild: str) -> str | None:
        """The name of a server; None for one that the bot is not in, or if Discord does not tell now."""
        until, name = self._known.get(guild, (0.0, None))
        if self._clock.now() < until or not guild.isdecimal():
            return name
        try:
            async with asyncio.timeout(WAIT_SECONDS):
                page = await self._api.get(f"/users/@me/guilds?limit={PAGE}&after={int(guild) - 1}")
        except (DiscordApiError, TimeoutError):
            return name
        until = self._clock.now() + CACHE_SECONDS
        self._known[guild] = (until, None)
        self._known |= {str(each["id"]): (until, str(each["name"])) for each in page}
        return self._known[guild][1]
