"""The `Store` port: everything that must survive a restart.

It consists of small ports, one for each subject, so that code depends only on the part it uses. One object implements
them all: `SqliteStore` in a folder of one machine, `PostgresStore` for processes that share a database. All times are
in seconds since the epoch. A write is durable when its method returns.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol, Self

from pydantic import JsonValue

from core.domain.actions import Action
from core.domain.clock import Clock
from core.domain.jobs import Job, Outcome
from core.domain.layout import Layout
from core.domain.ledger import Spend
from core.domain.limits import Charge
from core.domain.request import Caller, MediaRef, Place, Request
from core.domain.sentences import Sentence
from core.domain.tasks import Task
from core.quota.fair_queue import ProviderLimit, QueueLimits
from core.quota.usage import Usage

EDIT_MARK = "-edit-"
"""Stands in the id of a job that answers an edited question, after the id of the first job."""
BOT_SCOPE = "bot"
"""The scope of preferences that concern the whole bot."""


class TooLateToJoin(Exception):
    """A request cannot join an earlier one: its answer has begun, or it has ended."""


class Inbox(Protocol):
    """Accepted requests, each with its job. A job has the id of its request."""

    async def accept(
        self,
        request: Request,
        charges: Sequence[Charge],
        at: float,
        *,
        private: bool = False,
        layout: Layout = Layout.TEXT,
        runnable_at: float = 0.0,
        joins: str | None = None,
    ) -> bool:
        """Stores a request and its charges in one transaction; returns False if this id was accepted before.

        The job is due at `runnable_at`, or as soon as it is released. Raises `LimitReached` if a limit has no room and
        `NotAllowed` if it never will; then nothing is stored.

        With `joins`, the request answers that job's question, too: the job is `joined` from now on, and its people are
        not charged for it. Raises `TooLateToJoin` if its answer has begun.
        """
        ...

    async def joinable_job(self, user: str) -> Job | None:
        """Returns the newest unfinished job of a person (`Caller.key`) whose answer has not begun and that is not
        joined."""
        ...

    async def begin_answer(self, id: str) -> bool:
        """Notes that the answer of a job is about to be seen; from now on nothing joins it. False if it is joined."""
        ...

    async def newest_edit(self, id: str) -> Job | None:
        """Returns the newest of a job and those that answer edits of its question (`edit_id`)."""
        ...

    async def delete_question(self, id: str, at: float) -> str | None:
        """Notes that somebody has deleted the message with the question of a job, accepted or not.

        From now on, neither the question is accepted nor an edit of it. Returns the newest job that answers it, if that
        has not ended.
        """
        ...

    async def job(self, id: str) -> Job | None:
        """Returns one job, or None if it is unknown.

        A job whose stored form is damaged comes back as `damaged` if its place can still be read, else as None.
        """
        ...

    async def caller_names(self, users: Collection[str]) -> Mapping[str, str]:
        """Returns the names of people (`Caller.key`) in their newest requests, without people who have none here."""
        ...

    async def save_caller(self, id: str, caller: Caller) -> None:
        """Replaces the caller in the stored request of a job, after a look-up has told who it is."""
        ...

    async def release_job(self, id: str) -> None:
        """Makes a job due that nobody has claimed."""
        ...

    async def claim_job(self, id: str, owner: str, at: float, *, acknowledged: bool = False) -> Job | None:
        """Claims a due job for a process, for `LEASE_SECONDS`, and begins a new run of it. One that is `acknowledged`
        is due though its row still waits for that.

        Returns None if the job is unknown, has ended, is not due, is held by another process, or is newer than this
        one understands. A job whose lease has ended counts a crash; one that `owner` itself holds counts a try, because
        its run stopped without putting it back. A job of whose stored form nothing can be read ends as failed.
        """
        ...

    async def forgotten_jobs(self, owner: str, at: float) -> Sequence[str]:
        """Returns the due jobs of people who were forgotten meanwhile, also those that `owner` runs now."""
        ...

    async def renew_leases(self, owner: str, at: float) -> Mapping[str, int]:
        """Renews the leases of all jobs that `owner` holds; returns their runs by job.

        A lease that has ended is renewed as long as nobody else has claimed its job. The places (`ConcurrencyLimit`)
        of these jobs, and of due jobs that nobody holds, are renewed with them.
        """
        ...

    async def put_back_job(self, id: str, run: int, at: float, *, seconds: float = 0.0, failed: bool) -> bool:
        """Gives up the claim of a run that stopped without an ending; `failed` counts a try.

        The job is due again after `seconds`, or now if somebody has stopped it. Returns False if the run is over.
        """
        ...

    async def finish_job(self, id: str, outcome: Outcome, at: float, *, run: int | None = None) -> bool:
        """Ends a job: settles its charges at the actual cost and frees its slots. Only the first call counts.

        With `run`, only that run can end it. Returns False if nothing was ended.
        """
        ...

    async def due_jobs(self, owner: str, at: float) -> Sequence[str]:
        """Returns the ids of jobs that `owner` may claim now; those that it holds itself are included.

        The oldest come first, but after all others those that ran when a process died, the fewest crashes first.
        """
        ...

    async def resume_jobs(self, owner: str, at: float) -> None:
        """Ends the leases of all other processes, when `owner` has taken over the data folder.

        Jobs that have run before are due immediately, the others in five seconds at most.
        """
        ...

    async def unfinished_jobs(self) -> Sequence[str]:
        """Returns the ids of jobs that have not ended, oldest first."""
        ...

    async def request_stop(self, id: str, by: str, user: str = "") -> bool:
        """Sets the durable stop flag; returns False if the job is unknown or has ended. The first `by` stays.

        `by` is for display; `user` is the `Caller.key` of a person whose name it is.

        A job that nobody runs is due immediately, to say that it was stopped.
        """
        ...

    async def stopped_jobs(self, owner: str) -> Sequence[str]:
        """Returns the ids of the jobs that `owner` runs and that somebody has stopped."""
        ...

    def listen_for_stops(self) -> AbstractContextManager[asyncio.Event]:
        """Returns an event that is set whenever a job has been stopped, also through another process."""
        ...


class Checkpoints(Protocol):
    """Finished parts of unfinished jobs, as JSON under names. A later run of the job takes them from here."""

    async def checkpoints(self, job: str) -> Mapping[str, JsonValue]:
        """Returns everything that earlier runs have finished, without what is damaged."""
        ...

    async def save_checkpoint(self, job: str, name: str, content: JsonValue) -> None:
        """Stores something finished, for as long as the job has not ended."""
        ...


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


def edit_id(job: str, edited: str) -> str:
    """Returns the id of the job that answers the edited question of another; `edited` tells the edits apart."""
    return f"{job}{EDIT_MARK}{edited}"


@dataclass(frozen=True, kw_only=True)
class Turn:
    """One turn of a conversation. The `author` of an answer is the key of the person it answers.

    `ordinal` numbers the turns of one job, so that a job that runs twice adds each turn once.
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
        """Returns the last turns, oldest first."""
        ...

    async def turns_of_job(self, job: str) -> Sequence[Turn]:
        """Returns the turns of one job, in order."""
        ...

    async def delete_turns(self, job: str) -> int:
        """Deletes the turns of one job, whose reply was deleted; returns how many."""
        ...

    async def delete_conversation(self, conversation: str) -> int:
        """Deletes a conversation; returns how many turns it had. Turns that come meanwhile may stay."""
        ...


