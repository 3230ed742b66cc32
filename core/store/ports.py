"""The `Store` port: everything that must survive a restart.

It is made of small ports, one a subject, so that a reader of one sees only what it may touch. One object implements
them all: `SqliteStore` in a folder of one machine. All times are seconds since the epoch. Every write is durable when
its call returns.
"""

from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from pydantic import JsonValue

from core.domain.actions import Action
from core.domain.jobs import Job, Outcome
from core.domain.ledger import Spend
from core.domain.limits import Charge
from core.domain.request import MediaRef, Place, Request

BOT_SCOPE = "bot"
"""The scope of preferences that concern the whole bot."""


class Inbox(Protocol):
    """Accepted requests: the truth about what has been promised to whom. A job's id is its request's."""

    async def accept(self, request: Request, charges: Sequence[Charge], at: float) -> bool:
        """Stores a request and its charges in one transaction; False where this id was accepted before.

        Raises `LimitReached` where a limit has no room, `NotAllowed` where it never has; then nothing is stored.
        """
        ...

    async def job(self, id: str) -> Job | None:
        """One job."""
        ...

    async def start_job(self, id: str) -> Job | None:
        """Marks it running and counts the attempt; None where there is no such job or it has ended."""
        ...

    async def finish_job(self, id: str, outcome: Outcome, at: float) -> None:
        """Its reply is complete: charges become what its calls cost, places are free. The first call counts."""
        ...

    async def unfinished_jobs(self) -> Sequence[str]:
        """Ids of jobs whose reply is not complete, oldest first."""
        ...

    async def request_stop(self, id: str, by: str) -> bool:
        """Raises the durable stop flag; False where the job is unknown or has ended. The first `by` stays."""
        ...


class Receipts(Protocol):
    """What a stage has put on its platform so far, as JSON of its own."""

    async def receipt(self, job: str) -> dict[str, JsonValue]:
        """Empty where nothing was saved."""
        ...

    async def save_receipt(self, job: str, content: Mapping[str, JsonValue]) -> None:
        """Replaces it."""
        ...


@dataclass(frozen=True, kw_only=True)
class Turn:
    """One turn of a conversation. An answer carries the key of the person it answers as its `author`.

    `ordinal` numbers the turns of one job, so that a job played twice remembers once.
    """

    conversation: str
    job: str
    ordinal: int
    role: Literal["user", "assistant"]
    author: str
    name: str
    text: str
    media: tuple[MediaRef, ...] = ()
    at: float


class Turns(Protocol):
    """Conversations."""

    async def append_turns(self, turns: Sequence[Turn]) -> None:
        """Adds turns, or replaces those with the same job and ordinal."""
        ...

    async def load_turns(self, conversation: str, limit: int) -> Sequence[Turn]:
        """The last turns, oldest first."""
        ...

    async def delete_turns(self, job: str) -> int:
        """Deletes the turns of one job, whose reply was deleted; how many."""
        ...

    async def delete_conversation(self, conversation: str) -> int:
        """Deletes a conversation; how many turns it had."""
        ...


class Preferences(Protocol):
    """Choices of people, places and the operator, under a scope: `Caller.key`, `Place.key` or `bot`."""

    async def preferences(self, scope: str) -> Mapping[str, JsonValue]:
        """All of a scope."""
        ...

    async def set_preference(self, scope: str, name: str, value: JsonValue) -> None:
        """Sets one; None deletes it."""
        ...


class ReminderStore(Protocol):
    """Requests that were refused and are to be handed in again once there is room, under ids of their own."""

    async def save_reminder(self, request: Request, due_at: float) -> None:
        """Keeps a request until a time, or moves one that is kept to another."""
        ...

    async def due_reminders(self, before: float) -> Sequence[Request]:
        """Those that are due before a time, the earliest first."""
        ...

    async def delete_reminder(self, id: str) -> None:
        """Deletes one that was handed in."""
        ...


@dataclass(frozen=True, kw_only=True)
class StoredAction:
    """An action on the shelf, with whose reply it belongs to."""

    action: Action
    job: str
    requester: str
    place: Place


class ActionStore(Protocol):
    """Buttons' actions under short ids."""

    async def save_actions(self, entries: Mapping[str, StoredAction], at: float) -> None:
        """Puts actions under their ids, replacing what was there."""
        ...

    async def stored_action(self, id: str) -> StoredAction | None:
        """The action, or None where it has expired or never was."""
        ...


@dataclass(frozen=True, kw_only=True)
class LogEntry:
    """One line of a room's log. `number` grows by the room; `reply` groups the lines of one reply.

    `audience` is the `Caller.key` of the only one who may read it, or None for everybody.
    """

    number: int
    reply: str
    author: str
    audience: str | None
    at: float
    content: dict[str, JsonValue]


