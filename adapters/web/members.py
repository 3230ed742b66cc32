"""The members of the room, whom commands name as the room shows them."""

import re
from collections.abc import Mapping

from pydantic import JsonValue

from adapters.web.serialization import NAMES_PEOPLE
from adapters.web.visitors import PLACE
from core.commands.schema import Command
from core.commands.suggestions import Suggestion
from core.domain.errors import BadInput
from core.domain.sentences import Quote, names
from core.moderation.blocked import Person, blocked_in
from core.platform import Mention
from core.store.ports.store import Store

_MENTION = re.compile(r"<@([0-9a-f]{16})\|([^>]*)>")
_USER = re.compile(r"[0-9a-f]{16}")
SUGGESTIONS_LIMIT = 25
"""The page lists no more."""
NOBODY = ""
"""A reader who sees only public lines."""


class RoomMembers:
    """People with a public request in the room, and people who are blocked there."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def resolve(self, command: Command, options: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
        """Replaces names in options with mentions for the core. Raises `BadInput` for an unknown or ambiguous name."""
        meant = dict(options)
        for parameter in command.parameters:
            given = options.get(parameter.name)
            if parameter.refers in NAMES_PEOPLE and isinstance(given, str) and given.strip():
                person = await self._find(given.strip().removeprefix("@"))
                meant[parameter.name] = _mention(person)
        return meant

    async def suggest(self, typed: str) -> list[Suggestion]:
        """People whose name contains the text. The value is the name, or the id if several people share the name."""
        people = [person for person in await self._known() if typed.strip().casefold() in person.name.casefold()]
        return [
            Suggestion(value=person.name if _is_only(person, people) else person.user, label=person.name)
            for person in sorted(people, key=lambda person: person.name.casefold())
        ][:SUGGESTIONS_LIMIT]

    async def _find(self, given: str) -> Person:
        known = await self._known()
        found = [person for person in known if given == person.user]
        found = found or [person for person in known if person.name.casefold() == given.casefold()]
        if len(found) > 1:
            raise BadInput("web-several-called", name=Quote(text=given), ids=names([person.user for person in found]))
        if found:
            return found[0]
        if _USER.fullmatch(given):
            return Person(user=given, name=given)
        raise BadInput("web-nobody-called", name=Quote(text=given))

    async def _known(self) -> list[Person]:
        """Each person once, under their latest name."""
        people = {person.user: person for person in await blocked_in(self._store, PLACE)}
        shared = [record.room for record in await self._store.conversations(PLACE.key, NOBODY)]
        openings = [line for room in (PLACE.key, *shared) for line in await self._store.openings(room)]
        for line in sorted(openings, key=lambda line: line.number):
            if line.content["event"] == "asked":
                user = line.author.rpartition(":")[2]
                people[user] = Person(user=user, name=str(line.content["name"]).translate(_NO_BRACKETS))
        return list(people.values())


def read_mention(text: str) -> Mention | None:
    """Reads what `RoomMembers.resolve` puts in place of a name."""
    found = _MENTION.fullmatch(text)
    return Mention(id=found[1], name=found[2]) if found else None


def _mention(person: Person) -> str:
    return f"<@{person.user}|{person.name}>"


_NO_BRACKETS = str.maketrans("", "", "<>|")


def _is_only(person: Person, people: list[Person]) -> bool:
    return [other.name.casefold() for other in people].count(person.name.casefold()) == 1
