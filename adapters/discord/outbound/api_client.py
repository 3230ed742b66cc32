"""The port to Discord's HTTP API: what the adapter sends, and how it is refused.

Bodies are JSON as Discord documents it; this is the seam at which tests put a Discord of their own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from core.domain.errors import TroubadourError

Body = Mapping[str, Any]

UNKNOWN_MESSAGE = 10008
UNKNOWN_WEBHOOK = 10015
UNKNOWN_INTERACTION = 10062
INVALID_WEBHOOK_TOKEN = 50027
MISSING_HISTORY_PERMISSION = 160002
THREAD_ARCHIVED = 50083
"""Error codes (https://docs.discord.com/developers/topics/opcodes-and-status-codes#json). `NO_HISTORY` refuses a reply
where the bot may not read what it replies to, `ARCHIVED` an edit in a thread that a new message would open again."""


class DiscordApiError(TroubadourError):
    """Discord said no, or nothing: `status` of HTTP and Discord's own `code`, each 0 where there is none."""

    def __init__(self, status: int, code: int = 0) -> None:
        super().__init__(f"Discord answered {status} ({code})")
        self.status = status
        self.code = code

    @property
    def token_expired(self) -> bool:
        """Whether the interaction's token does not hold any more, or never did."""
        return self.code in (UNKNOWN_WEBHOOK, UNKNOWN_INTERACTION, INVALID_WEBHOOK_TOKEN)

    @property
    def retryable(self) -> bool:
        """Whether the same may go well in a moment."""
        return self.status in (0, 429) or self.status >= 500

    @property
    def try_elsewhere(self) -> bool:
        """Whether the same may go well as another message, or in another place."""
        return self.token_expired or self.code == THREAD_ARCHIVED or self.status in (401, 403, 404)

    @property
    def too_large(self) -> bool:
        """Whether there was more to carry than the place takes."""
        return self.status == 413

    @property
    def not_found(self) -> bool:
        """Whether the message was deleted."""
        return self.code == UNKNOWN_MESSAGE


@dataclass(frozen=True, kw_only=True)
class DiscordUpload:
    """A file to send. `about` are further fields of its attachment object: description, duration, waveform."""

    name: str
    data: bytes
    media_type: str
    attachment_fields: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class DiscordSentMessage:
    """A message as Discord has it: its id, and the ids of its attachments by file name."""

    id: str
    attachments: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class InteractionWebhook:
    """The way back to an interaction: application and token."""

    application: str
    token: str


class DiscordApiClient(Protocol):
    """Each call raises `Refusal` for what is refused for good, and waits out limits."""

    async def respond(self, interaction: str, token: str, body: Body) -> None:
        """The one response to an interaction."""
        ...

    async def create(
        self, to: InteractionWebhook | str, body: Body, uploads: Sequence[DiscordUpload] = ()
    ) -> DiscordSentMessage:
        """A follow-up of an interaction, or a message in a channel."""
        ...

    async def edit(
        self, to: InteractionWebhook | str, message: str, body: Body, uploads: Sequence[DiscordUpload] = ()
    ) -> DiscordSentMessage:
        """Edits a message; `@original` is the response to an interaction."""
        ...

    async def delete(self, to: InteractionWebhook | str, message: str) -> None:
        """Deletes a message."""
        ...

    async def typing(self, channel: str) -> None:
        """Shows for ten seconds that an answer is being written."""
        ...

    async def download(self, url: str, bytes_limit: int) -> bytes:
        """A file of Discord's own servers."""
        ...

    async def direct_channel(self, user: str) -> str:
        """The id of the channel of direct messages with a user."""
        ...

    async def messages(self, channel: str, *, before: str | None, limit: int) -> tuple[list[Body], str]:
        """The last messages of a channel (at most 100), newest first, and the bot's own user id."""
        ...

    async def is_member(self, guild: str, user: str) -> bool:
        """Whether a user is a member of a server."""
        ...
