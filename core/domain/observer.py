"""The port of an observer of the process, who is told numbers and names, never words of a request.

An observer that measures is set once, before tasks are created, which inherit it.
"""

from contextlib import AbstractContextManager, nullcontext
from contextvars import ContextVar

from core.domain.jobs import Job

_NOTHING = nullcontext()


class Observer:
    """Measures nothing. A subclass overrides what it measures; its methods are quick and never raise."""

    def asked(self, id: str) -> None:
        """A request has come in, under the id of its job."""

    def decided(self, id: str, platform: str, command: str, verdict: str) -> None:
        """The dispatcher has decided: `accepted`, `refused`, `needs_form` or `duplicate`. The command is empty if
        there is none of that name."""

    def acknowledged(self, id: str) -> None:
        """The acknowledgement of an accepted request has gone out."""

    def running(self, job: Job) -> AbstractContextManager[object]:  # noqa: ARG002 - for those who measure
        """A claimed job runs, within the context and the tasks that begin in it."""
        return _NOTHING

    def step(self, name: str) -> AbstractContextManager[object]:  # noqa: ARG002 - for those who measure
        """A step of a run lasts as long as the context: a drawing, a request to a platform. Few names, no ids."""
        return _NOTHING

    def drawn(self, outcome: str) -> None:
        """A reply was drawn, edited or written on: `shown`, or the kind of the refusal."""

    def paused(self, provider: str) -> None:
        """Requests to a provider pause, because it failed again and again. A server is named by its address."""

    def connection_moved(self, platform: str, gap_seconds: float) -> None:
        """This process has taken over a connection to a platform, which nobody had for at most so long."""


NOBODY = Observer()
OBSERVER: ContextVar[Observer] = ContextVar("observer", default=NOBODY)
