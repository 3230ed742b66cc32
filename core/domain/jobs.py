"""Jobs: accepted requests on their way to a reply."""

from dataclasses import dataclass
from typing import Literal

from core.domain.layout import Layout
from core.domain.request import Request

Outcome = Literal["done", "stopped", "failed"]


@dataclass(frozen=True, kw_only=True)
class Job:
    """An accepted request.

    `private` says that only the caller sees the reply; it and `layout` were decided when the request was accepted.
    `attempt` counts the starts; `stop_by` is the display name of the person who stopped it.
    """

    id: str
    request: Request
    private: bool
    layout: Layout
    accepted_at: float
    state: Literal["accepted", "running", "done", "stopped", "failed"]
    attempt: int
    stop_by: str | None

    @property
    def ended(self) -> bool:
        """True when the reply is complete."""
        return self.state in ("done", "stopped", "failed")
