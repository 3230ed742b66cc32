"""Jobs: accepted requests on their way to a reply."""

from dataclasses import dataclass
from typing import Literal

from core.domain.layout import Layout
from core.domain.request import Request

Outcome = Literal["done", "stopped", "failed"]

ACKNOWLEDGE_SECONDS = 5.0
"""The longest time for which an accepted job waits for its acknowledgement."""

LEASE_SECONDS = 20.0
"""The time for which a process holds a job without renewing its lease."""
RENEWAL_SECONDS = 5.0
"""The time between two renewals."""

PAYLOAD_VERSION = 2
"""The version of the form in which requests are stored. A process leaves alone jobs with a newer one."""


@dataclass(frozen=True, kw_only=True)
class Job:
    """An accepted request.

    `private` says that only the caller sees the reply; it and `layout` were decided when the request was accepted.
    `run` grows with every claim and fences off earlier runs. `crashes` counts runs whose process died, `tries` those
    that stopped without an ending while it lived. `owner` is the process that holds the job. `stop_by` is the display
    name of the person who stopped it. `damaged` says that the stored request cannot be read any more; of it, only where
    to answer is left. `joined` says that the answer of a later request is its answer, too: nothing is shown.
    `forgotten` says that the requester was forgotten: the reply is to be withdrawn.
    """

    id: str
    request: Request
    private: bool
    layout: Layout
    accepted_at: float
    state: Literal["accepted", "running", "done", "stopped", "failed"]
    run: int
    crashes: int
    tries: int
    stop_by: str | None
    owner: str | None = None
    damaged: bool = False
    joined: bool = False
    forgotten: bool = False

    @property
    def ended(self) -> bool:
        """True when the reply is complete."""
        return self.state in ("done", "stopped", "failed")
