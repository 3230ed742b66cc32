"""What people start, and what the bot makes of each."""

from collections.abc import Callable
from dataclasses import dataclass, field

from tests.servers.changes import PATIENCE_SECONDS
from tests.servers.slack_server.delivery import Delivery
from tests.servers.slack_server.state import ResponseUrl, State
from tests.servers.slack_server.world import Channel, Json, Message, User, View


@dataclass(eq=False)
class Asked:
    """A command, a message, a click, a form: `deliveries` are how the bot was told, a mention in two ways."""

    what: str
    state: State
    user: User
    channel: Channel
    deliveries: list[Delivery]
    moment: int
    """Of the world, before it."""
    message: Message | None = None
    """What was written, or whose button was pressed."""
    thread: str | None = None
    """The root under which answers are looked for; None looks everywhere in the channel."""
    trigger: str = ""
    response_url: ResponseUrl | None = None
    form_errors: dict[str, str] = field(default_factory=dict)
    """What a sent form was refused with, by block."""

    @property
    def delivery(self) -> Delivery:
        """The first of them."""
        return self.deliveries[0]

    @property
    def messages(self) -> list[Message]:
        """What the bot wrote or changed there since, as this person sees it; what was deleted is gone."""
        return [
            message
            for message in self.state.in_channel(self.channel)
            if message.author.bot
            and message.changed > self.moment
            and message.for_user in (None, self.user)
            and (self.thread is None or message.thread in (None, self.thread))
        ]

    async def acknowledged(self, *, seconds: float = PATIENCE_SECONDS) -> Delivery:
        """How it was taken, for good or, after three seconds, not."""
        delivery = self.delivery
        await self.state.changes.until(
            lambda: delivery.acknowledged or delivery.failed, what=f"{self.what}: acknowledged", seconds=seconds
        )
        return delivery

    async def shows(self, look: str | Callable[[Message], object], *, seconds: float = PATIENCE_SECONDS) -> Message:
        """The first answer whose text contains this, or for which this is true, once there is one."""
        fits = (lambda message: look in message.text) if isinstance(look, str) else look

        def found() -> Message | None:
            return next((message for message in self.messages if fits(message)), None)

        try:
            return await self.state.changes.until(found, what=f"{self.what}: {look}", seconds=seconds)
        except AssertionError as missed:
            texts = [
                (message.text[:300], list(message.buttons), message.streaming, message.ephemeral)
                for message in self.messages
            ]
            raise AssertionError(f"{missed}; there were {texts}") from None

    async def refused(self, *, seconds: float = PATIENCE_SECONDS) -> str:
        """The sentence that only this person sees."""
        return (await self.shows(lambda message: message.ephemeral and message.text, seconds=seconds)).text

    async def opened(self, *, seconds: float = PATIENCE_SECONDS) -> View:
        """The view that it opened."""

        def found() -> View | None:
            trigger = self.state.triggers.get(self.trigger)
            return self.state.views.get(trigger.opened or "") if trigger else None

        return await self.state.changes.until(found, what=f"{self.what}: a view", seconds=seconds)

    async def suggested(self, *, seconds: float = PATIENCE_SECONDS) -> list[Json]:
        """What was offered to somebody who types."""
        delivery = await self.acknowledged(seconds=seconds)
        assert not delivery.failed, f"{self.what}: nothing came in time"
        grouped = [option for group in delivery.answer.get("option_groups", ()) for option in group["options"]]
        return [*delivery.answer.get("options", ()), *grouped]
