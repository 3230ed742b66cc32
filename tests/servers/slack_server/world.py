"""Workspaces, people, channels, messages, files and views of this Slack."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

Json = dict[str, Any]
PING = re.compile(r"<(!(?:here|channel|everyone|group|subteam\b)[^>]*|@[UW][A-Z0-9]+[^>]*)>")
LINK = re.compile(r"<((?:https?|mailto):[^>|]+)(?:\|[^>]*)?>")


@dataclass(eq=False)
class Team:
    """A workspace."""

    id: str
    name: str
    domain: str
    bot_id: str
    bot_user: "User" = field(init=False)
    agent_view: bool = True
    """True if it has the agent messaging experience, with sessions and Slack's own Stop."""


@dataclass(eq=False)
class User:
    """A person, or the bot in a workspace."""

    id: str
    name: str
    team: Team
    bot: bool = False
    admin: bool = False
    guest: bool = False
    deleted: bool = False
    locale: str = "en-US"
    zone: str = "Europe/Berlin"


@dataclass(eq=False)
class Channel:
    """A conversation. An `im` is between one person and the bot, or between people if the bot is not in it."""

    id: str
    name: str
    team: Team
    kind: Literal["public", "private", "im"] = "public"
    members: list[User] = field(default_factory=list)
    archived: bool = False
    shared: bool = False
    """True if it includes people of other workspaces, by Slack Connect."""

    @property
    def has_bot(self) -> bool:
        """True if the bot is a member."""
        return self.team.bot_user in self.members


@dataclass(eq=False)
class File:
    """A file. `ready` is set after Slack has processed it; `shares` are the messages that show it, by channel."""

    id: str
    name: str
    title: str
    owner: User
    bytes: bytes = b""
    type: str = ""
    alt: str = ""
    length: int = 0
    uploaded: bool = False
    completed: bool = False
    ready: bool = False
    deleted: bool = False
    shares: dict[str, list[str]] = field(default_factory=dict)
    more: Json = field(default_factory=dict)
    """Further fields of its JSON, or other values for those that every file has."""


@dataclass
class Stream:
    """The stream of a message that is being written."""

    started: float
    user: str | None
    characters: int = 0
    full: bool = False
    """True once it was asked for more than it can hold; it then accepts nothing more."""
    ended: Literal["", "stopped", "expired", "by-user"] = ""
    appends: list[float] = field(default_factory=list)
    """The times at which it grew."""


@dataclass(frozen=True)
class Look:
    """A version of a message and its time."""

    at: float
    text: str


@dataclass(eq=False)
class Message:
    """A message in its current state. `born` and `changed` are values of the state's counter."""

    ts: str
    channel: Channel
    author: User
    body: str = ""
    """Its top-level text, shown where there are no blocks and read out in notifications."""
    blocks: list[Json] = field(default_factory=list)
    markdown: str = ""
    """Text sent as `markdown_text` or streamed."""
    files: list[File] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    """Forwarded messages, pasted tables, previews, and alerts of other apps."""
    thread: str | None = None
    """The `ts` of its root, for replies."""
    for_user: User | None = None
    """The only person who sees it."""
    stream: Stream | None = None
    tasks: dict[str, Json] = field(default_factory=dict)
    unfurls: bool = False
    """True if its links unfold."""
    names_link: bool = False
    """True if plain names ping, because of `link_names` or `parse`."""
    deleted: bool = False
    edited: bool = False
    edited_ts: str | None = None
    """The time of the last edit by a person."""
    reactions: dict[str, list[str]] = field(default_factory=dict)
    metadata: Json | None = None
    born: int = 0
    changed: int = 0
    looks: list[Look] = field(default_factory=list)
    via_response_url: bool = False

    @property
    def ephemeral(self) -> bool:
        """True if only one person sees it."""
        return self.for_user is not None

    @property
    def streaming(self) -> bool:
        """True while it is being streamed."""
        return self.stream is not None and not self.stream.ended

    @property
    def stuck(self) -> bool:
        """True if Slack closed its stream and nobody repaired the message."""
        return self.stream is not None and self.stream.ended == "expired"

    @property
    def text(self) -> str:
        """All visible text: streamed text and blocks, or else the top-level text."""
        parts = [self.markdown, *texts(self.blocks)]
        shown = [part for part in parts if part]
        return "\n".join(shown) if shown else self.body

    @property
    def elements(self) -> list[Json]:
        """Its interactive elements, each with its `block_id`."""
        return list(elements(self.blocks))

    @property
    def buttons(self) -> dict[str, Json]:
        """Buttons by label; the two feedback buttons with their own values."""
        return buttons(self.blocks)

    @property
    def alternative_texts(self) -> list[str]:
        """The alt texts of its pictures, in blocks and files."""
        of_blocks = [block["alt_text"] for block in walk(self.blocks) if block.get("type") == "image"]
        return [text for text in [*of_blocks, *(file.alt for file in self.files)] if text]

    @property
    def pictures(self) -> list[str]:
        """The ids of uploaded files in its blocks."""
        return [
            block["slack_file"]["id"]
            for block in walk(self.blocks)
            if block.get("type") == "image" and "id" in (block.get("slack_file") or {})
        ]

    @property
    def pings(self) -> list[str]:
        """The people and groups it notifies: `!here`, `!channel`, `!everyone`, or user ids."""
        parsed = self._parsed
        found = PING.findall(parsed)
        if self.names_link:
            found += re.findall(r"(?<!\w)@(?:here|channel|everyone)\b", parsed)
        return [ping.lstrip("@").partition("|")[0] for ping in found]

    @property
    def links(self) -> list[str]:
        """Addresses that Slack shows as other text."""
        return LINK.findall(self._parsed)

    @property
    def _parsed(self) -> str:
        """The text in which Slack looks for tokens; rich text has none."""
        parsed = [block for block in self.blocks if block.get("type") != "rich_text"]
        return "\n".join([self.body, self.markdown, *texts(parsed)])


