"""The options of one request, adjusted until the server takes them.

Only options that were sent are left out, and a request is never repeated unchanged. If a server hides the name of the
option that it rejects, the options that not every server knows are left out together, once. A length of the answer that
does not fit is lowered to what fits.
"""

import re
from collections.abc import Collection, Mapping
from typing import Any

from core.inference.huggingface.failures import UpstreamFailure

LENGTH_OPTIONS = ("max_new_tokens", "max_tokens")
MAX_COMPLETION_TOKENS = "max_completion_tokens"
"""The name that OpenAI's own models use for `max_tokens`, which they refuse; a refusal that mentions it asks for it
(https://platform.openai.com/docs/api-reference/chat/create)."""
STANDARD_OPTIONS = frozenset({*LENGTH_OPTIONS, "temperature", "top_p", "stop", "stream", "size", "voice", "prompt"})
"""Options that servers of every kind know."""

_LIMIT = re.compile(
    r"""(?: must\ be\ (?:<=|less\ than\ or\ equal\ to|at\ most) | less\ than\ or\ equal\ to | >
    | (?:supports?|allows?)\ (?:at\ most|up\ to) | maximum\ context\ length\ (?:is|of) | context\ window\ of
    | maximum\ value\ for\ \W?max_tokens\W?\ is | range\ .{0,20}\[1,
    )\W{0,3}(\d{1,9})""",
    re.IGNORECASE | re.VERBOSE,
)
_GIVEN = re.compile(
    r"(\d{1,9}) (?:\W?inputs\W? tokens|input tokens|prompt tokens|tokens? in the (?:messages|prompt)|"
    r"(?:tokens )?(?:in|from) (?:the|your) (?:input|messages|prompt))",
    re.IGNORECASE,
)


class RequestOptions:
    """`parameters` are the options as they are wanted; None is not sent. `droppable` may be left out. `instead` are
    values that take the place of options that are left out."""

    def __init__(
        self,
        parameters: Mapping[str, Any],
        droppable: Collection[str] = (),
        instead: Mapping[str, Any] | None = None,
    ) -> None:
        self._sent = {name: value for name, value in parameters.items() if value is not None}
        self._droppable = droppable
        self._instead = dict(instead or {})
        self.dropped: set[str] = set()
        """The options that were left out."""
        self.answer_tokens: int | None = None
        """The length of the answer that was sent instead of the wanted one."""

    @property
    def sent(self) -> dict[str, Any]:
        """The options of the next request."""
        return dict(self._sent)

    def adjust(self, failure: UpstreamFailure) -> bool:
        """Changes the options after an error response. Returns False if there is nothing to change."""
        before = self.sent
        if failure.verdict in ("too_long", "input") and self._shorten(failure):
            return True
        if failure.mentions(MAX_COMPLETION_TOKENS) and "max_tokens" in self._sent:
            self._sent[MAX_COMPLETION_TOKENS] = self._sent.pop("max_tokens")
            return True
        known = (set(self._sent) | set(self._instead)) & set(self._droppable)
        named = sorted((name for name in known if failure.mentions(name)), key=lambda name: (-len(name), name))
        if named:
            self._drop(named[:1])
        elif failure.verdict == "input":
            self._drop([name for name in known if name not in STANDARD_OPTIONS])
        return self._sent != before

    def _drop(self, options: Collection[str]) -> None:
        for name in options:
            self.dropped.add(name)
            self._sent.pop(name, None)
            if name in self._instead:
                self._sent[name] = self._instead.pop(name)
        if "stream" in options:
            self._sent.pop("stream_options", None)  # which means nothing without it

    def _shorten(self, failure: UpstreamFailure) -> bool:
        name = next((name for name in (*LENGTH_OPTIONS, MAX_COMPLETION_TOKENS) if name in self._sent), None)
        if name is None:
            return False
        room = answer_room(failure.message)
        if room is None or not 0 < room < self._sent[name]:
            return False
        self._sent[name] = self.answer_tokens = room
        return True


def answer_room(message: str) -> int | None:
    """The tokens that an answer may have, from the numbers in an error message; None if it does not tell."""
    limit = _LIMIT.search(message)
    if limit is None:
        return None
    given = _GIVEN.search(message)
    return int(limit[1]) - (int(given[1]) if given else 0)
