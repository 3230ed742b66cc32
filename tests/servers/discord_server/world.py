"""People, servers, channels, messages and files of this Discord."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from tests.servers.clock import Clock
from tests.servers.discord_server.rules import (
    EPOCH_MILLISECONDS,
    USUAL_PERMISSIONS,
    ChannelKind,
    ComponentKind,
    Flag,
    Permission,
)

Json = dict[str, Any]
NOTHING = Flag(0)


class Snowflakes:
    """Ids that contain their time; discord.py computes an interaction's expiry from them."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._count = 0

    def new(self) -> int:
        """The next id."""
        self._count += 1
        return int(self._clock() * 1000) - EPOCH_MILLISECONDS << 22 | self._count & 0x3FFFFF


@dataclass(eq=False)
class User:
    """A person, or the bot."""

    id: int
    name: str
    bot: bool = False
    locale: str = "en-US"
    roles: tuple[int, ...] = ()
    """The person's roles, the same in every server."""


@dataclass(frozen=True)
class Role:
    """A role of a server. Discord creates a managed one for each app that is added (`app` is its bot)."""

    id: int
    name: str
    app: User | None = None


@dataclass(eq=False)
class Guild:
    """A server."""

    id: int
    name: str
    owner: User
    members: list[User]
    roles: list[Role] = field(default_factory=list)
    """Its roles besides @everyone."""
    bot_timeout: str | None = None
    """The end of the bot's timeout."""
    premium_tier: int = 0
    """The server's boost level."""
    permissions: Permission = USUAL_PERMISSIONS
    """The bot's permissions, before those of its channels."""


@dataclass(eq=False)
class Channel:
    """A channel of a server, a thread, or a direct message channel with one person."""

    id: int
    name: str
    kind: ChannelKind = ChannelKind.TEXT
    guild: Guild | None = None
    parent: "Channel | None" = None
    recipient: User | None = None
    nsfw: bool = False
    archived: bool = False
    """True for an archived thread, until somebody writes in it."""
    locked: bool = False
    """True for a thread in which only people who manage threads may write."""
    opened_by: User | None = None
    """The person or bot that opened a thread; None for the server's owner."""
    hidden_from: tuple[User, ...] = ()
    """The people who may not see this channel."""
    permissions: Permission = USUAL_PERMISSIONS
    """The bot's permissions in this channel; in a thread, limited by those in its channel."""

    @property
    def granted(self) -> Permission:
        """The bot's effective permissions here."""
        own = self.permissions & self.parent.granted if self.parent else self.permissions
        if self.guild is not None and self.guild.bot_timeout is not None:
            return own & (Permission.VIEW_CHANNEL | Permission.READ_MESSAGE_HISTORY)
        return own


@dataclass(frozen=True)
class File:
    """A file as it was uploaded."""

    id: int
    name: str
    bytes: bytes
    type: str
    description: str | None = None
    seconds: float | None = None
    waveform: str | None = None

    @property
    def spoiler(self) -> bool:
        """True if it is hidden until somebody clicks it."""
        return self.name.startswith("SPOILER_")


def visible_text(content: str, components: list[Json]) -> str:
    """The content and every text display."""
    shown = [content] if content else []
    shown += [part["content"] for part in walk(components) if part["type"] == ComponentKind.TEXT_DISPLAY]
    return "\n".join(shown)


@dataclass(frozen=True)
class Look:
    """A version of a message and its time."""

    at: float
    content: str
    components: list[Json]
    files: tuple[File, ...]

    @property
    def text(self) -> str:
        """All visible text."""
        return visible_text(self.content, self.components)


@dataclass(eq=False)
class Message:
    """A message in its current state, with its earlier versions."""

    id: int
    channel: Channel
    author: User
    content: str = ""
    embeds: list[Json] = field(default_factory=list)
    components: list[Json] = field(default_factory=list)
    files: tuple[File, ...] = ()
    flags: Flag = NOTHING
    reply_to: int | None = None
    mentions: list[User] = field(default_factory=list)
    """The people whom it notifies, not only names."""
    webhook: bool = False
    sent_at: float = 0.0
    edited_at: float | None = None
    deleted: bool = False
    pinged_everybody: bool = False
    mentioned_roles: list[Role] = field(default_factory=list)
    extra: Json = field(default_factory=dict)
    """Other fields of its payload: a poll, stickers, snapshots of forwarded messages."""
    looks: list[Look] = field(default_factory=list)

    @property
    def ephemeral(self) -> bool:
        """True if only one person sees it."""
        return bool(self.flags & Flag.EPHEMERAL)

    @property
    def loading(self) -> bool:
        """True while it shows that the bot is thinking."""
        return bool(self.flags & Flag.LOADING)

    @property
    def text(self) -> str:
        """All visible text: the content and every text display."""
        return visible_text(self.content, self.components)

    @property
    def buttons(self) -> dict[str, Json]:
        """Buttons by label, or by emoji if they have no label."""
        return {
            part.get("label") or (part.get("emoji") or {}).get("name") or part["custom_id"]: part
            for part in walk(self.components)
            if part["type"] == ComponentKind.BUTTON
        }

    @property
    def alternative_texts(self) -> list[str]:
        """The alt texts of its pictures."""
        of_items = [
            item.get("description")
            for part in walk(self.components)
            if part["type"] == ComponentKind.MEDIA_GALLERY
            for item in part["items"]
        ]
        return [text for text in [*of_items, *(file.description for file in self.files)] if text]

    def look_now(self, at: float) -> None:
        """Records the current version."""
        self.looks.append(Look(at, self.content, self.components, self.files))


def walk(components: Iterable[Json]) -> Iterable[Json]:
    """Yields every component at any depth."""
    for component in components:
        yield component
        yield from walk(component.get("components") or ())
        for inner in ("accessory", "component"):
            if component.get(inner):
                yield from walk([component[inner]])


def stamp(seconds: float) -> str:
    """A time in Discord's format."""
    return datetime.fromtimestamp(seconds, UTC).isoformat()
