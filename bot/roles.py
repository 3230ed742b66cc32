"""The roles of processes that share a database."""

from enum import Enum


class Role(Enum):
    """The part of the work that a process does; the value is its command."""

    BOTH = "run"
    LISTENER = "listen"
    WORKER = "work"

    @property
    def listens(self) -> bool:
        """True if the process receives requests: through gateways and over HTTP."""
        return self is not Role.WORKER

    @property
    def takes_jobs(self) -> bool:
        """True if the process runs jobs."""
        return self is not Role.LISTENER
