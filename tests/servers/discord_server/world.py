"""What this Discord consists of: people, servers, channels, messages and files."""

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
    """Ids that carry their moment, as discord.py derives an interaction's end from them."""

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
    """In every server."""


@dataclass(eq=False)
class Guild:
    """A server."""

    id: int
    name: str
    owner: User
    members: list[User]
    premium_tier: int = 0
    """How much it is boosted."""


@dataclass(eq=False)
class Channel:
    """A place for messages: of a server, a thread, or between the bot and one person."""

    id: int
    name: str
    kind: ChannelKind = ChannelKind.TEXT
    guild: Guild | None = None
    parent: "Channel | None" = None
    recipient: User | None = None
    nsfw: bool = False
    archived: bool = False
    """Of a thread, until somebody writes in it."""
    permissions: Permission = USUAL_PERMISSIONS
    """What the bot may do here; in a thread, within what it may in its channel."""

    @property
    def granted(self) -> Permission:
        """What the bot may do here, all in all."""
        return self.permissions & self.parent.granted if self.parent else self.permissions


@dataclass(frozen=True)
class File:
    """A file as it was sent."""

    id: int
    name: str
    bytes: bytes
    type: str
    description: str | None = None
    seconds: float | None = None
    waveform: str | None = None

    @property
    def spoiler(self) -> bool:
        """Whether it is veiled until clicked."""
        return self.name.startswith("SPOILER_")


@dataclass(frozen=True)
class Look:
    """How a message looked from one moment on."""

    at: float
    content: str
    components: list[Json]
    files: tuple[File, ...]


@dataclass(eq=False)
class Message:
    """A message as people see it now, and how it looked before."""

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
    """Whom it pinged: not merely named."""
    webhook: bool = False
    sent_at: float = 0.0
    edited_at: float | None = None
    deleted: bool = False
    pinged_everybody: bool = False
    looks: list[Look] = field(default_factory=list)

    @property
    def ephemeral(self) -> bool:
        """Whether only one person sees it."""
        return bool(self.flags & Flag.EPHEMERAL)

    @property
    def loading(self) -> bool:
        """Whether it still says that the bot is thinking."""
        return bool(self.flags & Flag.LOADING)

    @property
    def text(self) -> str:
        """All that is to be read: the content and every text display."""
        shown = [self.content] if self.content else []
        shown += [part["content"] for part in walk(self.components) if part["type"] == ComponentKind.TEXT_DISPLAY]
        return "\n".join(shown)

    @property
    def buttons(self) -> dict[str, Json]:
        """By label, or by emoji where there is none."""
        return {
            part.get("label") or (part.get("emoji") or {}).get("name") or part["custom_id"]: part
            for part in walk(self.components)
            if part["type"] == ComponentKind.BUTTON
        }

    @property
    def alternative_texts(self) -> list[str]:
        """Of its pictures."""
        of_items = [
            item.get("description")
            for part in walk(self.components)
            if part["type"] == ComponentKind.MEDIA_GALLERY
            for item in part["items"]
        ]
        return [text for text in [*of_items, *(file.description for file in self.files)] if text]

    def look_now(self, at: float) -> None:
        """Remembers how it looks."""
        self.looks.append(Look(at, self.content, self.components, self.files))


def walk(components: Iterable[Json]) -> Iterable[Json]:
    """Every component, however deep."""
    for component in components:
        yield component
        yield from walk(component.get("components") or ())
        for inner in ("accessory", "component"):
            if component.get(inner):
                yield from walk([component[inner]])


def stamp(seconds: float) -> str:
    """A moment as Discord writes it."""
    return datetime.fromtimestamp(seconds, UTC).isoformat()
