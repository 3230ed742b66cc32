"""The adapter: a supervised connection to Discord, and the handlers of everything that comes in."""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import aiohttp
from pydantic import JsonValue

from adapters.discord.admin_commands import AdminCommands
from adapters.discord.api_urls import use_api_urls
from adapters.discord.app_commands.registration import register
from adapters.discord.channel_history import position_of
from adapters.discord.config import NAME, DiscordConfig
from adapters.discord.gateway.client import DiscordGatewayClient
from adapters.discord.gateway.identify_limiter import IdentifyLimiter
from adapters.discord.gateway.logs import quiet_library_logs
from adapters.discord.gateway.shared_shards import Ready, SharedShards
from adapters.discord.gateway.supervision import supervise
from adapters.discord.inbound.http_endpoint import DiscordHttpEndpoint, check_portal_settings
from adapters.discord.inbound.interactions import DiscordInteractionHandler
from adapters.discord.inbound.mentions import DiscordMentionHandler
from adapters.discord.json_responses import read_content_type_parameters
from adapters.discord.message_payloads import read_mention
from adapters.discord.outbound.http_responses import HttpResponseApiClient
from adapters.discord.outbound.invalid_requests import InvalidRequests
from adapters.discord.places import DiscordPlaces
from adapters.discord.platform import DiscordPlatform
from core.commands.suggestions import Suggestions
from core.domain.alerts import Notify, notify_nobody
from core.domain.clock import Clock
from core.domain.jobs import Job
from core.domain.request import Attachment, Caller, Place, QuotedMessage, Request
from core.domain.sentences import Sentence, say
from core.jobs.dispatcher import Dispatcher
from core.platform import ChannelHistory, ChannelPosition, Mention, Renderer, ThreadHistory
from core.replies.receipts import shows_more
from core.store.ports.store import Store

logger = logging.getLogger(__name__)

SHUTDOWN_SECONDS = 5.0
"""The longest time that open replies get at shutdown to say that they are cut off."""


