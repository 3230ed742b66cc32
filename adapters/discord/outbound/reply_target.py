"""The way back to a person: an interaction or a message that a reply answers."""

from typing import Self

from pydantic import BaseModel, ConfigDict

from adapters.discord.config import NAME
from core.domain.request import Address

DIRECT = "@me"
"""The tenant of direct messages, as Discord calls it in its addresses."""
TOKEN_SECONDS = 15 * 60


class DiscordReplyTarget(BaseModel):
    """An `Address` of this adapter: an interaction's way back, or the message that is replied to.

    `installed` is whether the bot itself is in the place and may write there; `voice` whether it may send voice
    messages; `expires` in seconds since the epoch; `bytes_limit` of a file.
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

    @classmethod
    def from_address(cls, address: Address) -> Self:
        return cls.model_validate(address.details)

    @property
    def address(self) -> Address:
        return Address(platform=NAME, details=self.model_dump(mode="json"))
