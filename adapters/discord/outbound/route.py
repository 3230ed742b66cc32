"""The route of a reply: its interaction while the token is valid, its channel afterwards, or direct messages."""

from adapters.discord.outbound.api_client import DiscordApiClient, InteractionWebhook
from adapters.discord.outbound.receipt import DiscordReceipt
from adapters.discord.outbound.reply_target import DiscordReplyTarget
from core.domain.clock import Clock
from core.domain.jobs import Job

ORIGINAL = "@original"
EXPIRY_MARGIN_SECONDS = 30.0


class DiscordRoute:
    """Decides where the messages of one job go. It changes the receipt, and `DiscordDelivery` saves it with the next
    message."""

    def __init__(self, api: DiscordApiClient, clock: Clock, job: Job, receipt: DiscordReceipt) -> None:
        self._api = api
        self._clock = clock
        self._job = job
        self._receipt = receipt
        self.target = DiscordReplyTarget.from_address(job.request.address)

    @property
    def channel(self) -> str:
        """The id of the channel, or of the direct messages."""
        return self._receipt.direct or self.target.channel

    @property
    def destination(self) -> InteractionWebhook | str:
        """The interaction's webhook while its token is valid, and then the channel."""
        return self.webhook() or self.channel

    def webhook(self) -> InteractionWebhook | None:
        """Returns the interaction's webhook while its token is valid."""
        if not self.target.token or self._receipt.through_channel:
            return None
        if self._clock.now() > self.target.expires - EXPIRY_MARGIN_SECONDS and self.switch_to_channel(start_over=False):
            return None
        return InteractionWebhook(application=self.target.application, token=self.target.token)

    @property
    def through_interaction(self) -> bool:
        """True while the reply goes through its interaction."""
        return self.webhook() is not None

    @property
    def may_use_channel(self) -> bool:
        """True if the reply may be written in the channel without its interaction."""
        return not self._receipt.private and self.target.installed

    @property
    def leaves_age_restriction(self) -> bool:
        """True if the reply moved from an age-restricted place to direct messages."""
        return self._receipt.direct is not None and self._job.request.place.age_restricted

    def switch_to_channel(self, *, start_over: bool) -> bool:
        """Continues in the channel, with the same messages or, to `start_over`, with new ones.

        Returns False if that is impossible: a private reply must not become public, and a bot that is not installed in
        the place cannot write there.
        """
        if not self.may_use_channel or (self._receipt.through_channel and not start_over):
            return False
        self._receipt.through_channel = True
        if start_over or any(message.id == ORIGINAL for message in self._receipt.messages):
            self._start_over()
        return True

    async def switch_to_direct_message(self) -> bool:
        """Continues with new messages in direct messages; False if it is there already. Raises `DiscordApiError`."""
        if self._receipt.direct is not None:
            return False
        self._receipt.direct = await self._api.direct_channel(self._job.request.caller.user)
        self._receipt.through_channel = True
        self._start_over()
        return True

    def _start_over(self) -> None:
        self._receipt.messages = []
        self._receipt.moves += 1
