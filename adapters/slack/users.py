"""Slack's users: names, languages, administrators and guests."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass

from adapters.slack.config import SlackConfig
from adapters.slack.outbound.api_client import SlackApiClient, SlackApiError
from core.domain.clock import Clock

CACHE_SECONDS = 600.0
"""Seconds that a user stays in the cache."""
WAIT_SECONDS = 1.0
"""Time limit for a look-up. Slack expects an acknowledgement within three seconds."""
CACHED_USERS = 10_000


@dataclass(frozen=True, kw_only=True)
class SlackUser:
    """One user (https://docs.slack.dev/reference/objects/user-object)."""

    name: str
    locale: str | None
    team: str
    enterprise: str | None
    guest: bool
    admin: bool


class SlackUsers:
    """Looks up users and caches them for a while."""

    def __init__(self, api_client: SlackApiClient, clock: Clock, config: SlackConfig) -> None:
        self._api_client = api_client
        self._clock = clock
        self._config = config
        self._cache: dict[tuple[str, str], tuple[float, SlackUser]] = {}
        self._requests: dict[tuple[str, str], asyncio.Task[SlackUser]] = {}

    async def find(self, team: str, user: str) -> SlackUser | None:
        """A user by id; None if Slack does not say in time. An outdated entry is better than none."""
        now, key = self._clock.now(), (team, user)
        cached = self._cache.get(key)
        if cached is not None and cached[0] > now:
            return cached[1]
        request = self._requests.get(key)
        if request is None:
            request = self._requests[key] = asyncio.create_task(self._fetch(team, user))
            request.add_done_callback(lambda task: self._fetched(key, task))
        await asyncio.wait({request}, timeout=WAIT_SECONDS)
        if request.done() and not request.cancelled() and request.exception() is None:
            return request.result()
        return cached[1] if cached is not None else None

    async def names(self, team: str, users: Iterable[str]) -> dict[str, str]:
        """The names of users, by id. Users who cannot be found are left out."""
        ids = list(users)
        found = await asyncio.gather(*(self.find(team, user) for user in ids))
        return {id: user.name for id, user in zip(ids, found, strict=True) if user is not None}

    async def is_admin(self, team: str, user: str) -> bool:
        """True if a user administers the bot or the workspace; False if the user cannot be looked up."""
        if user in self._config.admins:
            return True
        found = await self.find(team, user)
        return found is not None and found.team == team and found.admin

    async def close(self) -> None:
        """Cancels the requests that still run."""
        for task in self._requests.values():
            task.cancel()
        await asyncio.gather(*self._requests.values(), return_exceptions=True)

    def _fetched(self, key: tuple[str, str], task: "asyncio.Task[SlackUser]") -> None:
        self._requests.pop(key, None)
        if task.cancelled() or task.exception() is not None:
            return
        if len(self._cache) >= CACHED_USERS:
            self._cache.clear()
        self._cache[key] = (self._clock.now() + CACHE_SECONDS, task.result())

    async def _fetch(self, team: str, user: str) -> SlackUser:
        found = (await self._api_client.call(team, "users.info", user=user, include_locale=True)).get("user")
        if not found:
            raise SlackApiError("users.info", "user_not_found")
        profile = found.get("profile") or {}
        name = profile.get("display_name") or profile.get("real_name") or found.get("real_name") or found.get("name")
        return SlackUser(
            name=str(name or user),
            locale=found.get("locale"),
            team=str(found.get("team_id") or team),
            enterprise=(found.get("enterprise_user") or {}).get("enterprise_id"),
            guest=bool(found.get("is_restricted") or found.get("is_ultra_restricted")),
            admin=bool(found.get("is_admin") or found.get("is_owner")),
        )
