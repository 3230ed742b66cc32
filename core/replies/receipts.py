"""The part of a receipt that platforms have in common: whether anything more of the reply is shown."""

from collections.abc import Mapping, Sequence

from pydantic import BaseModel, JsonValue

from core.domain.sentences import Sentence
from core.store.ports.receipts import Receipts


class ReplyReceipt(BaseModel):
    """Everything that a renderer has put on its platform for a job.

    `withdrawn` says that the reply was deleted. `refused` is the reason why nothing more of the reply is sent; with
    `closed`, nothing is sent.
    """

    withdrawn: bool = False
    refused: Sentence | None = None
    closed: bool = False

    @property
    def over(self) -> bool:
        """True if nothing can be sent any more."""
        return self.withdrawn or self.closed

    def refuse(self, reason: Sentence | None) -> None:
        """Notes that nothing more of the reply is sent; without a reason, not even why."""
        self.refused, self.closed = reason, reason is None

    async def save(self, store: Receipts, job: str, messages: Sequence[str]) -> None:
        """Saves the receipt with the ids of the reply's messages. A withdrawal in the meantime is kept."""
        kept = ReplyReceipt.model_validate(await store.receipt(job))
        self.withdrawn = self.withdrawn or kept.withdrawn
        await store.save_receipt(job, self.model_dump(mode="json"), messages)


def shows_more(receipt: Mapping[str, JsonValue]) -> bool:
    """False if nothing more is shown in the reply with this receipt."""
    content = ReplyReceipt.model_validate(receipt)
    return not (content.over or content.refused)