class DiscordAdapter:
    """Discord as a `Platform`. Nothing is sent unless `serve` runs; without `listens`, nothing is received.

    Unless it is `alone`, other processes may serve the same bot, and it connects its share of the shards.
    """

    name = NAME

    def __init__(
        self,
        dispatcher: Dispatcher,
        suggestions: Suggestions,
        clock: Clock,
        config: DiscordConfig,
        notify: Notify = notify_nobody,
        *,
        listens: bool = True,
        alone: bool = True,
    ) -> None:
        self._listens = listens
        self._alone = alone
        self._shards: SharedShards | None = None
        self._dispatcher = dispatcher
        self._suggestions = suggestions
        self._clock = clock
        self._config = config
        self._notify = notify
        self._names = AdminCommands(dispatcher.registry)
        self._off = False
        self._identify_limiter = IdentifyLimiter(clock)
        key = config.posted_key
        self.http_endpoint = DiscordHttpEndpoint(key, clock) if key is not None and listens else None
        """The endpoint for interactions over HTTP; None with the gateway."""
        self.client: DiscordGatewayClient | None = None
        """The client, from its login to the end of `serve`."""
        self._platform_future: asyncio.Future[DiscordPlatform] | None = None

    async def serve(self) -> None:
        """Serves until cancelled. If Discord refuses the bot for good, one sentence in the log says why."""
        use_api_urls(self._config.api_url, self._config.gateway_url)
        read_content_type_parameters()
        quiet_library_logs(posted=self._config.http)
        windows = None if self._alone else self._dispatcher.store
        invalid = InvalidRequests(self._clock, self._notify, windows)
        async with aiohttp.ClientSession(trace_configs=[invalid.trace()]) as session:
            api = HttpResponseApiClient(session)
            api.on_token_rejected(lambda: self._notify_off("DISCORD_TOKEN"))
            platform = DiscordPlatform(
                self._dispatcher, self._clock, api, self._config, is_calm=lambda: invalid.is_calm, windows=windows
            )
            self._future_platform.set_result(platform)
            interactions = DiscordInteractionHandler(
                self._dispatcher, self._suggestions, self._clock, api, platform, self._config
            )
            mentions = DiscordMentionHandler(self._dispatcher, api, platform, self._config)

            places = DiscordPlaces(self._dispatcher.departures)

            def build(ready: Ready = self._on_ready) -> DiscordGatewayClient:
                return DiscordGatewayClient(
                    interaction=interactions.handle,
                    message=mentions.handle,
                    deleted=platform.message_deleted,
                    places=places,
                    ready=ready,
                    clock=self._clock,
                    config=self._config,
                    trace=invalid.trace(),
                )

            logged_in: asyncio.Future[DiscordGatewayClient] = asyncio.get_running_loop().create_future()

            async def connect() -> None:
                client = self.client
                if client is None or client.is_closed():
                    client = build()
                    try:
                        await client.login(self._config.token)
                    except BaseException:
                        await client.close()
                        raise
                    self.client = client
                    api.use_client(client)
                    platform.reads_messages(everything=client.reads_everything)
                    if not logged_in.done():
                        logged_in.set_result(client)
                await self._run_client(client, build)

            connection = asyncio.create_task(supervise(connect, self._clock))
            tasks: list[asyncio.Task[object]] = [connection]
            if self.http_endpoint is not None:

                async def handle(payload: dict[str, Any]) -> None:
                    client = await asyncio.shield(logged_in)
                    await interactions.handle(client.parse_interaction(payload))

                tasks.append(asyncio.create_task(self.http_endpoint.serve(api, handle)))
            try:
                done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
                for task in done - {connection}:
                    await task
                failure = await connection
                logger.error("Discord is off: %s", failure.reason)
                self._off = True
                self._notify_off(failure.setting)
                # Replies that wait for Discord fail now; the other adapters go on.
                api.fail_pending()
                for task in tasks:
                    task.cancel()
                await asyncio.Event().wait()
            finally:
                # Replies that are cut off now can still say so.
                await platform.replies.wait_until_closed(SHUTDOWN_SECONDS)
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)
                if self.client is not None:
                    await self.client.close()
                    self.client = None

    @property
    def connected(self) -> bool:
        """True if events can come in: all shards of this process are connected, or Discord posts interactions."""
        if self.client is None or self._off:
            return False
        if self._config.http or not self._listens:
            return True
        return self.client.connected if self._shards is None else self._shards.connected

    async def hand_over(self, seconds: float) -> None:
        """Leaves the shards of this process to others, if there are any. See `HandsOver`."""
        if self._shards is not None and not self._off:
            await self._shards.hand_over(seconds)

    async def open(self, job: Job, store: Store) -> Renderer:
        """See `DiscordPlatform`."""
        return await (await self._platform()).open(job, store)

    async def notify_failure(self, job: Job, sentence: Sentence) -> None:
        """See `DiscordPlatform.notify_failure`."""
        await (await self._platform()).notify_failure(job, sentence)

    async def withdraw(self, job: Job) -> None:
        """See `DiscordPlatform`."""
        await (await self._platform()).withdraw(job)

    async def fetch(self, attachment: Attachment) -> bytes:
        """See `DiscordPlatform`."""
        return await (await self._platform()).fetch(attachment)

    async def is_admin(self, caller: Caller, place: Place) -> bool:
        """See `DiscordPlatform`."""
        return await (await self._platform()).is_admin(caller, place)

    async def unheard(self, place: Place) -> Sentence | None:
        """See `DiscordPlatform`."""
        return await (await self._platform()).unheard(place)

    async def alert(self, sentence: Sentence) -> bool:
        """See `DiscordPlatform`."""
        return await (await self._platform()).alert(sentence)

    async def tenant_name(self, tenant: str) -> str | None:
        """See `GuildNames`; None without a login."""
        return await (await self._platform()).guild_names.name(tenant) if self.client is not None else None

    async def is_in(self, scope: str) -> bool | None:
        """See `DiscordPlatform`."""
        return await (await self._platform()).is_in(scope)

    def serves_tenant(self, tenant: str) -> bool:
        """False if only other servers are served."""
        return tenant in self._config.guilds or self._config.elsewhere == "everyone"

    def continues(self, receipt: Mapping[str, JsonValue]) -> bool:
        """See `shows_more`."""
        return shows_more(receipt)

    def declared_name(self, name: str) -> str:
        """See `AdminCommands.declared`."""
        return self._names.declared(name)

    def mention(self, text: str) -> Mention | None:
        """See `read_mention`."""
        return read_mention(text)

    @property
    def continues_in_direct_messages(self) -> bool:
        """Discord takes no message in a channel where the bot may not write, but direct messages to its users."""
        return True

    async def read_messages(self, request: Request, id: str) -> Sequence[QuotedMessage]:
        """See `DiscordPlatform`."""
        return await (await self._platform()).read_messages(request, id)

    async def read_thread(self, request: Request, limit: int) -> ThreadHistory | None:
        """See `DiscordPlatform`."""
        return await (await self._platform()).read_thread(request, limit)

    def position(self, text: str) -> ChannelPosition | None:
        """See `position_of`."""
        return position_of(text)

    async def read_channel(self, request: Request, channel: str | None, since: float, limit: int) -> ChannelHistory:
        """See `DiscordChannelReader`."""
        return await (await self._platform()).read_channel(request, channel, since, limit)

    @property
    def _future_platform(self) -> "asyncio.Future[DiscordPlatform]":
        if self._platform_future is None:
            self._platform_future = asyncio.get_running_loop().create_future()
        return self._platform_future

    async def _platform(self) -> DiscordPlatform:
        return await asyncio.shield(self._future_platform)

    def _notify_off(self, setting: str | None) -> None:
        sentence = say("discord-outdated") if setting is None else say("discord-off", setting=setting)
        self._notify(f"discord-off:{setting}", sentence)

    async def _run_client(self, client: DiscordGatewayClient, build: Callable[[Ready], DiscordGatewayClient]) -> None:
        """Runs a client that has logged in: at the gateway or, with interactions over HTTP, until cancelled."""
        if not self._listens:
            logger.info("logged in to Discord as %s, to send what jobs show", client.user)
            await asyncio.Event().wait()
        if self._config.posted_key is not None:
            if (known := client.application) is not None:
                check_portal_settings(self._config.posted_key, known.verify_key, known.interactions_endpoint_url)
            await self._on_ready(client)
            await asyncio.Event().wait()
        if self._alone:
            await client.connect_shards(self._identify_limiter)
            return
        self._shards = SharedShards(client, build, self._dispatcher.store, self._clock, self._config)
        try:
            await self._shards.serve(self._on_ready)
        finally:
            self._shards = None

    async def _on_ready(self, client: DiscordGatewayClient) -> None:
        logger.info("connected to Discord as %s; add it to a server with %s", client.user, client.invite_url)
        if not self._config.guilds and self._config.elsewhere != "everyone":
            logger.warning("no server is listed: the bot refuses everybody until DISCORD_GUILDS has the ids of servers")
        await register(client, self._dispatcher.registry, self._dispatcher.store, self._clock, self._notify)