@dataclass(frozen=True, kw_only=True)
class ConversationRecord:
    """A conversation that somebody opened beside a place: a thread of its own, with a room of the log.

    `room` is the last of `Place.scopes`. `owner` is a `Caller.key`, empty once that person was forgotten. Nobody but
    the owner reads one that is not `shared`. `title` is empty until the first question; `asked_at` is the time of the
    newest one. `pinned` and `archived` are the marks of the person who asks for it.
    """

    room: str
    owner: str
    shared: bool
    title: str = ""
    created_at: float
    asked_at: float | None = None
    pinned: bool = False
    archived: bool = False


class ConversationList(Protocol):
    """Conversations that people opened beside a place, with titles, and each person's marks."""

    async def create_conversation(self, room: str, owner: str, at: float, *, shared: bool) -> None:
        """Adds a conversation, unless it exists."""
        ...

    async def conversation(self, room: str, viewer: str) -> ConversationRecord | None:
        """Returns a conversation with the marks of `viewer`; None if there is none that they may read."""
        ...

    async def conversations(self, channel: str, viewer: str) -> Sequence[ConversationRecord]:
        """Returns those of a place (`Place.key`) that `viewer` may read, with their marks, the newest first."""
        ...

    async def name_conversation(self, room: str, title: str, by: str) -> None:
        """Gives a title, in the words of a person (`Caller.key`)."""
        ...

    async def note_asked(self, room: str, title: str, by: str, at: float) -> None:
        """Notes a question, and makes the title from it if there is none."""
        ...

    async def mark_conversation(self, room: str, user: str, *, pinned: bool, archived: bool) -> None:
        """Sets the marks of a person on a conversation that exists."""
        ...


