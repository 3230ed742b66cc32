"""Actions that people start, and the bot's answers to them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from tests.servers.changes import TIMEOUT_SECONDS, Found
from tests.servers.slack_server.delivery import Delivery
from tests.servers.slack_server.state import ResponseUrl, State
from tests.servers.slack_server.world import Channel, Json, Message, User, View


class Press(Protocol):
    """Presses a button of a message, by its label."""

    async def __call__(self, shown: Message, label: str, /, *, by: User) -> "UserAction": ...


@dataclass(eq=False)
class UserAction:
    """A command, a message, a click or a form, with its deliveries; a mention has two."""

    what: str
    state: State
    user: User
    channel: Channel
    deliveries: list[Delivery]
    moment: int
    """The state's counter before the action."""
    message: Message | None = None
    """The written message, or the one with the pressed button."""
    thread: str | None = None
    """The root of the thread with the answers; None means the whole channel."""
    trigger: str = ""
    response_url: ResponseUrl | None = None
    press: Press | None = None
    """Presses a button that it has led to."""
    form_errors: dict[str, str] = field(default_factory=dict)
    """The errors that a sent form got back, by block."""

    @property
    def delivery(self) -> Delivery:
        """The first delivery."""
        return self.deliveries[0]

    @property
    def messages(self) -> list[Message]:
        """The bot's later messages and edits there that this person sees, without deleted ones."""
        return [
            message
            for message in self.state.in_channel(self.channel)
            if message.author.bot
            and message.changed > self.moment
            and message.for_user in (None, self.user)
            and (self.thread is None or message.thread in (None, self.thread))
        ]

    async def acknowledged(self, *, seconds: float = TIMEOUT_SECONDS) -> Delivery:
        """Waits until the bot has acknowledged it, or has failed to do so within three seconds."""
        delivery = self.delivery
        await self.state.changes.until(
            lambda: delivery.acknowledged or delivery.failed, what=f"{self.what}: acknowledged", seconds=seconds
        )
        return delivery

    async def shows(self, look: str | Callable[[Message], object], *, seconds: float = TIMEOUT_SECONDS) -> Message:
        """Waits for the first answer that contains this text, or for which this function is true."""
        fits = (lambda message: look in message.text) if isinstance(look, str) else look

        def found() -> Message | None:
            return next((message for message in self.messages if fits(message)), None)

        return await self._until(found, str(look), seconds)

    async def refused(self, *, seconds: float = TIMEOUT_SECONDS) -> str:
        """Waits for an ephemeral message and returns its text."""
        return (await self.shows(lambda message: message.ephemeral and message.text, seconds=seconds)).text

    async def opened(self, *, seconds: float = TIMEOUT_SECONDS) -> View:
        """Waits for the view that it opens. A bot that is too late for that shows a button, which is pressed."""

        def found() -> View | Message | None:
            trigger = self.state.triggers.get(self.trigger)
            if trigger is not None and (view := self.state.views.get(trigger.opened or "")) is not None:
                return view
            return next((message for message in self.messages if "Open the form" in message.buttons), None)

        shown: View | Message = await self._until(found, "a view", seconds)
        if isinstance(shown, View):
            return shown
        assert self.press is not None
        return await (await self.press(shown, "Open the form", by=self.user)).opened(seconds=seconds)

    async def _until(self, look: Callable[[], Found | None], what: str, seconds: float) -> Found:
        """As `Changes.until`; a miss tells what was shown instead."""
        try:
            return await self.state.changes.until(look, what=f"{self.what}: {what}", seconds=seconds)
        except AssertionError as missed:
            texts = [
                (message.text[:300], list(message.buttons), message.streaming, message.ephemeral)
                for message in self.messages
            ]
            raise AssertionError(f"{missed}; there were {texts}") from None

    async def suggested(self, *, seconds: float = TIMEOUT_SECONDS) -> list[Json]:
        """Waits for the options that the bot suggests to a person who types."""
        delivery = await self.acknowledged(seconds=seconds)
        assert not delivery.failed, f"{self.what}: nothing came in time"
        grouped = [option for group in delivery.answer.get("option_groups", ()) for option in group["options"]]
        return [*delivery.answer.get("options", ()), *grouped]
