"""The `Platform` port: what the core needs of an adapter.

An adapter turns what happens on its platform into requests for the dispatcher, and plays events on a `Stage`.
"""

from typing import Protocol

from core.command import Layout
from core.events import Event
from core.messages import Sentence
from core.request import Attachment, Caller, Place
from core.store.port import Job


class Stage(Protocol):
    """Shows the events of one job.

    A stage owns everything its platform dictates: cadence, size limits, splitting, escaping, upload, buttons. It saves
    the ids of what it has put on the platform in the job's receipt before it relies on them, and on opening finds them
    there: a job that is played again mends its reply instead of adding a second one.
    """

    async def show(self, event: Event) -> None:
        """Shows an event; the last one is an ending. Does not raise for what the platform refuses for good."""
        ...

    async def close(self) -> None:
        """This process shows nothing more: after the ending, or when the job is left to be taken up again."""
        ...


class Platform(Protocol):
    """One adapter, seen from the core."""

    @property
    def name(self) -> str:
        """The `platform` of its callers, places and addresses."""
        ...

    async def open(self, job: Job, layout: Layout) -> Stage:
        """The stage of a job, from its address and its receipt alone."""
        ...

    async def withdraw(self, job: Job) -> None:
        """Takes the whole reply of a job off the platform."""
        ...

    async def fetch(self, attachment: Attachment) -> bytes:
        """The bytes of an attachment whose `source` is this platform. Raises `Missing`."""
        ...

    async def is_admin(self, caller: Caller, place: Place) -> bool:
        """Whether a caller administers a place, where the payload did not say."""
        ...

    async def alert(self, sentence: Sentence) -> bool:
        """Tells it in the administrators' channel; False where there is none."""
        ...