class Preferences(Protocol):
    """Settings of people, places and the operator. A scope is a `Caller.key`, a `Place.key` or `bot`."""

    async def preferences(self, scope: str) -> Mapping[str, JsonValue]:
        """Returns all preferences of a scope, without those that are damaged."""
        ...

    async def set_preference(self, scope: str, name: str, value: JsonValue) -> None:
        """Sets one preference; None deletes it."""
        ...


@dataclass(frozen=True, kw_only=True)
class LeaseRecord:
    """A lease that ends after `remaining` seconds, or has ended so long ago. `owner` is empty if it was given up."""

    owner: str
    remaining: float


class Leases(Protocol):
    """Work that one process at a time does for all, by name. No lease ends before the database has been up for a whole
    lease of a job."""

    async def take_lease(
        self, name: str, owner: str, at: float, seconds: float, *, instead_of: str | None = None
    ) -> bool:
        """Takes a lease for some time, or renews one's own. Returns False if another owner has it.

        `instead_of` is an owner from whom it is taken before its end.
        """
        ...

    async def give_back_lease(self, name: str, owner: str) -> None:
        """Lets the next one take a lease; nothing if the owner has it no more."""
        ...

    async def give_up_leases(self, prefix: str, owner: str, at: float) -> None:
        """Ends all leases of an owner whose names begin with a prefix. Their end stays known for a day."""
        ...

    async def renew_all_leases(self, prefix: str, owner: str, at: float, seconds: float) -> Mapping[str, LeaseRecord]:
        """Renews all leases of an owner whose names begin with a prefix, as long as nobody else has taken them.

        Returns all leases under the prefix by name, whoever has them, and those that ended in the last day.
        """
        ...


class Memberships(Protocol):
    """The servers, workspaces, channels and threads that the bot is in or was removed from, as `Place.scopes`."""

    async def note_joined(self, scopes: Sequence[str]) -> None:
        """Notes that the bot is in places. What is kept of them stays."""
        ...

    async def note_left(self, scope: str, at: float, *, seconds_ago: float = 0.0) -> Sequence[str]:
        """Notes that the bot was removed from a place, or that it was deleted, some seconds before `at`. The first time
        stays.

        Returns the ids of the unfinished jobs in it that were accepted until then.
        """
        ...

    async def joined_tenants(self, platform: str) -> Sequence[str]:
        """Returns the tenants of a platform that the bot is in, as far as it has noted them."""
        ...

    async def left_places(self, before: float, at: float) -> Sequence[str]:
        """Returns the places that the bot left before a time and has not come back to, as far as it has noted that.

        A place that was left in the future, by a clock that was ahead, counts as left now.
        """
        ...


class ReminderStore(Protocol):
    """Requests that a limit refused, to be accepted again once there is room. Each has an id of its own."""

    async def save_reminder(self, request: Request, due_at: float) -> None:
        """Keeps a request until a time; a request that is kept already moves to the new time."""
        ...

    async def due_reminders(self, before: float) -> Sequence[Request]:
        """Returns the requests that are due before a time, the earliest first; deletes those that are damaged."""
        ...

    async def delete_reminder(self, id: str) -> None:
        """Deletes a reminder whose request was accepted."""
        ...


@dataclass(frozen=True, kw_only=True)
class StoredAction:
    """An action, with the job, the requester and the place of its reply."""

    action: Action
    job: str
    requester: str
    place: Place


