"""The receipt of a job: its messages and files on Slack, as the store remembers them."""

from pydantic import BaseModel, Field

from core.replies.receipts import ReplyReceipt
from core.store.ports.receipts import Receipts


class PostedMessage(BaseModel):
    """A message; `streaming` until its stream is closed. `provisional` if it only says that an answer is being made."""

    ts: str
    streaming: bool = False
    provisional: bool = False


class SharedFile(BaseModel):
    """A file with a message of its own."""

    file: str
    ts: str | None = None


class PendingMessage(BaseModel):
    """A message that is about to be sent: `text` is the beginning of a stream, `at` the time in seconds."""

    position: int
    at: float
    text: str | None = None


class ReceiptContent(ReplyReceipt):
    """The stored content.

    `pending` is noted before a message is sent, so that one that a crash has orphaned is looked for and taken over.
    `channel` is set if the answer goes to another conversation than the request's. With `threaded`, the first message
    is only the question. `response_url_uses` counts the uses of the `response_url`; `notified` says that one showed the
    progress. `ephemeral` marks an answer for one person, because it is `private` or because the bot is not in the
    conversation. `pictures` are ids of uploads, `shared` files with messages of their own, both by the SHA-256 of their
    bytes. `superseded` are the `ts` of messages whose place a stream has taken. `stop_offer` is the `ts` of the message
    with the Stop button.
    """

    channel: str | None = None
    pending: PendingMessage | None = None
    messages: list[PostedMessage] = Field(default_factory=list)
    threaded: bool = False
    private: bool = False
    ephemeral: bool = False
    response_url_uses: int = 0
    notified: bool = False
    pictures: dict[str, str] = Field(default_factory=dict)
    shared: dict[str, SharedFile] = Field(default_factory=dict)
    superseded: list[str] = Field(default_factory=list)
    stop_offer: str | None = None


def message_key(channel: str, ts: str) -> str:
    """The id by which the store finds the job of a message. Slack's `ts` is unique only within a conversation."""
    return f"slack:{channel}:{ts}"


class SlackReceipt:
    """The receipt of one job, saved before anything depends on its content."""

    def __init__(self, store: Receipts, job: str, content: ReceiptContent, channel: str) -> None:
        self._store = store
        self._job = job
        self._channel = channel
        self.content = content

    @classmethod
    async def read(cls, store: Receipts, job: str, channel: str) -> "SlackReceipt":
        """Reads what an earlier attempt left of an answer to a request from a conversation."""
        return cls(store, job, ReceiptContent.model_validate(await store.receipt(job)), channel)

    async def save(self) -> None:
        """Saves the receipt. A withdrawal in the meantime is kept."""
        channel = self.content.channel or self._channel
        sent = [message_key(channel, message.ts) for message in self.content.messages]
        await self.content.save(self._store, self._job, sent)