@dataclass(eq=False)
class View:
    """A modal or a home tab, as the bot sent it."""

    id: str
    user: User
    payload: Json
    hash: str
    root: str
    previous: str | None = None
    closed: bool = False
    values: dict[str, dict[str, Json]] = field(default_factory=dict)
    """The values chosen so far, by block and action."""

    @property
    def blocks(self) -> list[Json]:
        """Its blocks."""
        found: list[Json] = self.payload["blocks"]
        return found

    @property
    def title(self) -> str:
        """Its title."""
        return str((self.payload.get("title") or {}).get("text", ""))

    @property
    def text(self) -> str:
        """All visible text."""
        return "\n".join(texts(self.blocks))

    @property
    def buttons(self) -> dict[str, Json]:
        """Buttons by label."""
        return buttons(self.blocks)

    @property
    def fields(self) -> dict[str, Json]:
        """Its inputs by action id, each with its `block_id`."""
        return {
            block["element"]["action_id"]: block["element"] | {"block_id": block["block_id"]}
            for block in self.blocks
            if block["type"] == "input"
        }

    @property
    def filled(self) -> dict[str, str]:
        """The initial values of its inputs as text, also of empty ones."""
        return {name: _initial(element) for name, element in self.fields.items()}


@dataclass(eq=False)
class Session:
    """An agent's session in a thread."""

    channel: Channel
    thread: str
    status: str = ""
    title: str = ""
    history: list[str] = field(default_factory=list)
    """Every status so far."""
    prompts: list[Json] = field(default_factory=list)
    saying: str = ""
    """The words of the status line, set by `assistant.threads.setStatus`."""


def walk(blocks: Iterable[Any]) -> Iterator[Json]:
    """Yields every object in the blocks at any depth."""
    for block in blocks:
        if isinstance(block, dict):
            yield block
            yield from walk(block.values())
        elif isinstance(block, list):
            yield from walk(block)


def texts(blocks: Iterable[Json]) -> Iterator[str]:
    """Yields the visible text of blocks, without buttons."""
    for block in blocks:
        match block.get("type"):
            case "markdown":
                yield block["text"]
            case "section":
                for part in [block.get("text"), *(block.get("fields") or [])]:
                    if part:
                        yield part["text"]
            case "header":
                yield block["text"]["text"]
            case "context":
                yield from (part["text"] for part in block["elements"] if "text" in part)
            case "image":
                if block.get("title"):
                    yield block["title"]["text"]
            case "input":
                yield block["label"]["text"]
            case "rich_text":
                for element in block["elements"]:
                    yield "".join(part["text"] for part in walk([element]) if isinstance(part.get("text"), str))


def elements(blocks: Iterable[Json]) -> Iterator[Json]:
    """Yields the interactive elements, each with its `block_id`."""
    for block in blocks:
        held = [*(block.get("elements") or []), block.get("accessory"), block.get("element")]
        for element in held:
            if element and "action_id" in element:
                yield element | {"block_id": block.get("block_id", "")}


def buttons(blocks: Iterable[Json]) -> dict[str, Json]:
    """Buttons by label; feedback has two."""
    found: dict[str, Json] = {}
    for element in elements(blocks):
        if element["type"] in ("button", "icon_button"):
            found[element["text"]["text"]] = element
        elif element["type"] == "feedback_buttons":
            for side in ("positive_button", "negative_button"):
                found[element[side]["text"]["text"]] = element | {"value": element[side]["value"]}
    return found


def _initial(element: Json) -> str:
    for key in ("initial_value", "initial_conversation", "initial_user", "initial_channel"):
        if key in element:
            return str(element[key])
    if chosen := element.get("initial_option"):
        return str(chosen["value"])
    return ",".join(option["value"] for option in element.get("initial_options") or [])