class ActionStore(Protocol):
    """Actions of buttons under short ids."""

    async def save_actions(self, entries: Mapping[str, StoredAction], at: float) -> None:
        """Stores actions under their ids and replaces earlier ones."""
        ...

    async def stored_action(self, id: str) -> StoredAction | None:
        """Returns the action, or None if it has expired, is damaged or never existed."""
        ...

    async def actions_of_job(self, job: str) -> Sequence[StoredAction]:
        """Returns the actions of the reply of a job, in the order of their ids, without those that are damaged."""
        ...


@dataclass(frozen=True, kw_only=True)
class LogEntry:
    """One entry of a room's log. `number` only grows within a room; `reply` groups the entries of one reply.

    `audience` is the `Caller.key` of the only person who may read it, or None for everybody.
    """

    number: int
    reply: str
    author: str
    audience: str | None
    at: float
    content: dict[str, JsonValue]


ERASED: Mapping[str, JsonValue] = {"event": "erased"}
"""The entry that replaces all entries of an erased or forgotten reply, without an author and readable by everybody."""


@dataclass(frozen=True, kw_only=True)
class LogPage:
    """The entries of some successive replies of a room, in order, as they were at one moment.

    `newest` is the highest number in the room at that moment: a tail after it continues the page. `before` leads to the
    page with older replies, `after` to the one with newer replies; None if there are none.
    """

    entries: Sequence[LogEntry]
    newest: int
    before: int | None
    after: int | None = None


@dataclass(frozen=True, kw_only=True)
class RoomHead:
    """The highest number in a room, 0 if it is empty; `private` is True if it has entries for one viewer alone."""

    newest: int
    private: bool


@dataclass(frozen=True, kw_only=True)
class FoundEntry:
    """An entry of a room with words that somebody looked for; `text` is the text that has them."""

    room: str
    entry: LogEntry
    text: str


class MessageLog(Protocol):
    """Append-only logs of rooms, for a platform whose messages are a log, such as the web.

    A room is a place, or a thread in it, as one string.
    """

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
        """Adds entries and wakes everybody who tails the room; returns the number of the last entry.

        With `first` it adds nothing and returns None if the reply already has entries in the room: the process that
        accepts a job and the process that runs it may both open its reply, and only the first one does.
        """
        ...

    async def read(self, room: str, after: int, viewer: str, limit: int = 500) -> Sequence[LogEntry]:
        """Returns the entries after a number that `viewer` may read, in order."""
        ...

    async def openings(self, room: str) -> Sequence[LogEntry]:
        """Returns the first entry of each author's newest reply that everybody may read, in order."""
        ...

    async def room_head(self, room: str, viewer: str) -> RoomHead:
        """Returns how far the room goes, and whether any of it is for `viewer` alone."""
        ...

    async def read_back(self, room: str, viewer: str, replies: int, before: int | None = None) -> LogPage:
        """Returns the newest replies that `viewer` may read, or those that began before a number.

        A reply begins with its first entry. Replies that were erased, or whose first entry has expired, are left out.
        """
        ...

    async def read_on(self, room: str, viewer: str, replies: int, after: int) -> LogPage:
        """As `read_back`, with the replies that began after a number. `before` is None."""
        ...

    async def opening_of(self, room: str, reply: str, viewer: str) -> int | None:
        """Returns the number of the first entry of a reply; None if `viewer` may not read it, or it has none."""
        ...

    async def search(
        self, rooms: Collection[str], words: Sequence[str], viewer: str, limit: int
    ) -> Sequence[FoundEntry]:
        """Returns the entries that `viewer` may read and of which one text has all words, the newest first.

        Of a reply it returns one entry. Letters match in either case.
        """
        ...

    async def rooms_of_file(self, sha256: str, viewer: str) -> Sequence[str]:
        """Returns the rooms with an entry that names a file, by its digest under the key `sha256`, and of which
        nothing keeps `viewer` out but the room itself."""
        ...

    def tail(self, room: str, after: int, viewer: str) -> AsyncGenerator[Sequence[LogEntry], None]:
        """Yields the entries after a number in batches, then new ones as they arrive. It never ends by itself.

        However many listeners a room has, a new entry is read once. A listener may get several entries that were
        replaced meanwhile instead of the one that replaces them.
        """
        ...

    async def replace(self, room: str, reply: str, numbers: Sequence[int], content: dict[str, JsonValue]) -> None:
        """Replaces several entries of one reply by one, under the highest of their numbers."""
        ...

    async def erase(self, room: str, reply: str, at: float) -> None:
        """Deletes all entries of a reply and appends `ERASED`, so that everybody who tails the room learns of it."""
        ...


