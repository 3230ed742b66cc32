"""The target of a reply: the interaction or the message that it answers."""

from typing import Self

from pydantic import BaseModel, ConfigDict

from adapters.discord.config import NAME
from core.domain.request import Address

DIRECT = "@me"
"""The tenant of direct messages, as in Discord's message links."""
TOKEN_SECONDS = 15 * 60


class DiscordReplyTarget(BaseModel):
    """The details of an `Address`: an interaction's webhook, or the message to reply to.

    - `installed`: the bot itself is in the place and may write there.
    - `voice`: it may send voice messages.
    - `expires`: the end of the token, in seconds since the epoch.
    - `bytes_limit`: the largest size of a file.
    - `opened_in`: the channel in which the thread `channel` is opened from the message, with the title `thread_title`.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    channel: str
    application: str = ""
    token: str = ""
    expires: float = 0.0
    message: str | None = None
    installed: bool = False
    voice: bool = False
    bytes_limit: int
    opened_in: str | None = None
    thread_title: str = ""

    @classmethod
    def from_address(cls, address: Address) -> Self:
        return cls.model_validate(address.details)

    @property
    def address(self) -> Address:
        return Address(platform=NAME, details=self.model_dump(mode="json"))
