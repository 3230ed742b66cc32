"""The port to Slack's Web API, and its errors."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from core.replies.refusals import DeliveryError, RefusalKind

SlackResponse = Mapping[str, Any]

UNREACHED = "connection_failed"
"""Our own code: Slack was not reached or did not answer in time."""
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
        "not_agent_app",
        "method_deprecated",
        "deprecated_endpoint",
        "channel_type_not_supported",
        "not_allowed_token_type",
        "not_subscribed_to_message_stream_stopped",
    }
)
TOKEN_GONE = frozenset({"token_revoked", "token_expired", "account_inactive", "invalid_auth", "not_authed"})
NOT_IN_CONVERSATION = frozenset(
    {"not_in_channel", "channel_not_found", "no_permission", "user_not_in_channel", "not_authorized"}
)
"""Codes that mean that the bot is not in the conversation."""
_PLACE = frozenset(
    {
        *TOKEN_GONE,
        *NOT_IN_CONVERSATION,
        *("accesslimited", "app_access_restricted", "cannot_reply_to_message", "external_channel_migrating"),
        *("is_archived", "message_limit_exceeded", "messages_tab_disabled", "team_added_to_org", "team_not_found"),
    }
)
"""Codes of a conversation or a token that takes nothing more
(https://docs.slack.dev/reference/methods/chat.postMessage#errors)."""


class SlackApiError(DeliveryError):
    """Slack rejected a request. `code` is Slack's code (`channel_not_found`), `needed_scope` the missing scope, if one
    is missing, `retry_after` the seconds to wait after too many requests (`ratelimited`)."""

    def __init__(self, method: str, code: str, *, needed_scope: str = "", retry_after: float = 0.0) -> None:
        super().__init__(f"{method}: {code}{f' ({needed_scope})' if needed_scope else ''}")
        self.method = method
        self.code = code
        self.needed_scope = needed_scope
        self.retry_after = retry_after

    @property
    def kind(self) -> RefusalKind:
        if self.retryable:
            return RefusalKind.RETRYABLE
        if self.not_found:
            return RefusalKind.DELETED
        if self.forbidden:
            return RefusalKind.CONTENT
        # Without the scope for files, the answer may still come in another form.
        scope = self.code == "missing_scope" and not self.method.startswith("files.")
        return RefusalKind.PLACE if self.code in _PLACE or scope else RefusalKind.FORM

    @property
    def forbidden(self) -> bool:
        """True if a rule of the workspace's administrators forbids the message."""
        return (
            self.code.startswith("restricted_action")
            or self.code == "ekm_access_denied"
            or (self.code.startswith("slack_connect_") and "blocked" in self.code)
        )

    @property
    def retryable(self) -> bool:
        """True if the same request may succeed in a moment."""
        return self.code in _RETRYABLE

    @property
    def unclear(self) -> bool:
        """True if the request may have succeeded: the response was lost, or Slack failed during its work."""
        return self.retryable and not self.retry_after and self.code not in ("ratelimited", "rate_limited")

    @property
    def unsupported(self) -> bool:
        """True if the method is missing in this workspace or in this kind of conversation."""
        return self.code in _UNSUPPORTED

    @property
    def not_found(self) -> bool:
        """True if the message was deleted."""
        return self.code == "message_not_found"


@dataclass(frozen=True, kw_only=True)
class FileShare:
    """A file in a conversation: its id, and the `ts` of its message if Slack gives one."""

    file: str
    ts: str | None


class SlackApiClient(Protocol):
    """The Web API with the token of a workspace, over one shared session, within each method's rate limit."""

    def set_enterprise(self, team: str, enterprise: str | None) -> None:
        """Notes the organisation of a workspace, whose token may be the valid one."""
        ...

    async def call(self, team: str, method: str, **arguments: Any) -> SlackResponse:
        """Sends one request; waits while the method's rate limit is used up. Raises `SlackApiError`."""
        ...

    async def available(self, team: str, method: str) -> int:
        """Number of requests to a method that can be sent now without waiting."""
        ...

    async def upload(self, team: str, data: bytes, filename: str, *, title: str) -> str:
        """Uploads bytes without sharing them. Returns the id of the file once a message can show it. Raises
        `SlackApiError`."""
        ...

    async def share(
        self, team: str, data: bytes, filename: str, *, title: str, channel: str, thread: str | None, alt: str = ""
    ) -> FileShare:
        """Uploads bytes as a message of its own, and checks that it arrived. Raises `SlackApiError`."""
        ...

    async def download(self, team: str, url: str, limit: int) -> bytes:
        """The bytes of a private file, at most `limit` and one more. Raises `SlackApiError`, also if Slack returns a
        login page."""
        ...

    async def respond(self, url: str, body: Mapping[str, Any]) -> bool:
        """Posts to a `response_url`. False if it is used up or expired. Raises `SlackApiError` for a refused form."""
        ...