class BlobStore(Protocol):
    """Files of pictures, sound and documents, addressed by their SHA-256."""

    async def put(self, data: bytes, media_type: str, name: str, owner: str, at: float) -> MediaRef:
        """Stores bytes for an owner (`Caller.key`). Raises `UserError` if the disk is full, or they are too many."""
        ...

    async def get(self, sha256: str) -> bytes:
        """Returns the bytes. Raises `Missing`."""
        ...

    async def find(self, sha256: str) -> MediaRef | None:
        """Returns the reference without reading the bytes, or None if they are not stored."""
        ...

    async def verified_path(self, sha256: str) -> Path | None:
        """Returns the path of the bytes, once they are known to be those of the digest. Raises `Missing`.

        Returns None if they are not a file of this machine: then `get` has them.
        """
        ...

    async def owns(self, owner: str, sha256: str) -> bool:
        """True if this owner has stored these bytes."""
        ...


class CostHistory(Protocol):
    """The costs of finished requests."""

    async def last_costs(self, since: float, limit: int) -> Mapping[str, Sequence[int]]:
        """Returns the costs of the last requests of each task since a time, at most `limit`, oldest first.

        They are in millionths of a US dollar. Failures and requests without a price do not count, and neither do those
        of long ago among very many.
        """
        ...


class Ledger(Protocol):
    """Requests to engines: the finished ones with their cost, and those under way."""

    async def record(self, spend: Spend, call: str | None = None) -> None:
        """Adds an entry, in place of the note that `begin_call` made of this request: it counts once at any moment.

        A second entry for the same `call` is not added.
        """
        ...

    async def spends(self, user: str | None, since: float) -> Sequence[Spend]:
        """Returns the entries of a user (None: of everybody) since a time, oldest first."""
        ...

    async def usage(self, since: float, *, user: str | None = None, tenant: str | None = None) -> Usage:
        """Returns the usage since a time, of one user or one tenant if they are given, with the feedback on it."""
        ...

    async def begin_call(self, call: str, engine: str, at: float, job: str) -> None:
        """Notes that a request is about to be sent, so that it still counts if the process is killed meanwhile.

        It counts as a call in the bot's own budgets, however it ends; `record` adds it to those of people and places.
        A second note of the same `call` changes nothing.
        """
        ...

    async def unfinished_calls(self, engine: str, since: float) -> Sequence[float]:
        """Returns when each request began that has no known end, since a time, oldest first."""
        ...


class CachedAnswers(Protocol):
    """Answers of engines that may be given again for some time, as JSON under digests of their requests."""

    async def cached_answer(self, key: str, user: str, at: float) -> JsonValue | None:
        """Returns an answer, and notes that a person (`Caller.key`) gets it. None if there is none, or it expired."""
        ...

    async def has_cached_answers(self, keys: Collection[str], at: float) -> bool:
        """True if there are answers under all keys."""
        ...

    async def save_cached_answer(
        self, key: str, content: JsonValue, user: str, size: int, *, began: float, at: float, until: float, limit: int
    ) -> None:
        """Keeps an answer of `size` bytes that a person got, until a time, and replaces an earlier one.

        Those that were not used for longest go, until all together have at most `limit` bytes. Nothing is kept if the
        person was forgotten after `began`.
        """
        ...

    async def drop_cached_answer(self, key: str) -> None:
        """Deletes an answer that cannot be read any more."""
        ...

    async def prune_cached_answers(self, at: float) -> None:
        """Deletes the answers that have expired."""
        ...


