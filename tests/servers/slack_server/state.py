"""The state of this Slack, and how messages come, change and go."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from tests.servers.changes import Changes
from tests.servers.clock import Clock
from tests.servers.refusals import SentMessages
from tests.servers.slack_server.payloads import file_json, message_json
from tests.servers.slack_server.rules import BOT_EVENTS, BOT_SCOPES, STREAM_CHARACTERS, STREAM_SECONDS, TRIGGER_SECONDS
from tests.servers.slack_server.world import Channel, File, Json, Look, Message, Session, Team, User, View


@dataclass
class Call:
    """A request of the bot to the Web API and its answer."""

    at: float
    method: str
    team: str = ""
    arguments: Json = field(default_factory=dict)
    error: str | None = None
    """Empty on success, None until it is answered."""
    scopes: frozenset[str] | None = None
    """The scopes of its token, if it is a bot token."""


@dataclass
class Token:
    """A bot token of a workspace for the Web API, or the app's token for socket mode."""

    text: str
    kind: Literal["bot", "app"]
    team: Team | None = None
    scopes: frozenset[str] = frozenset()
    expires: float | None = None
    state: Literal["", "revoked", "inactive"] = ""


@dataclass
class Trigger:
    """A trigger, which opens one view within a short time."""

    user: User
    made: float
    view: str | None = None
    """The view with the pressed button."""
    used: bool = False
    opened: str | None = None
    """The view that it opened."""


@dataclass
class ResponseUrl:
    """An address for answers without membership in the conversation."""

    key: str
    channel: Channel
    user: User
    made: float
    uses: int = 0
    source: Message | None = None
    """The message with the pressed button."""
    original: Message | None = None
    """The first answer."""


@dataclass(eq=False)
class State:
    """All state of the server."""

    clock: Clock
    changes: Changes
    app: str
    teams: list[Team] = field(default_factory=list)
    users: dict[str, User] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    messages: dict[tuple[str, str], Message] = field(default_factory=dict)
    """By channel and `ts`."""
    files: dict[str, File] = field(default_factory=dict)
    uploads: dict[str, str] = field(default_factory=dict)
    """Files by the key of their upload address."""
    views: dict[str, View] = field(default_factory=dict)
    homes: dict[str, View] = field(default_factory=dict)
    """By user."""
    sessions: dict[tuple[str, str], Session] = field(default_factory=dict)
    tokens: dict[str, Token] = field(default_factory=dict)
    triggers: dict[str, Trigger] = field(default_factory=dict)
    trigger_seconds: float = TRIGGER_SECONDS
    response_urls: dict[str, ResponseUrl] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)
    sent: SentMessages[str] = field(default_factory=SentMessages)
    """The messages of the bot, whole or in parts of a stream; rules refuse them with an error code."""
    problems: list[str] = field(default_factory=list)
    """Violations of Slack's files and rules, by the bot or by this server."""
    scopes: frozenset[str] = BOT_SCOPES
    """The scopes that an installation grants."""
    subscriptions: frozenset[str] = BOT_EVENTS
    base: str = ""
    """This server's address, without a slash at the end."""
    share_seconds: float = 0.02
    """The time from `files.completeUploadExternal` to the message with the file, by the machine's clock."""
    alt_text_breaks_shares: bool = False
    """True if a file with `alt_txt` is silently never shared (slackapi/python-slack-sdk#1818)."""
    upload_faults: list[Literal["status", "reset"]] = field(default_factory=lambda: ["status"])
    """What the next uploads of bytes meet: a server error or a connection that breaks. A kind server has none."""
    loses_shares: int = 0
    """The number of next shares that are silently lost."""
    stream_characters: int | None = STREAM_CHARACTERS
    task_cards: bool = True
    """Streams take task cards."""
    stream_seconds: float | None = STREAM_SECONDS
    _count: int = 0
    moment: int = 0
    """A counter of all visible changes."""

    def id(self, prefix: str) -> str:
        """A new id, for example `C0000000007`."""
        self._count += 1
        return f"{prefix}{self._count:010d}"

    def ts(self) -> str:
        """A new `ts`: the time and a number."""
        self._count += 1
        return f"{int(self.clock())}.{self._count % 1_000_000:06d}"

    def noticed(self) -> int:
        """Counts a visible change and wakes waiting tasks."""
        self.moment += 1
        self.changes.happened()
        return self.moment

    def in_channel(self, channel: Channel) -> Iterator[Message]:
        """The messages of a channel and its threads in order, without deleted ones."""
        return (message for message in self.messages.values() if message.channel is channel and not message.deleted)

    def direct_channel(self, user: User, team: Team | None = None) -> Channel:
        """The direct message channel with this person, created on first use."""
        team = team or user.team
        for channel in self.channels.values():
            if channel.kind == "im" and user in channel.members and channel.has_bot and channel.team is team:
                return channel
        channel = Channel(self.id("D"), "directmessage", team, "im", [user, team.bot_user])
        self.channels[channel.id] = channel
        return channel

    def add(self, message: Message) -> Message:
        """Adds a message."""
        self.messages[message.channel.id, message.ts] = message
        message.born = self.moment + 1
        self.look(message)
        return message

    def look(self, message: Message) -> None:
        """Records a new version of a message."""
        message.looks.append(Look(self.clock(), message.text))
        message.changed = self.noticed()

    def message_json(self, message: Message) -> Json:
        """A message as in events."""
        return message_json(message, base=self.base, app=self.app, channels=self.channels)

    def file_json(self, file: File, *, shared_from: Team | None = None) -> Json:
        """A file as in `files.info`."""
        return file_json(file, base=self.base, shared_from=shared_from, channels=self.channels)

    def trigger(self, user: User, *, view: str | None = None) -> str:
        """Creates a `trigger_id`, which opens one view."""
        key = f"{self.id('')}.{secrets.randbelow(10**9)}.{secrets.token_hex(16)}"
        self.triggers[key] = Trigger(user, self.clock(), view)
        return key

    def response_url(self, channel: Channel, user: User, *, source: Message | None = None) -> ResponseUrl:
        """Creates a `response_url`."""
        made = ResponseUrl(secrets.token_urlsafe(24), channel, user, self.clock(), source=source)
        self.response_urls[made.key] = made
        return made

    def grant(self, team: Team, *, scopes: frozenset[str] | None = None, expires: float | None = None) -> Token:
        """Creates a bot token for a workspace."""
        text = f"xoxb-{secrets.randbelow(10**12)}-{secrets.token_hex(12)}"
        token = Token(text, "bot", team, self.scopes if scopes is None else scopes, expires)
        self.tokens[text] = token
        return token
