"""The `Platform` port: everything that the core needs of an adapter.

An adapter turns events of its platform into requests for the dispatcher, and renders the events of a job with a
`Renderer`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from pydantic import JsonValue

from core.domain.events import Event
from core.domain.jobs import Job
from core.domain.request import Attachment, Caller, Place, QuotedMessage, Request
from core.domain.sentences import Sentence
from core.store.ports.store import Store


class Renderer(Protocol):
    """Renders the events of one job.

    A renderer handles everything that its platform dictates: cadence, size limits, splitting, escaping, uploads,
    buttons. Before it relies on a message that it has sent, it saves the id in the job's receipt. When it opens, it
    finds the ids there, so a job that runs again repairs its reply instead of adding a second one.
    """

    async def render(self, event: Event) -> None:
        """Renders an event; the last one is an ending. Does not raise for a final refusal of the platform."""
        ...

    async def close(self) -> None:
        """Ends rendering in this process, after the ending or when another process will take the job."""
        ...


@runtime_checkable
class DiscardsReplies(Protocol):
    """Capability of a renderer whose platform can remove a reply that has shown no word yet."""

    async def discard(self) -> None:
        """Ends rendering without another update, in place of `close`. What was sent is withdrawn next."""
        ...


class Platform(Protocol):
    """One adapter as the core sees it."""

    @property
    def name(self) -> str:
        """The `platform` of its callers, places and addresses."""
        ...

    async def open(self, job: Job, store: Store) -> Renderer:
        """Opens the renderer of a job, from the job and its receipt alone.

        Everything that the renderer writes goes into `store`, which is fenced (`Store.fenced`): it raises `RunOver`
        once another run has the job.
        """
        ...

    async def withdraw(self, job: Job) -> None:
        """Removes the whole reply of a job from the platform."""
        ...

    async def fetch(self, attachment: Attachment) -> bytes:
        """Fetches the bytes of an attachment whose `source` is this platform. Raises `Missing`."""
        ...

    async def is_admin(self, caller: Caller, place: Place) -> bool:
        """True if a caller administers a place. The core asks only where the payload does not say."""
        ...

    async def alert(self, sentence: Sentence) -> bool:
        """Sends a sentence to the administrators' channel; False where there is none."""
        ...


@runtime_checkable
class NotifiesFailures(Protocol):
    """Capability of a platform that can send a plain message where a reply cannot be opened."""

    async def notify_failure(self, job: Job, sentence: Sentence) -> None:
        """Sends one sentence to the place of a job, or to its caller alone if the job is private.

        Uses the job's address and nothing that an earlier run has put on the platform.
        """
        ...


@runtime_checkable
class HearsChannels(Protocol):
    """Capability of a platform on which the bot can receive messages of a channel that do not mention it."""

    async def unheard(self, place: Place) -> Sentence | None:
        """Names the messages of a channel that the bot does not receive, and who can change that; None if none."""
        ...


@runtime_checkable
class CompletesRequests(Protocol):
    """Capability of a platform whose payloads leave open who asks, and whose look-ups take long.

    A request with an unknown caller (`Caller.admin` is None) is accepted; its job looks first.
    """

    async def complete(self, job: Job) -> Request:
        """The request of a job with everything that its payload left open.

        Raises `NotAllowed` if the platform does not serve the caller, and `core.jobs.queue.Postponed` if the look-up
        must wait.
        """
        ...

    async def refuse(self, job: Job, sentence: Sentence) -> None:
        """Tells the caller alone that a job does not run. Does not raise for a refusal of the platform."""
        ...


@runtime_checkable
class ContinuesReplies(Protocol):
    """Capability of a platform on which an edited question is answered in the reply to the first one."""

    def continues(self, receipt: Mapping[str, JsonValue]) -> bool:
        """False if nothing more is shown in the reply with this receipt."""
        ...


@runtime_checkable
class InvitesPeople(Protocol):
    """Capability of a platform whose places let people in by links."""

    def invitation(self, name: str, request: Request) -> tuple[str, int]:
        """A link that lets one browser into the place of a request, once and under a name; and for how many days.

        Raises `BadInput` for a name that nobody can read, and for a place that needs no invitation.
        """
        ...


@runtime_checkable
class ServesOperators(Protocol):
    """Capability of a platform of the bot's own, such as its room or a terminal."""

    @property
    def serves_operators(self) -> bool:
        """True if its administrators operate the whole bot."""
        ...


@runtime_checkable
class DescribesTenants(Protocol):
    """Capability of a platform that knows the servers or workspaces in which it serves people."""

    async def tenant_name(self, tenant: str) -> str | None:
        """The name of a tenant for people; None where it is not known."""
        ...

    def serves_tenant(self, tenant: str) -> bool:
        """False if the operator has not listed the tenant, so that nobody there is answered."""
        ...


@runtime_checkable
class ChecksPlaces(Protocol):
    """Capability of a platform that the bot can be removed from.

    An event may come late, or again after the bot has come back. So a platform without this capability keeps everything
    of the places that it has told to be left.
    """

    async def is_in(self, scope: str) -> bool | None:
        """Asks the platform if the bot is in a tenant, a channel or a thread (one of `Place.scopes`) now.

        Returns None if that cannot be found out at present. Does not raise for a refusal of the platform.
        """
        ...


@runtime_checkable
class LinksReplies(Protocol):
    """Capability of a platform whose replies have addresses that follow from their jobs."""

    def link_to(self, job: Job) -> str | None:
        """The address of the reply of a job; None where it has none."""
        ...


