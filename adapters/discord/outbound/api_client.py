"""The port to Discord's HTTP API: its requests and their errors.

Bodies are JSON as Discord documents it. Tests replace the implementation.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from core.replies.refusals import DeliveryError, RefusalKind

Body = Mapping[str, Any]

UNKNOWN_GUILD = 10004
UNKNOWN_MESSAGE = 10008
UNKNOWN_WEBHOOK = 10015
UNKNOWN_INTERACTION = 10062
INVALID_WEBHOOK_TOKEN = 50027
MISSING_HISTORY_PERMISSION = 160002
THREAD_ARCHIVED = 50083
"""Error codes (https://docs.discord.com/developers/topics/opcodes-and-status-codes#json). With
`MISSING_HISTORY_PERMISSION` Discord refuses a reply because the bot may not read the message, with `THREAD_ARCHIVED` an
edit in a thread that a new message would open again."""
FOLLOW_UPS_USED_UP = 40094
MISSING_ACCESS = 50001
MISSING_PERMISSIONS = 50013
UNKNOWN_CHANNEL = 10003
EDITS_USED_UP = 30046
_PLACE = frozenset(
    {
        *(UNKNOWN_CHANNEL, UNKNOWN_WEBHOOK, UNKNOWN_INTERACTION, INVALID_WEBHOOK_TOKEN, MISSING_ACCESS),
        *(MISSING_PERMISSIONS, THREAD_ARCHIVED, EDITS_USED_UP, FOLLOW_UPS_USED_UP),
    }
)
"""Codes of a place, a token or a message that takes nothing more."""
BLOCKED_BY_MODERATION = frozenset({200000, 200001})
"""AutoMod of the server blocked the message or its title."""
CONTENT_REFUSED = frozenset({20009, 240000, *BLOCKED_BY_MODERATION})
"""Codes of refused content: explicit, with a harmful link, or blocked by AutoMod
(https://docs.discord.com/developers/topics/opcodes-and-status-codes#json)."""


class DiscordApiError(DeliveryError):
    """An error of Discord, or no response: the HTTP `status` and Discord's own `code`, each 0 if there is none."""

    def __init__(self, status: int, code: int = 0) -> None:
        super().__init__(f"Discord answered {status} ({code})")
        self.status = status
        self.code = code

    @property
    def kind(self) -> RefusalKind:
        if self.code in CONTENT_REFUSED:
            return RefusalKind.CONTENT
        if self.not_found:
            return RefusalKind.DELETED
        if self.code in _PLACE or self.status in (401, 403, 404):
            return RefusalKind.PLACE
        return RefusalKind.RETRYABLE if self.retryable else RefusalKind.FORM

    @property
    def channel_gone(self) -> bool:
        """True if the bot can no longer write in the channel, or the channel is gone."""
        return self.code in (UNKNOWN_CHANNEL, MISSING_ACCESS, MISSING_PERMISSIONS)

    @property
    def token_expired(self) -> bool:
        """True if the interaction's token is no longer valid, or never was."""
        return self.code in (UNKNOWN_WEBHOOK, UNKNOWN_INTERACTION, INVALID_WEBHOOK_TOKEN)

    @property
    def retryable(self) -> bool:
        """True if the same request may succeed in a moment."""
        return self.status in (0, 429) or self.status >= 500

    @property
    def too_large(self) -> bool:
        """True if the request exceeds the size limit of the place."""
        return self.status == 413

    @property
    def not_found(self) -> bool:
        """True if the message was deleted."""
        return self.code == UNKNOWN_MESSAGE


@dataclass(frozen=True, kw_only=True)
class DiscordUpload:
    """A file to send. `attachment_fields` are extra fields of its attachment: description, duration, waveform."""

    name: str
    data: bytes
    media_type: str
    attachment_fields: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class DiscordSentMessage:
    """A sent message: its id, and the ids of its attachments by file name."""

    id: str
    attachments: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class InteractionWebhook:
    """The webhook of an interaction: the application's id and the interaction's token."""

    application: str
    token: str


class DiscordApiClient(Protocol):
    """The requests to Discord. Each waits out rate limits and raises `DiscordApiError` if it fails."""

    async def respond(self, interaction: str, token: str, body: Body) -> None:
        """Sends the one response to an interaction."""
        ...

    async def create(
        self, to: InteractionWebhook | str, body: Body, uploads: Sequence[DiscordUpload] = ()
    ) -> DiscordSentMessage:
        """Sends a follow-up of an interaction, or a message to a channel."""
        ...

    async def edit(
        self, to: InteractionWebhook | str, message: str, body: Body, uploads: Sequence[DiscordUpload] = ()
    ) -> DiscordSentMessage:
        """Edits a message; `@original` is the response to an interaction."""
        ...

    async def delete(self, to: InteractionWebhook | str, message: str) -> None:
        """Deletes a message."""
        ...

    async def open_thread(self, channel: str, message: str, title: str) -> None:
        """Opens a thread from a message; its id is that of the message. A thread that exists already is no error."""
        ...

    async def typing(self, channel: str) -> None:
        """Triggers the typing indicator of a channel for ten seconds."""
        ...

    async def download(self, url: str, bytes_limit: int) -> bytes:
        """Downloads a file; stops soon after `bytes_limit`."""
        ...

    async def direct_channel(self, user: str) -> str:
        """Returns the id of the direct message channel with a user."""
        ...

    async def messages(self, channel: str, *, before: str | None, limit: int) -> tuple[list[Body], str]:
        """Returns the last messages of a channel (at most 100), newest first, and the bot's own user id."""
        ...

    async def message(self, channel: str, id: str) -> tuple[Body, str]:
        """Returns one message, with the message that it replies to, and the bot's own user id."""
        ...

    async def get(self, path: str) -> Any:
        """Returns a resource of the API by its path, such as `/channels/1`."""
        ...

    async def is_member(self, guild: str, user: str) -> bool:
        """Tells if a user is a member of a server."""
        ...
