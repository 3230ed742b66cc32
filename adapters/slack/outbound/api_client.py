"""What the adapter needs of Slack's Web API, and how Slack refuses."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from core.domain.errors import TroubadourError

Answer = Mapping[str, Any]

UNREACHED = "connection_failed"
"""Our own code, where Slack was not reached or did not answer in time."""
_PASSING = frozenset(
    {
        UNREACHED,
        "ratelimited",
        "rate_limited",
        "internal_error",
        "fatal_error",
        "service_unavailable",
        "request_timeout",
        "messaging_processing_failed",
        "update_failed",
    }
)
_UNSUPPORTED = frozenset(
    {
        "unknown_method",
        "feature_not_enabled",
        "feature_disabled",
        "method_deprecated",
        "deprecated_endpoint",
        "channel_type_not_supported",
        "not_allowed_token_type",
        "not_subscribed_to_message_stream_stopped",
    }
)


class Refusal(TroubadourError):
    """Slack refused a call. `error` is its code (`channel_not_found`), `needed` the scope it asks for where one is
    missing, `seconds` how long to wait where it was too much (`ratelimited`)."""

    def __init__(self, method: str, error: str, *, needed: str = "", seconds: float = 0.0) -> None:
        super().__init__(f"{method}: {error}{f' ({needed})' if needed else ''}")
        self.method = method
        self.error = error
        self.needed = needed
        self.seconds = seconds

    @property
    def passing(self) -> bool:
        """Whether the same may go well in a moment."""
        return self.error in _PASSING

    @property
    def unclear(self) -> bool:
        """Whether it may have been done all the same: the answer was lost, or Slack broke down while it worked."""
        return self.passing and not self.seconds and self.error not in ("ratelimited", "rate_limited")

    @property
    def unsupported(self) -> bool:
        """Whether this workspace does not have the method, or not in this kind of conversation."""
        return self.error in _UNSUPPORTED

    @property
    def gone(self) -> bool:
        """Whether the message was deleted."""
        return self.error == "message_not_found"


@dataclass(frozen=True, kw_only=True)
class Shared:
    """A file in a conversation: its id, and the `ts` of its message where Slack has told it."""

    file: str
    ts: str | None


class Wire(Protocol):
    """Calls of the Web API with the token of a workspace, over one shared session, within each method's budget."""

    def belongs(self, team: str, enterprise: str | None) -> None:
        """A workspace is one of an organisation, whose token may be the one that holds there."""
        ...

    async def call(self, team: str, method: str, **arguments: Any) -> Answer:
        """One call; waits where the method's budget is used up. Raises `Refusal`."""
        ...

    def room(self, team: str, method: str) -> int:
        """How many calls of a method may go out now without waiting."""
        ...

    async def upload(self, team: str, data: bytes, filename: str, *, title: str) -> str:
        """Uploads bytes without sharing them; the id of the file, once a message can show it. Raises `Refusal`."""
        ...

    async def share(
        self, team: str, data: bytes, filename: str, *, title: str, channel: str, thread: str | None, alt: str = ""
    ) -> Shared:
        """Uploads bytes as a message of its own, and makes sure that it is there. Raises `Refusal`."""
        ...

    async def download(self, team: str, url: str, limit: int) -> bytes:
        """The bytes of a private file, at most `limit` and one more. Raises `Refusal`, also for a page that asks to log
        in."""
        ...

    async def respond(self, url: str, body: Mapping[str, Any]) -> bool:
        """Posts to a `response_url`; False where it is used up or over."""
        ...
