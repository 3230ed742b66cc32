"""Slack's users: names, languages, administrators and guests.

`users.info` is slow and limited, so nobody waits for it before an acknowledgement: a payload's own facts decide, and
what the store remembers of earlier look-ups. Of other people, the running job finds out (`SlackRequestCompleter`).
"""

import asyncio
import logging
from collections.abc import Iterable
from contextvars import Context

from pydantic import BaseModel, ConfigDict, ValidationError

from adapters.slack.config import NAME, SlackConfig
from adapters.slack.outbound.api_client import SlackApiClient, SlackApiError
from adapters.slack.reply_target import SlackReplyTarget
from core.domain.clock import Clock
from core.domain.errors import UserError
from core.domain.sentences import Sentence, say
from core.store.ports.preferences import Preferences

logger = logging.getLogger(__name__)

USERS_INFO = "users.info"
FRESH_SECONDS = 600.0
"""Seconds for which a look-up is up to date. After that, it serves a person once more and is made again meanwhile."""
REMEMBERED_SECONDS = 7 * 86_400.0
"""Seconds for which the store's memory of somebody decides whether the bot serves them."""
SAVE_SECONDS = 86_400.0
"""Seconds after which an unchanged look-up is saved again."""
WAIT_SECONDS = 2.0
"""Time limit for a look-up that is made before an acknowledgement, or for a name. Slack expects an acknowledgement
within three seconds."""
RESERVED_CALLS = 50
"""Half of the rate limit is reserved for people of whom nothing is known."""
CACHED_USERS = 10_000
PROFILE = "slack-user"
"""The preference of a person that keeps the last look-up, so that `forget-me` deletes it, too."""


