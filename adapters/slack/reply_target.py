"""The target of a reply: an `Address` of this adapter."""

from typing import Literal, Self

from pydantic import BaseModel, ConfigDict

from adapters.slack.config import NAME
from core.domain.request import Address


class SlackReplyTarget(BaseModel):
    """The conversation, thread and person that a reply goes to.

    `team` is the workspace whose token is used, `enterprise` the id of its organisation, if it has one. `thread` is the
    `ts` of the message that the reply goes under; with None, the reply posts a root of its own (for a slash command).
    `user` and `user_team` are the requester, as streams in channels need
    (https://docs.slack.dev/reference/methods/chat.startStream). `response_url` takes five answers until
    `response_until`, in seconds since the epoch (https://docs.slack.dev/interactivity/handling-user-interaction).
    `direct` marks a conversation with the bot alone. `message` is the `ts` of the message with the request, if it came
    from one.
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
        """Reads an address. Raises `pydantic.ValidationError` for an address of another adapter."""
        return cls.model_validate(address.details)

    @property
    def address(self) -> Address:
        """The target as the core stores it."""
        return Address(platform=NAME, details=self.model_dump(mode="json"))
