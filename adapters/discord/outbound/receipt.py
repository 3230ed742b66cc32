"""The receipt of a reply on Discord: its messages, for a later run of its job."""

from pydantic import BaseModel, Field

from core.replies.receipts import ReplyReceipt


class StoredMessage(BaseModel):
    """A message. `words`: it has words of the answer; `v2`: it is made of components, and can have no content."""

    id: str
    attachments: dict[str, str] = Field(default_factory=dict)
    words: bool = True
    v2: bool = False


class DiscordReceipt(ReplyReceipt):
    """The messages sent so far, in order, and the voice message.

    `pending` is the nonce of a message that is about to be sent. `direct` is the id of the direct message channel in
    which the reply continues. `moves` counts how often it continued with new messages.
    """

    messages: list[StoredMessage] = Field(default_factory=list)
    voice: str | None = None
    through_channel: bool = False
    pending: str | None = None
    direct: str | None = None
    moves: int = 0
    private: bool = False
