"""The way back to where a request came from: an `Address` of this adapter."""

from typing import Literal, Self

from pydantic import BaseModel, ConfigDict

from adapters.slack.config import NAME
from core.domain.request import Address


class SlackReplyTarget(BaseModel):
    """Where a reply goes.

    `team` is the workspace whose token is used, `enterprise` its organisation's id where there is one. `thread` is the
    `ts` of the root that is answered under; None lets the reply post a root of its own (a slash command's). `user` and
    `user_team` are who asked, as streams in channels need (https://docs.slack.dev/reference/methods/chat.startStream).
    `response_url` holds for five answers until `response_until`, in seconds since the epoch
    (https://docs.slack.dev/interactivity/handling-user-interaction). `direct` is a conversation with the bot alone.
    `message` is the `ts` of the message that asked, where one did.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    team: str
    channel: str
    user: str
    user_team: str
    source: Literal["command", "message", "button", "form", "shortcut"]
    enterprise: str | None = None
    thread: str | None = None
    message: str | None = None
    direct: bool = False
    response_url: str | None = None
    response_until: float = 0.0

    @classmethod
    def of(cls, address: Address) -> Self:
        """Reads an address. Raises `pydantic.ValidationError` for one of another adapter."""
        return cls.model_validate(address.details)

    @property
    def address(self) -> Address:
        """As the core keeps it."""
        return Address(platform=NAME, details=self.model_dump(mode="json"))
