"""The adapter: keeps connections to Slack open and reconnects."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping

import aiohttp
from pydantic import JsonValue

from adapters.slack.config import NAME, SlackConfig
from adapters.slack.connection import SlackConnection
from adapters.slack.inbound.channel_history import position_of
from adapters.slack.inbound.http_endpoint import SlackHttpEndpoint
from adapters.slack.inbound.typed_text import read_mention
from adapters.slack.outbound.fencing import fencing_trace
from core.commands.suggestions import Suggestions
from core.commands.typed_messages import without_prefix
from core.domain.alerts import Notify, notify_nobody
from core.domain.clock import Clock
from core.domain.errors import OperatorError
from core.domain.jobs import Job
from core.domain.request import Attachment, Caller, Place, Request
from core.domain.retries import stay_connected
from core.domain.sentences import Sentence
from core.jobs.dispatcher import Dispatcher
from core.platform import ChannelHistory, ChannelPosition, Mention, Renderer, ThreadHistory
from core.platform_declaration import HttpEndpoint
from core.preferences.limit_policies import Policies
from core.quota.policy import NO_LIMITS
from core.replies.receipts import shows_more
from core.store.ports.store import Store

logger = logging.getLogger(__name__)

SETTLE_SECONDS = 5.0
"""Time limit for open replies to say that they were cut off."""


class SlackAdapter:
    """Slack as a `Platform`. Nothing is sent unless `serve` runs; without `listens`, nothing is received."""

    name = NAME

    def __init__(
        self,
        dispatcher: Dispatcher,
        suggestions: Suggestions,
        clock: Clock,
        config: SlackConfig,
        policies: Policies | None = None,
        notify: Notify = notify_nobody,
        *,
        listens: bool = True,
        alone: bool = True,
    ) -> None:
        """`policies` hold the limits that the App Home shows. Without them, there are no limits. `notify` tells the
        operator of tokens that Slack does not renew."""
        self._notify = notify
        self._listens = listens
        self._alone = alone
        self._dispatcher = dispatcher
        self._suggestions = suggestions
        self._clock = clock
        self._config = config
        self._policies = policies or Policies(NO_LIMITS, dispatcher.store, clock)
        self._http_endpoint = SlackHttpEndpoint(config.signing_secret)
        self._connected: asyncio.Future[SlackConnection] | None = None

    async def serve(self) -> None:
        """Keeps the connections open until it is cancelled. If that is hopeless, one sentence in the log says why."""
        for library in ("slack_sdk", "slack_bolt"):
            # Below INFO, the libraries log tokens and messages.
            logging.getLogger(library).setLevel(max(logging.INFO, logging.getLogger().level))
        async with aiohttp.ClientSession(trace_configs=[fencing_trace()]) as session:
            connection = SlackConnection(
                self._dispatcher,
                self._suggestions,
                self._clock,
                self._config,
                self._policies,
                self._notify,
                session,
                self._http_endpoint,
                listens=self._listens,
                alone=self._alone,
            )
            self._connecting.set_result(connection)
            serving = asyncio.create_task(supervise(connection.serve, self._clock))
            try:
                failure = await asyncio.shield(serving)
                logger.error("Slack is off: %s", failure)
                await asyncio.Event().wait()
            finally:
                # Open replies still say that they are cut off.
                await connection.platform.replies.wait_until_closed(SETTLE_SECONDS)
                serving.cancel()
                await asyncio.gather(serving, return_exceptions=True)
                await connection.close(SETTLE_SECONDS)

    @property
    def http(self) -> HttpEndpoint | None:
        """See `SlackHttpEndpoint`; None if only socket mode is used."""
        return self._http_endpoint.http if self._config.answers_http else None

    @property
    def command_prefix(self) -> str:
        """See `SlackConfig`."""
        return self._config.prefix

    async def tenant_name(self, tenant: str) -> str | None:
        """The name of a workspace from its installation, or from the check of the only token."""
        connected = self._connected is not None and self._connected.done()
        return await (await self._connection()).workspace_name(tenant) if connected else None

    def serves_tenant(self, tenant: str) -> bool:
        """False if only other workspaces are served."""
        return self._config.serves(tenant, None)

    async def is_in(self, scope: str) -> bool | None:
        """See `SlackPlaceCheck`."""
        return await (await self._connection()).place_check.is_in(scope)

    def continues(self, receipt: Mapping[str, JsonValue]) -> bool:
        """See `shows_more`."""
        return shows_more(receipt)

    def declared_name(self, name: str) -> str:
        """A command's name without the prefix."""
        word, space, rest = name.partition(" ")
        return f"{without_prefix(word, self._dispatcher.registry.syntaxes, self._config.prefix)}{space}{rest}"

    @property
    def connected(self) -> bool:
        """True if events can arrive now."""
        return self._connected is not None and self._connected.done() and self._connected.result().connected

    async def hand_over(self, seconds: float) -> None:
        """Leaves the connections of this process to others, if there are any. See `HandsOver`."""
        if self._connected is not None and self._connected.done():
            await self._connected.result().hand_over(seconds)

    async def complete(self, job: Job) -> Request:
        """See `SlackRequestCompleter`."""
        return await (await self._connection()).requests.complete(job)

    async def refuse(self, job: Job, sentence: Sentence) -> None:
        """See `SlackRequestCompleter`."""
        await (await self._connection()).requests.refuse(job, sentence)

    async def open(self, job: Job, store: Store) -> Renderer:
        """See `SlackPlatform`."""
        return await (await self._connection()).platform.open(job, store)

    async def notify_failure(self, job: Job, sentence: Sentence) -> None:
        """See `SlackPlatform.notify_failure`."""
        await (await self._connection()).platform.notify_failure(job, sentence)

    async def withdraw(self, job: Job) -> None:
        """See `SlackPlatform`."""
        await (await self._connection()).platform.withdraw(job)

    async def fetch(self, attachment: Attachment) -> bytes:
        """See `SlackPlatform`."""
        return await (await self._connection()).platform.fetch(attachment)

    async def is_admin(self, caller: Caller, place: Place) -> bool:
        """See `SlackPlatform`."""
        return await (await self._connection()).platform.is_admin(caller, place)

    async def time_zone(self, caller: Caller) -> str | None:
        """See `SlackPlatform`."""
        return await (await self._connection()).platform.time_zone(caller)

    async def unheard(self, place: Place) -> Sentence | None:
        """See `SlackPlatform`."""
        return await (await self._connection()).platform.unheard(place)

    async def alert(self, sentence: Sentence) -> bool:
        """See `SlackPlatform`."""
        return await (await self._connection()).platform.alert(sentence)

    def mention(self, text: str) -> Mention | None:
        """See `read_mention`."""
        return read_mention(text)

    async def read_thread(self, request: Request, limit: int) -> ThreadHistory | None:
        """See `SlackThreadReader`."""
        return await (await self._connection()).threads.read(request, limit)

    def position(self, text: str) -> ChannelPosition | None:
        """See `position_of`."""
        return position_of(text)

    async def read_channel(self, request: Request, channel: str | None, since: float, limit: int) -> ChannelHistory:
        """See `SlackChannelReader`."""
        return await (await self._connection()).channels.read(request, channel, since, limit)

    @property
    def _connecting(self) -> asyncio.Future[SlackConnection]:
        if self._connected is None:
            self._connected = asyncio.get_running_loop().create_future()
        return self._connected

    async def _connection(self) -> SlackConnection:
        return await asyncio.shield(self._connecting)


async def supervise(connect: Callable[[], Awaitable[None]], clock: Clock) -> str:
    """Connects again and again. Returns the reason, in one sentence, once a further attempt is hopeless."""

    def hopeless(error: Exception) -> str | None:
        if isinstance(error, OperatorError):
            return str(error)
        logger.warning("Slack was not reached: %s: %s", type(error).__name__, error)
        return None

    return await stay_connected(connect, failure=hopeless, clock=clock)