class FeedbackLog(Protocol):
    """People's feedback on answers. `Ledger.spends` returns it with the entries."""

    async def record_feedback(self, job: str, user: str, positive: bool, at: float) -> bool:
        """Stores a person's (`Caller.key`) feedback on an answer and replaces their earlier feedback.

        Returns False if the ledger has no entry for the job.
        """
        ...


class Allowances(Protocol):
    """The state of rates and budgets."""

    async def arrival_times(self, keys: Sequence[str]) -> Mapping[str, int]:
        """Returns the theoretical arrival times of keys, in microseconds, without keys that were never charged."""
        ...

    async def spent_budgets(self, keys: Sequence[str], at: float) -> Mapping[str, int]:
        """Returns the spent part of each budget in its current day or month, without keys that were never charged."""
        ...

    async def prune_allowances(self, at: float) -> None:
        """Deletes state that limits nothing any more: keys with everything left, and slots, requests and rests whose
        time is over."""
        ...


@dataclass(frozen=True, kw_only=True)
class QueuedRequest:
    """A request that waits for an engine. `user` has one share of the engine (`InferenceRequest.waits_as`), times
    `weight`. `number` is the time of its arrival in microseconds: among equals, the first goes first."""

    id: str
    task: Task
    user: str
    weight: float
    number: int


@dataclass(frozen=True, kw_only=True)
class Hold:
    """A pause of an engine for one task, until a time in microseconds. `sentence` tells that no credits are left."""

    until: int
    sentence: Sentence | None = None


class ProviderQueue(Protocol):
    """The queue of requests to one engine: those of all processes, in one order. All times are in microseconds.

    A method that may admit requests returns the ids of those that were admitted and are this process's own. Methods
    that reach a database raise `StoreAway`.
    """

    async def complete_since(self, at: int) -> int:
        """Returns the time since which the queue knows all requests that were sent."""
        ...

    async def restore(self, sent: Sequence[tuple[int, str]], since: int, at: int) -> None:
        """Adds the times and users of requests that were sent before, so that it knows all since a time."""
        ...

    async def join(self, request: QueuedRequest, at: int) -> Sequence[str]:
        """Adds a request. One that comes back with its earlier number goes before those that came meanwhile."""
        ...

    async def leave(self, id: str, at: int) -> Sequence[str]:
        """Removes a request that waits no more, or that was admitted and is not sent."""
        ...

    async def finish(self, id: str, at: int, told: ProviderLimit | None, *, free: bool) -> Sequence[str]:
        """Ends an admitted request. A `free` one never reached the provider. `told` is the provider's own report."""
        ...

    async def hold(self, task: Task, hold: Hold, at: int) -> None:
        """Admits no request of a task until a time, in any process. A shorter pause does not end a longer one."""
        ...

    async def look(self, at: int) -> Sequence[str]:
        """Admits all requests that may be sent now."""
        ...

    async def renew(self, at: int) -> None:
        """Tells the others that this process lives. Requests of one that does not tell leave the queue."""
        ...

    def listen(self) -> AbstractContextManager[asyncio.Event]:
        """Returns an event that is set whenever another process has changed something that matters here."""
        ...

    def holds(self, task: Task | None = None) -> Sequence[Hold]:
        """Returns the pauses that are known here, of a task or of all. They may be over."""
        ...

    def is_admitted(self, id: str) -> bool:
        """True from the admission of a request of this process until it is finished or leaves."""
        ...

    def position(self, id: str) -> int:
        """Returns how many requests were before this one when the queue was last looked at."""
        ...

    def wait_us(self, id: str, at: int) -> int:
        """Estimates how long a request will wait if nobody with less use comes."""
        ...

    def next_check(self, at: int) -> int | None:
        """Returns when to look again; None means: when there is news."""
        ...

    def is_due(self, at: int) -> bool:
        """True if it is time to look: there is news, or the time of the next check has come."""
        ...


class ProviderQueues(Protocol):
    """The queues before all engines."""

    def provider_queue(self, engine: str, limits: QueueLimits) -> ProviderQueue:
        """Returns the queue of an engine. It is opened once."""
        ...