ERASED: Mapping[str, JsonValue] = {"event": "erased"}
"""The line that stands for all lines of a reply that was erased or forgotten: of nobody, and for everybody to read."""


class MessageLog(Protocol):
    """Rooms whose platform is a log: the web."""

    async def append(
        self,
        room: str,
        reply: str,
        author: str,
        audience: str | None,
        contents: Sequence[dict[str, JsonValue]],
        at: float,
        *,
        first: bool = False,
    ) -> int | None:
        """Adds lines and wakes who tails the room; the number of the last one.

        With `first` nothing is added, and None returned, where the reply has lines in the room already: whoever comes
        first opens a reply, be it the one who accepts it or the one who plays it.
        """
        ...

    async def read(self, room: str, after: int, viewer: str, limit: int = 500) -> Sequence[LogEntry]:
        """Lines after a number that `viewer` may read, in order."""
        ...

    def tail(self, room: str, after: int, viewer: str) -> AsyncGenerator[Sequence[LogEntry], None]:
        """The lines after a number in batches, then new ones as they come, for ever; starts with what is there."""
        ...

    async def replace(self, room: str, reply: str, numbers: Sequence[int], content: dict[str, JsonValue]) -> None:
        """Puts one line in place of several of one reply, under the highest of their numbers."""
        ...

    async def erase(self, room: str, reply: str, at: float) -> None:
        """Deletes all lines of a reply and appends `ERASED`, so that who tails the room learns of it."""
        ...


class BlobStore(Protocol):
    """Large bytes, content-addressed."""

    async def put(self, data: bytes, media_type: str, name: str, owner: str, at: float) -> MediaRef:
        """Stores bytes for an owner (`Caller.key`). Raises `UserError` where the disk is full."""
        ...

    async def get(self, sha256: str) -> bytes:
        """The bytes. Raises `Missing`."""
        ...

    async def find(self, sha256: str) -> MediaRef | None:
        """Its reference, without reading the bytes."""
        ...

    def path(self, sha256: str) -> Path:
        """Where the bytes lie; they need not be there."""
        ...


class Ledger(Protocol):
    """What was spent."""

    async def record(self, spend: Spend) -> None:
        """Adds one."""
        ...

    async def spends(self, user: str | None, since: float) -> Sequence[Spend]:
        """Spends of a user (None: of everybody) since a time, oldest first."""
        ...

    async def begin_call(self, call: str, engine: str, at: float) -> None:
        """A call is about to be made: should the process be killed meanwhile, it is known that it was."""
        ...

    async def end_call(self, call: str) -> None:
        """A call has ended, and is recorded."""
        ...

    async def unfinished_calls(self, engine: str, since: float) -> Sequence[float]:
        """When calls began, since a time, of which no end is known; oldest first."""
        ...


class FeedbackLog(Protocol):
    """What people think of answers; they are told with the ledger."""

    async def record_feedback(self, job: str, user: str, positive: bool, at: float) -> bool:
        """Notes what somebody (`Caller.key`) thinks of an answer, in place of what they thought before; False where no
        call was made for it."""
        ...


class Allowances(Protocol):
    """What is left of limits."""

    async def arrival_times(self, keys: Sequence[str]) -> Mapping[str, int]:
        """The theoretical arrival times of keys, in microseconds; those never charged are left out."""
        ...

    async def spent_budgets(self, keys: Sequence[str], at: float) -> Mapping[str, int]:
        """What is spent of budgets in the day or month that they are in; those never charged are left out."""
        ...

    async def prune_allowances(self, at: float) -> None:
        """Deletes what says nothing any more: keys with everything left, and places whose time is over."""
        ...


class Store(
    Inbox,
    Receipts,
    Turns,
    Preferences,
    ReminderStore,
    ActionStore,
    MessageLog,
    BlobStore,
    Ledger,
    FeedbackLog,
    Allowances,
    Protocol,
):
    """All of it, and what concerns all of it."""

    async def forget_person(self, user: str, at: float) -> int:
        """Deletes what is kept of a person (`Caller.key`); how many rows. Rooms are told, as by `erase`.

        Their turns and the answers to them, ended jobs, receipts, buttons, log lines, preferences, reminders, and
        blobs that nobody else owns. Their running jobs stay until they end. Of their spends stays what a provider has
        counted: when, which engine and model, and how much, but not who, where and for which job.
        """
        ...

    async def forget_tenant(self, tenant: str, at: float) -> int:
        """Deletes what is kept of everybody in a tenant (`platform:tenant`) that is gone, and the choices of its
        places; how many rows."""
        ...

    async def expire(self, before: float) -> int:
        """Deletes turns, jobs that ended, receipts, buttons, log lines and blobs older than a time; how many rows."""
        ...

    async def close(self) -> None:
        """Finishes what was handed in and closes."""
        ...
