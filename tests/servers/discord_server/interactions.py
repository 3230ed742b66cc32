"""Interactions and messages that people start, and the bot's answers to them."""

from collections.abc import Callable
from dataclasses import dataclass, field

from tests.servers.changes import TIMEOUT_SECONDS, Changes
from tests.servers.discord_server.rules import CallbackKind, Flag, InteractionKind
from tests.servers.discord_server.world import Channel, Json, Message, User, walk


@dataclass(frozen=True)
class Acknowledgement:
    """The response that acknowledges an interaction."""

    kind: CallbackKind
    seconds: float
    """The time since the interaction was sent."""
    ephemeral: bool


@dataclass(frozen=True)
class Modal:
    """A form that opened."""

    custom_id: str
    title: str
    components: list[Json]

    @property
    def fields(self) -> dict[str, Json]:
        """Its inputs by custom id."""
        return {part["custom_id"]: part for part in walk(self.components) if "custom_id" in part}

    @property
    def filled(self) -> dict[str, str]:
        """The initial values of its text fields."""
        return {name: part.get("value") or "" for name, part in self.fields.items() if part["type"] == 4}


class UserAction:
    """An action that the bot answers with messages."""

    def __init__(self, changes: Changes, what: str) -> None:
        self._changes = changes
        self.what = what

    @property
    def messages(self) -> list[Message]:
        """The answers in their current state, without deleted ones."""
        raise NotImplementedError

    async def shows(self, look: str | Callable[[Message], object], *, seconds: float = TIMEOUT_SECONDS) -> Message:
        """Waits for the first answer that contains this text, or for which this function is true."""
        fits = (lambda message: look in message.text) if isinstance(look, str) else look

        def found() -> Message | None:
            return next((message for message in self.messages if fits(message)), None)

        try:
            return await self._changes.until(found, what=f"{self.what}: {look}", seconds=seconds)
        except AssertionError as missed:
            texts = [(message.text[:200], [file.name for file in message.files]) for message in self.messages]
            raise AssertionError(f"{missed}; there were {texts}") from None


@dataclass(eq=False)
class Posting(UserAction):
    """A person's message; the bot may answer it in its channel."""

    changes: Changes
    message: Message
    everything: dict[int, Message]

    def __post_init__(self) -> None:
        super().__init__(self.changes, f"after {self.message.content!r}")

    @property
    def messages(self) -> list[Message]:
        """The later messages of the bot in this channel."""
        return [
            message
            for message in self.everything.values()
            if message.author.bot
            and message.id > self.message.id
            and message.channel is self.message.channel
            and not message.deleted
        ]


@dataclass(eq=False)
class Interaction(UserAction):
    """A command, a button, an autocomplete or a modal."""

    id: int
    token: str
    kind: InteractionKind
    user: User
    channel: Channel
    changes: Changes
    started: float
    name: str
    payload: Json = field(default_factory=dict)
    source: Message | None = None
    """The message whose button was pressed."""
    user_installed: bool = False
    answer: Acknowledgement | None = None
    original: Message | None = None
    followups: list[Message] = field(default_factory=list)
    choices: list[Json] | None = None
    modal: Modal | None = None

    def __post_init__(self) -> None:
        super().__init__(self.changes, self.name)

    @property
    def messages(self) -> list[Message]:
        """The answers: first the acknowledging one, or the button's message if it changed."""
        shown = [self.original] if self.original else []
        return [message for message in [*shown, *self.followups] if not message.deleted]

    async def acknowledged(self, *, seconds: float = TIMEOUT_SECONDS) -> Acknowledgement:
        """Waits for its acknowledgement."""
        return await self.changes.until(lambda: self.answer, what=f"{self.name}: acknowledged", seconds=seconds)

    async def opened(self, *, seconds: float = TIMEOUT_SECONDS) -> Modal:
        """Waits for the form that it opens."""
        return await self.changes.until(lambda: self.modal, what=f"{self.name}: a form", seconds=seconds)

    async def suggested(self, *, seconds: float = TIMEOUT_SECONDS) -> list[Json]:
        """Waits for the autocomplete choices: names and values."""
        await self.acknowledged(seconds=seconds)
        assert self.choices is not None, f"{self.name}: answered with {self.answer}"
        return self.choices

    async def refused(self, *, seconds: float = TIMEOUT_SECONDS) -> str:
        """Waits for an ephemeral message, sent without deferring first, and returns its text."""
        answer = await self.acknowledged(seconds=seconds)
        assert answer.kind is CallbackKind.MESSAGE, f"{self.name}: {answer}"
        assert self.original is not None
        assert self.original.flags & Flag.EPHEMERAL, f"{self.name}: everybody sees {self.original.text!r}"
        return self.original.text