@runtime_checkable
class Connects(Protocol):
    """Capability of a platform that is remote and can be out of reach."""

    @property
    def connected(self) -> bool:
        """True while anything can come in."""
        ...


@runtime_checkable
class HandsOver(Protocol):
    """Capability of a platform whose connections are moved from one process to another."""

    async def hand_over(self, seconds: float) -> None:
        """Leaves the connections of this process to others, for at most so long. Returns early if there are none.

        What comes in meanwhile is to be accepted.
        """
        ...


@runtime_checkable
class PrefixesCommands(Protocol):
    """Capability of a platform whose commands carry a prefix."""

    @property
    def command_prefix(self) -> str:
        """The prefix of every command's name (`core.text.command_syntax.prefixed_name`)."""
        ...


@runtime_checkable
class RenamesCommands(Protocol):
    """Capability of a platform on which commands have other names than in the core."""

    def declared_name(self, name: str) -> str:
        """The name in the core of a command that somebody names as the platform shows it, or in any other way."""
        ...


@dataclass(frozen=True, kw_only=True)
class Mention:
    """A person or role that somebody mentions: `id` as in `Caller.user` or `Caller.roles`, `name` for display."""

    id: str
    name: str


@runtime_checkable
class ReadsMentions(Protocol):
    """Capability of a platform that writes mentions in a form of its own."""

    def mention(self, text: str) -> Mention | None:
        """The one person or role that a text mentions; None where it is no mention."""
        ...


@runtime_checkable
class ContinuesInDirectMessages(Protocol):
    """Capability of a platform that can send an answer in a direct message if its place takes it no more."""

    @property
    def continues_in_direct_messages(self) -> bool:
        """True if it does so for callers who have chosen it (`LATE_DIRECT`)."""
        ...


@runtime_checkable
class ReadsMessages(Protocol):
    """Capability of a platform on which messages reply to others, and where the bot can look these up."""

    async def read_messages(self, request: Request, id: str) -> Sequence[QuotedMessage]:
        """Looks up a message of the request's channel or thread by its id, with one request.

        Returns it and the message that it replies to, as far as the platform tells both. Does not raise for a refusal
        of the platform.
        """
        ...


@dataclass(frozen=True, kw_only=True)
class ChannelPosition:
    """A message that a link names: the id of its channel, its own, and when it was sent, in seconds since the epoch."""

    channel: str
    message: str
    at: float


@dataclass(frozen=True, kw_only=True)
class ChannelMessage:
    """One message of a channel. `author` is its author's `Caller.key`; `own` marks a message of the bot.

    `at` is when it was sent, in seconds since the epoch, `link` leads to it, and `reply_to` is the id of the message
    that it answers.
    """

    id: str
    author: str
    name: str
    text: str
    at: float
    link: str
    own: bool = False
    reply_to: str | None = None


@dataclass(frozen=True, kw_only=True)
class ChannelHistory:
    """The messages of a channel since a time, oldest first.

    `unreadable` counts messages whose words the platform does not give out, and `why` says why. `truncated` says that
    earlier messages are left out.
    """

    messages: Sequence[ChannelMessage]
    unreadable: int = 0
    why: Sentence | None = None
    truncated: bool = False


@runtime_checkable
class ReadsChannels(Protocol):
    """Capability of a platform that can read what was said in a channel, for a person who may read it."""

    def position(self, text: str) -> ChannelPosition | None:
        """The message that a link names; None for any other text."""
        ...

    async def read_channel(self, request: Request, channel: str | None, since: float, limit: int) -> ChannelHistory:
        """Reads the last `limit` messages since a time, before the request itself: those of the request's thread or
        channel, or of a channel that a text names (an id, a mention, a name).

        Raises `NotAllowed` if the person who asks may not read there, or the bot may not.
        """
        ...


@runtime_checkable
class KnowsTimeZones(Protocol):
    """Capability of a platform that knows where people's days begin."""

    async def time_zone(self, caller: Caller) -> str | None:
        """A person's time zone by its IANA name, such as `Europe/Berlin`; None if it is not known. Does not raise for a
        refusal of the platform."""
        ...


@dataclass(frozen=True, kw_only=True)
class ThreadMessage:
    """One message of a thread.

    `author` is its author's `Caller.key`; `own` marks a message of the bot. `at` is the time when it was sent, in
    seconds since the epoch. It has a `text`, `attachments`, or both.
    """

    author: str
    name: str
    text: str
    own: bool = False
    at: float | None = None
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ThreadHistory:
    """The messages of a thread, oldest first.

    `truncated` says that messages are left out. They are earlier ones, except that `has_root` marks a history that
    begins with the first message of the thread all the same, and `lacks_newest` one that the platform broke off before
    the newest. `unreadable` counts messages whose words the platform does not give out.
    """

    messages: Sequence[ThreadMessage]
    truncated: bool = False
    has_root: bool = False
    lacks_newest: bool = False
    unreadable: int = 0


@runtime_checkable
class ReadsThreads(Protocol):
    """Capability of a platform that can read a thread.

    The core asks once, while the job runs, for a request from a thread that it does not know
    (`core.conversations.thread_history`). It keeps the messages like everything else that was said there, under their
    authors, who can have them forgotten.
    """

    async def read_thread(self, request: Request, limit: int) -> ThreadHistory | None:
        """Reads the last `limit` messages of the request's thread (`Place.thread`) before the request itself.

        Returns None where nothing may be read. Does not raise for a refusal of the platform. Uses as few requests as
        possible, because somebody waits.
        """
        ...
