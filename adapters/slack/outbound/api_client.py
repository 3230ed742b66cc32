"""What the adapter needs of Slack's Web API, and how Slack refuses."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from core.domain.errors import TroubadourError

SlackResponse = Mapping[str, Any]

UNREACHED = "connection_failed"
"""Our own code, where Slack was not reached or did not answer in time."""
_RETRYABLE = frozenset(
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


class SlackApiError(TroubadourError):
    """Slack refused a call. `error` is its code (`channel_not_found`), `needed` the scope it asks for where one is
    missing, `seconds` how long to wait where it was too much (`ratelimited`)."""

    def __init__(self, method: str, code: str, *, needed_scope: str = "", retry_after: float = 0.0) -> None:
        super().__init__(f"{method}: {code}{f' ({needed_scope})' if needed_scope else ''}")
        self.method = method
        self.code = code
        self.needed_scope = needed_scope
        self.retry_after = retry_after

    @property
    def retryable(self) -> bool:
        """Whether the same may go well in a moment."""
        return self.code in _RETRYABLE

    @property
    def unclear(self) -> bool:
        """Whether it may have been done all the same: the answer was lost, or Slack broke down while it worked."""
        return self.retryable and not self.retry_after and self.code not in ("ratelimited", "rate_limited")

    @property
    def unsupported(self) -> bool:
        """Whether this workspace does not have the method, or not in this kind of conversation."""
        return self.code in _UNSUPPORTED

    @property
    def not_found(self) -> bool:
        """Whether the message was deleted."""
        return self.code == "message_not_found"


@dataclass(frozen=True, kw_only=True)
class FileShare:
    """A file in a conversation: its id, and the `ts` of its message where Slack has told it."""

    file: str
    ts: str | None


class SlackApiClient(Protocol):
    """Calls of the Web API with the token of a workspace, over one shared session, within each method's budget."""

    def set_enterprise(self, team: str, enterprise: str | None) -> None:
        """A workspace is one of an organisation, whose token may be the one that holds there."""
        ...

    async def call(self, team: str, method: str, **arguments: Any) -> SlackResponse:
        """One call; waits where the method's budget is used up. Raises `SlackApiError`."""
        ...

    def available(self, team: str, method: str) -> int:
        """How many calls of a method may go out now without waiting."""
        ...

    async def upload(self, team: str, data: bytes, filename: str, *, title: str) -> str:
        """Uploads bytes without sharing them; the id of the file, once a message can show it. Raises `SlackApiError`."""
        ...

    async def share(
        self, team: str, data: bytes, filename: str, *, title: str, channel: str, thread: str | None, alt: str = ""
    ) -> FileShare:
        """Uploads bytes as a message of its own, and makes sure that it is there. Raises `SlackApiError`."""
        ...

    async def download(self, team: str, url: str, limit: int) -> bytes:
        """The bytes of a private file, at most `limit` and one more. Raises `SlackApiError`, also for a page that asks to log
        in."""
        ...

    async def respond(self, url: str, body: Mapping[str, Any]) -> bool:
        """Posts to a `response_url`; False where it is used up or over."""
        ...