class SlackUser(BaseModel):
    """One user at the time `at` (https://docs.slack.dev/reference/objects/user-object)."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    name: str
    locale: str | None
    team: str
    enterprise: str | None
    guest: bool
    admin: bool
    at: float
    zone: str | None = None


class SlackUsers:
    """Looks up users, and remembers them in memory and in the store."""

    def __init__(self, api_client: SlackApiClient, clock: Clock, config: SlackConfig, store: Preferences) -> None:
        self._api_client = api_client
        self._clock = clock
        self._config = config
        self._store = store
        self._known: dict[tuple[str, str], SlackUser] = {}
        self._requests: dict[tuple[str, str], asyncio.Task[SlackUser]] = {}

    async def remembered(self, team: str, user: str) -> SlackUser | None:
        """A user as the memory or the store knows them. Raises `StoreAway`."""
        found = self._known.get((team, user)) or await self._load(team, user)
        if found is None or self._clock.now() - found.at > REMEMBERED_SECONDS:
            return None
        if not self.is_fresh(found) and await self._api_client.available(team, USERS_INFO) > RESERVED_CALLS:
            self._request(team, user, saved=True)
        return found

    def is_fresh(self, user: SlackUser) -> bool:
        """True if a look-up is up to date."""
        return self._clock.now() - user.at <= FRESH_SECONDS

    async def look_up(self, team: str, user: str) -> SlackUser:
        """A user as Slack knows them now, who is remembered. Raises `SlackApiError`, which is `ratelimited` if the
        request would have to wait."""
        found = self._known.get((team, user))
        if found is not None and self.is_fresh(found):
            return found
        if (team, user) not in self._requests and not await self._api_client.available(team, USERS_INFO):
            raise SlackApiError(USERS_INFO, "ratelimited")
        return await asyncio.shield(self._request(team, user, saved=True))

    async def find(self, team: str, user: str) -> SlackUser | None:
        """A user by id; None if Slack does not say in time. An outdated look-up is better than none."""
        known = self._known.get((team, user))
        if known is not None and self.is_fresh(known):
            return known
        request = self._request(team, user)
        await asyncio.wait({request}, timeout=WAIT_SECONDS)
        if request.done() and not request.cancelled() and request.exception() is None:
            return request.result()
        return known

    async def names(self, team: str, users: Iterable[str]) -> dict[str, str]:
        """The names of users, by id. Users who cannot be found are left out."""
        ids = list(users)
        found = await asyncio.gather(*(self.find(team, user) for user in ids))
        return {id: user.name for id, user in zip(ids, found, strict=True) if user is not None}

    def known(self, team: str, user: str) -> SlackUser | None:
        """A user as the memory knows them."""
        return self._known.get((team, user))

    def known_names(self, team: str, users: Iterable[str]) -> dict[str, str]:
        """The names of those users who are known without a look-up, by id."""
        return {id: known.name for id in users if (known := self._known.get((team, id))) is not None}

    async def is_admin(self, team: str, user: str) -> bool:
        """True if a user administers the bot or the workspace; False if the user cannot be looked up."""
        if user in self._config.admins:
            return True
        found = await self.find(team, user)
        return found is not None and found.admin

    def refusal(self, target: SlackReplyTarget, user: SlackUser | None, *, external: bool = False) -> Sentence | None:
        """The reason why the bot does not serve the requester, as far as that is known: a guest, or a person of another
        workspace (`external`)."""
        if target.user in self._config.admins:
            return None
        if user is not None and user.team != target.team:
            external = target.enterprise is None or user.enterprise != target.enterprise
        if external:
            return None if self._config.strangers else say("slack-strangers")
        return say("slack-guests") if user is not None and user.guest and not self._config.guests else None

    def serves_unknown(self, target: SlackReplyTarget) -> bool:
        """True if the bot serves the requester even if Slack never tells who it is: where it would serve a guest."""
        return self._config.guests or target.user in self._config.admins

    async def close(self) -> None:
        """Cancels the requests that still run."""
        for task in self._requests.values():
            task.cancel()
        await asyncio.gather(*self._requests.values(), return_exceptions=True)

    def _request(self, team: str, user: str, *, saved: bool = False) -> "asyncio.Task[SlackUser]":
        """One request for all who ask for a user now. The store keeps only people who asked for something."""
        key = (team, user)
        request = self._requests.get(key)
        if request is None:
            request = self._requests[key] = asyncio.create_task(
                self._fetch(team, user, saved=saved), name="users.info", context=Context()
            )  # several runs may wait for it
            request.add_done_callback(lambda task: self._fetched(key, task))
        return request

    def _fetched(self, key: tuple[str, str], task: "asyncio.Task[SlackUser]") -> None:
        self._requests.pop(key, None)
        if not task.cancelled() and task.exception() is None:
            self._keep(key, task.result())

    def _keep(self, key: tuple[str, str], user: SlackUser) -> None:
        if len(self._known) >= CACHED_USERS:
            self._known.clear()
        self._known[key] = user

    async def _fetch(self, team: str, user: str, *, saved: bool) -> SlackUser:
        found = (await self._api_client.call(team, USERS_INFO, user=user, include_locale=True)).get("user")
        if not found:
            raise SlackApiError(USERS_INFO, "user_not_found")
        profile = found.get("profile") or {}
        name = profile.get("display_name") or profile.get("real_name") or found.get("real_name") or found.get("name")
        home = str(found.get("team_id") or team)
        looked_up = SlackUser(
            name=str(name or user),
            locale=found.get("locale"),
            team=home,
            enterprise=(found.get("enterprise_user") or {}).get("enterprise_id"),
            guest=bool(found.get("is_restricted") or found.get("is_ultra_restricted")),
            # An administrator of another workspace, whom Slack Connect brings in, has no say here.
            admin=home == team and bool(found.get("is_admin") or found.get("is_owner")),
            at=self._clock.now(),
            zone=found["tz"] if isinstance(found.get("tz"), str) else None,
        )
        if saved:
            await self._save(team, user, looked_up)
        return looked_up

    async def _load(self, team: str, user: str) -> SlackUser | None:
        saved = (await self._store.preferences(caller_key(team, user))).get(PROFILE)
        try:
            found = SlackUser.model_validate(saved)
        except ValidationError:
            return None
        # A look-up may have come in meanwhile.
        return self._known.setdefault((team, user), found)

    async def _save(self, team: str, user: str, found: SlackUser) -> None:
        """Saves a look-up that says anything new, or that is much later than the last one."""
        try:
            saved = await self._load(team, user)
            new = saved is None or saved.model_copy(update={"at": found.at}) != found
            if new or (saved is not None and found.at - saved.at > SAVE_SECONDS):
                await self._store.set_preference(caller_key(team, user), PROFILE, found.model_dump(mode="json"))
        except UserError as error:
            logger.info("a look-up was not saved: %s", error.sentence.id)


def caller_key(team: str, user: str) -> str:
    """The person's `Caller.key`."""
    return f"{NAME}:{team}:{user}"
