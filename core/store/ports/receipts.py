"""The port of receipts: records of what renderers have put on their platforms."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from pydantic import JsonValue


class Receipts(Protocol):
    """Records of what a renderer has put on its platform so far, as JSON in the renderer's own form."""

    async def receipt(self, job: str) -> dict[str, JsonValue]:
        """Returns the receipt of a job, empty if none was saved."""
        ...

    async def save_receipt(self, job: str, content: Mapping[str, JsonValue], messages: Sequence[str] = ()) -> None:
        """Replaces the receipt of a job. `messages` are the platform's ids of the messages of its reply."""
        ...

    async def job_of_message(self, message: str) -> str | None:
        """Returns the job to whose reply a message belongs; None if there is none, or it is forgotten or expired."""
        ...