class RequestWindows(Protocol):
    """The requests that all processes have sent to a platform lately, by the key of what the platform limits."""

    async def take_request(self, key: str, limit: int, seconds: float, at: float) -> float:
        """Counts a request that is sent now, if there are fewer than `limit` in the last `seconds` and no pause.

        Returns 0 for one that may be sent, or the seconds after which to ask again. Raises `StoreAway`.
        """
        ...

    async def free_requests(self, key: str, limit: int, seconds: float, at: float) -> int:
        """Returns the number of requests that could be sent now. Raises `StoreAway`."""
        ...

    async def pause_requests(self, key: str, seconds: float, at: float) -> None:
        """Lets no process send a request for some seconds. A shorter pause does not end a longer one.

        Raises `StoreAway`.
        """
        ...


@dataclass(frozen=True, kw_only=True)
class AddressRest:
    """An address to which requests have failed. It gets none for `seconds` more; below 0 that is over.

    `failures` are those in a row. `sentence` tells that no credits are left.
    """

    failures: int
    seconds: float
    sentence: Sentence | None = None


ChangeRest = Callable[[AddressRest | None], AddressRest | None]
"""Decides what is known of an address from now on; None is nothing. It may be called several times for one change."""


class AddressRests(Protocol):
    """The addresses to which requests have failed, as all processes know them. Methods raise `StoreAway`."""

    async def address_rest(self, address: str, at: float) -> AddressRest | None:
        """Returns what is known of an address."""
        ...

    async def change_address_rest(self, address: str, at: float, change: ChangeRest) -> AddressRest | None:
        """Changes what is known of an address, while no other process does. Returns what `change` has returned."""
        ...


class Store(
    Inbox,
    Checkpoints,
    Receipts,
    Leases,
    Turns,
    ConversationList,
    Preferences,
    Memberships,
    ReminderStore,
    ActionStore,
    MessageLog,
    BlobStore,
    Ledger,
    CostHistory,
    FeedbackLog,
    Allowances,
    ProviderQueues,
    RequestWindows,
    AddressRests,
    CachedAnswers,
    Protocol,
):
    """All ports of the store, and deletions across them."""

    def fenced(self, job: Job, clock: Clock) -> Self:
        """Returns the same store for the use of one run of a job, as `claim_job` returned it.

        Every write raises `RunOver` and changes nothing once the run no longer holds its job. A write that fails
        because the store is out of order (`StoreAway`) is tried again until the store is back.
        """
        ...

    async def forget_person(self, user: str, at: float, *, sparing: str | None = None) -> int:
        """Deletes everything about a person (`Caller.key`) and erases their replies in rooms; returns how many rows.

        This covers their turns and the answers to them, jobs, receipts, buttons, log entries, preferences, reminders,
        what others quote of them, and blobs that nobody else owns. Of unfinished jobs only what withdraws their replies
        is left: their runs can write nothing more, and `forgotten_jobs` names them until they end. The job `sparing`,
        which asks for this, ends as usual, and then goes, too. Their ledger entries keep
        what a provider has counted (the time, the engine, the model and the amount) and lose the person, the place
        and the job.
        """
        ...

    async def forgotten_at(self, user: str) -> float | None:
        """Returns when a person (`Caller.key`) was last forgotten. What they wrote before that is not read again.

        Only a digest of the key is kept.
        """
        ...

    async def delete_left(self, scopes: Collection[str], before: float, at: float) -> int:
        """Deletes everything of those places among `scopes` that `left_places` would return.

        Of a tenant, that is everything in its places and everything about its people; of a channel or a thread,
        everything in it. The amounts of the ledger stay, without names. Returns how many rows were deleted.
        """
        ...

    async def delete_place(self, scope: str, at: float) -> int:
        """Deletes everything in a place (one of `Place.scopes`), as `delete_left` does, and ends its jobs.

        Returns how many rows were deleted.
        """
        ...

    async def rewrite_if_due(self) -> None:
        """Removes what deleted rows have left in the files, once no job of a person who was forgotten is unfinished.

        It takes about a second for 100 MB, and closing the store does it, too.
        """
        ...

    async def expire(self, before: float) -> int:
        """Deletes turns, ended jobs, receipts, buttons, log entries and blobs from before a time; returns the count."""
        ...

    async def close(self) -> None:
        """Carries out all pending writes and closes."""
        ...
