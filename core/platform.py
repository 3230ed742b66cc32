"""The `Platform` port: what the core needs of an adapter.

An adapter turns what happens on its platform into requests for the dispatcher, and plays events on a `Renderer`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from core.domain.events import Event
from core.domain.jobs import Job
from core.domain.layout import Layout
from core.domain.request import Attachment, Caller, Place, Request
from core.domain.sentences import Sentence


class Renderer(Protocol):
    """Shows the events of one job.

    A stage owns everything its platform dictates: cadence, size limits, splitting, escaping, upload, buttons. It saves
    the ids of what it has put on the platform in the job's receipt before it relies on them, and on opening finds them
    there: a job that is played again mends its reply instead of adding a second one.
    """

    async def render(self, event: Event) -> None:
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

    async def open(self, job: Job, layout: Layout) -> Renderer:
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


@runtime_checkable
class Connects(Protocol):
    """A platform that is elsewhere and may be out of reach; others leave this out."""

    @property
    def connected(self) -> bool:
        """Whether anything can come in now."""
        ...


@runtime_checkable
class PrefixesCommands(Protocol):
    """A platform where commands are not called by their own names; others leave this out."""

    @property
    def command_prefix(self) -> str:
        """What goes before the name of each (`core.text.typed_commands.prefixed_name`)."""
        ...


@dataclass(frozen=True, kw_only=True)
class Said:
    """One message of a thread. `author` is the `Caller.key` of who wrote it, `own` whether that was the bot."""

    author: str
    name: str
    text: str
    own: bool = False


@dataclass(frozen=True, kw_only=True)
class ThreadHistory:
    """What was said in a thread, oldest first.

    `cut` is whether there was more before; `unreadable` counts messages whose words the platform keeps to itself.
    """

    messages: Sequence[Said]
    cut: bool = False
    unreadable: int = 0


@runtime_checkable
class ReadsThreads(Protocol):
    """A platform that can read a thread; one that cannot leaves this out.

    The core asks once, when a request comes out of a thread in which nothing is remembered, while the job runs
    (`core.conversations.thread_history`): the request has been acknowledged by then. What is read is remembered like
    everything else that was said there, under its authors, so that they can have it forgotten.
    """

    async def read_thread(self, request: Request, limit: int) -> ThreadHistory | None:
        """The last `limit` messages of the request's thread (`Place.thread`) before the request itself.

        None where nothing may be read there. Does not raise for what the platform refuses; it is asked with one call,
        or as few as its budget allows, since somebody waits.
        """
        ...
