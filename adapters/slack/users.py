"""Whom Slack knows: names, languages, administrators, and who is a guest or from elsewhere."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass

from adapters.slack.config import SlackConfig
from adapters.slack.inbound.context import Origin, Sender, caller_of, place_of
from adapters.slack.outbound.api_client import Refusal, Wire
from core.domain.clock import Clock
from core.domain.sentences import Sentence, say

PERSON_SECONDS = 600.0
"""How long it is remembered who somebody is."""
WAIT_SECONDS = 1.0
"""How long may be asked about it: Slack wants its acknowledgement within three seconds."""
REMEMBERED_PEOPLE = 10_000
EVERYWHERE = "*"


@dataclass(frozen=True, kw_only=True)
class Person:
    """What Slack says of somebody (https://docs.slack.dev/reference/objects/user-object)."""

    name: str
    locale: str | None
    team: str
    enterprise: str | None
    guest: bool
    admin: bool


class People:
    """Looks people up, and remembers them for a while."""

    def __init__(self, wire: Wire, clock: Clock, config: SlackConfig) -> None:
        self._wire = wire
        self._clock = clock
        self._config = config
        self._known: dict[tuple[str, str], tuple[float, Person]] = {}
        self._asking: dict[tuple[str, str], asyncio.Task[Person]] = {}

    async def origin(self, sender: Sender) -> Origin:
        """Who somebody is, where, and whether they are served; whoever cannot be told from a guest is not."""
        way = sender.way
        person = await self._found(way.team, way.user)
        admin = True if way.user in self._config.admins else person.admin if person else None
        return Origin(
            caller=caller_of(
                sender,
                name=person.name if person else sender.name,
                locale=person.locale if person else None,
                admin=admin,
            ),
            place=place_of(way, home=self._is_home(way.team, way.enterprise)),
            way=way,
            refusal=self._refusal(sender, person),
        )

    async def names(self, team: str, users: Iterable[str]) -> dict[str, str]:
        """The names of people, by id; those who cannot be found are left out."""
        asked = list(users)
        people = await asyncio.gather(*(self._found(team, user) for user in asked))
        return {user: person.name for user, person in zip(asked, people, strict=True) if person is not None}

    async def is_admin(self, team: str, user: str) -> bool:
        """Whether somebody administers a workspace; whoever cannot be looked up does not."""
        if user in self._config.admins:
            return True
        person = await self._found(team, user)
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

    def _refusal(self, sender: Sender, person: Person | None) -> Sentence | None:
        way = sender.way
        if way.user in self._config.admins:
            return None
        stranger = sender.stranger
        if person is not None and person.team != way.team:
            stranger = way.enterprise is None or person.enterprise != way.enterprise
        if stranger:
            return None if self._config.strangers else say("slack-strangers")
        if self._config.guests:
            return None
        if person is None:
            return say("slack-unknown-person")
        return say("slack-guests") if person.guest else None

    async def _found(self, team: str, user: str) -> Person | None:
        now, key = self._clock.now(), (team, user)
        known = self._known.get(key)
        if known is not None and known[0] > now:
            return known[1]
        asking = self._asking.get(key)
        if asking is None:
            asking = self._asking[key] = asyncio.create_task(self._ask(team, user))
            asking.add_done_callback(lambda task: self._asked(key, task))
        await asyncio.wait({asking}, timeout=WAIT_SECONDS)
        if asking.done() and not asking.cancelled() and asking.exception() is None:
            return asking.result()
        # Who was known a while ago is most likely still the same.
        return known[1] if known is not None else None

    def _asked(self, key: tuple[str, str], task: "asyncio.Task[Person]") -> None:
        self._asking.pop(key, None)
        if task.cancelled() or task.exception() is not None:
            return
        if len(self._known) >= REMEMBERED_PEOPLE:
            self._known.clear()
        self._known[key] = (self._clock.now() + PERSON_SECONDS, task.result())

    async def _ask(self, team: str, user: str) -> Person:
        found = (await self._wire.call(team, "users.info", user=user, include_locale=True)).get("user")
        if not found:
            raise Refusal("users.info", "user_not_found")
        profile = found.get("profile") or {}
        name = profile.get("display_name") or profile.get("real_name") or found.get("real_name") or found.get("name")
        return Person(
            name=str(name or user),
            locale=found.get("locale"),
            team=str(found.get("team_id") or team),
            enterprise=(found.get("enterprise_user") or {}).get("enterprise_id"),
            guest=bool(found.get("is_restricted") or found.get("is_ultra_restricted")),
            admin=bool(found.get("is_admin") or found.get("is_owner")),
        )
