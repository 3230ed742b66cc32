"""Whom Slack knows: names, languages, administrators, and who is a guest or from elsewhere."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass

from adapters.slack.config import SlackConfig
from adapters.slack.inbound.context import Author, SlackInboundContext, caller_of, place_of
from adapters.slack.outbound.api_client import SlackApiClient, SlackApiError
from core.domain.clock import Clock
from core.domain.sentences import Sentence, say

REMEMBERED_SECONDS = 600.0
"""How long it is remembered who somebody is."""
WAIT_SECONDS = 1.0
"""How long may be asked about it: Slack wants its acknowledgement within three seconds."""
REMEMBERED_USERS = 10_000
EVERYWHERE = "*"


@dataclass(frozen=True, kw_only=True)
class SlackUser:
    """What Slack says of somebody (https://docs.slack.dev/reference/objects/user-object)."""

    name: str
    locale: str | None
    team: str
    enterprise: str | None
    guest: bool
    admin: bool


class SlackUsers:
    """Looks people up, and remembers them for a while."""

    def __init__(self, api_client: SlackApiClient, clock: Clock, config: SlackConfig) -> None:
        self._api_client = api_client
        self._clock = clock
        self._config = config
        self._known: dict[tuple[str, str], tuple[float, SlackUser]] = {}
        self._asking: dict[tuple[str, str], asyncio.Task[SlackUser]] = {}

    async def context(self, author: Author) -> SlackInboundContext:
        """Who somebody is, where, and whether they are served; whoever cannot be told from a guest is not."""
        target = author.target
        person = await self.find(target.team, target.user)
        admin = True if target.user in self._config.admins else person.admin if person else None
        return SlackInboundContext(
            caller=caller_of(
                author,
                name=person.name if person else author.name,
                locale=person.locale if person else None,
                admin=admin,
            ),
            place=place_of(target, home=self._is_home(target.team, target.enterprise)),
            target=target,
            refusal=self._refusal(author, person),
        )

    async def names(self, team: str, users: Iterable[str]) -> dict[str, str]:
        """The names of people, by id; those who cannot be found are left out."""
        ids = list(users)
        found = await asyncio.gather(*(self.find(team, user) for user in ids))
        return {id: user.name for id, user in zip(ids, found, strict=True) if user is not None}

    async def is_admin(self, team: str, user: str) -> bool:
        """Whether somebody administers a workspace; whoever cannot be looked up does not."""
        if user in self._config.admins:
            return True
        person = await self.find(team, user)
        return person is not None and person.team == team and person.admin

    async def close(self) -> None:
        """Asks nothing more."""
        for task in self._asking.values():
            task.cancel()
        await asyncio.gather(*self._asking.values(), return_exceptions=True)

    def _is_home(self, team: str, enterprise: str | None) -> bool:
        """The workspace of the one token there is needs no listing; of many, those that are listed."""
        listed = self._config.workspaces
        if not listed:
            return self._config.bot_token is not None
        return EVERYWHERE in listed or team in listed or enterprise in listed

    def _refusal(self, author: Author, person: SlackUser | None) -> Sentence | None:
        target = author.target
        if target.user in self._config.admins:
            return None
        external = author.external
        if person is not None and person.team != target.team:
            external = target.enterprise is None or person.enterprise != target.enterprise
        if external:
            return None if self._config.strangers else say("slack-strangers")
        if self._config.guests:
            return None
        if person is None:
            return say("slack-unknown-person")
        return say("slack-guests") if person.guest else None

    async def find(self, team: str, user: str) -> SlackUser | None:
        now, key = self._clock.now(), (team, user)
        known = self._known.get(key)
        if known is not None and known[0] > now:
            return known[1]
        asking = self._asking.get(key)
        if asking is None:
            asking = self._asking[key] = asyncio.create_task(self._fetch(team, user))
            asking.add_done_callback(lambda task: self._fetched(key, task))
        await asyncio.wait({asking}, timeout=WAIT_SECONDS)
        if asking.done() and not asking.cancelled() and asking.exception() is None:
            return asking.result()
        # Who was known a while ago is most likely still the same.
        return known[1] if known is not None else None

    def _fetched(self, key: tuple[str, str], task: "asyncio.Task[SlackUser]") -> None:
        self._asking.pop(key, None)
        if task.cancelled() or task.exception() is not None:
            return
        if len(self._known) >= REMEMBERED_USERS:
            self._known.clear()
        self._known[key] = (self._clock.now() + REMEMBERED_SECONDS, task.result())

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
