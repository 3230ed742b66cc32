"""Branches of a conversation: the place of a reply among the others, when it is another answer or an edited question.

A reply is in a branch, which is the list of its turnings: each names the reply with which a branch begins, and the
number of the line from which on it goes its own way. The trunk has none. A reader of a branch sees its replies, and
those of each branch above it up to the turning. The log has all of them; the page chooses (`static/branches.js`).

- An edited question begins a branch in place of the question.
- A variant stands where the first answer to its question stands, in the same branch.
- A continuation belongs to the end of another reply.
"""

from collections.abc import Mapping

from pydantic import JsonValue

from adapters.web.middleware import WebError
from adapters.web.request_bodies import Body, list_of
from adapters.web.visitors import Visitor, room_of
from core.domain.actions import Run
from core.domain.request import Place
from core.domain.sentences import say
from core.store.ports.action_store import StoredAction
from core.store.ports.store import Store

ABOVE_LIMIT = 40
"""The number of replies that a request can name as above it: as many as a model hears turns."""

Position = dict[str, JsonValue]
"""The fields of a reply's first line that place it: `branch`, and `variant_of` or `continues` with `position`, the
number of that reply's first line. `button` is what was pressed for a continuation."""


def above_of(body: Body) -> tuple[str, ...] | None:
    """The replies that the page shows above a request, oldest first; None where the conversation has no branches.

    Raises `WebError`.
    """
    if body.get("above") is None:
        return None
    above = list_of(body, "above")
    if len(above) > ABOVE_LIMIT or not all(isinstance(each, str) and len(each) <= 100 for each in above):
        raise WebError(400, say("web-bad-request"))
    return tuple(map(str, above))


class Branches:
    """Places replies of one visitor, who can place them only beside what they may read."""

    def __init__(self, store: Store, visitor: Visitor, place: Place) -> None:
        self._store = store
        self._viewer = visitor.key
        self._room = room_of(place)

    async def of_request(self, id: str, edited: str, above: tuple[str, ...] | None) -> Position:
        """The position of a new question: in place of the `edited` one, or in the branch of the last reply above it."""
        if edited and (found := await self._opening(edited)):
            return {"branch": _edited(id, edited, *found)}
        last = await self._opening(above[-1]) if above else None
        return {"branch": last[1].get("branch") or []} if last else {}

    async def of_press(self, stored: StoredAction | None, button: str, above: tuple[str, ...] | None) -> Position:
        """The position of what a button runs."""
        action = stored.action if stored is not None and room_of(stored.place) == self._room else None
        if stored is None or not isinstance(action, Run) or action.result == "reply":
            return await self.of_request("", "", above)
        if (found := await self._opening(stored.job)) is None:
            return await self.of_request("", "", above)
        number, asked = found
        position: Position = {"branch": asked.get("branch") or [], "position": number}
        if "continues" in asked:  # one after the other, at the end of the same reply
            return {**position, "continues": asked["continues"], "position": asked.get("position"), "button": button}
        if action.result == "continuation":
            return {**position, "continues": stored.job, "button": button}
        first, number = _first(stored.job, number, asked)
        return {**position, "variant_of": first, "position": number}

    async def _opening(self, reply: str) -> tuple[int, Mapping[str, JsonValue]] | None:
        """The number and the content of the first line of a reply that the visitor may read."""
        number = await self._store.opening_of(self._room, reply, self._viewer)
        if number is None:
            return None
        entries = await self._store.read(self._room, number - 1, self._viewer, 1)
        return (number, entries[0].content) if entries and entries[0].reply == reply else None


def _edited(id: str, edited: str, number: int, asked: Mapping[str, JsonValue]) -> list[JsonValue]:
    """The branch that begins with a question (`id`) in place of another one."""
    first, number = _first(edited, number, asked)
    branch = asked.get("branch")
    match turnings := branch if isinstance(branch, list) else []:
        case [*before, [turned, at]] if turned == first:  # the first question of a branch: another way from there
            return [*before, [id, at]]
    return [*turnings, [id, number]]


def _first(reply: str, number: int, asked: Mapping[str, JsonValue]) -> tuple[str, int]:
    """The first answer to the question of a reply, and the number of its first line."""
    first, position = asked.get("variant_of"), asked.get("position")
    return (first, position) if isinstance(first, str) and isinstance(position, int) else (reply, number)
