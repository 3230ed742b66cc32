"""The adapter: a supervised connection to Discord."""

import asyncio
import logging
from collections.abc import Callable
from typing import Any

import aiohttp

from adapters.discord.api_urls import redirect
from adapters.discord.app_commands.registration import register
from adapters.discord.config import NAME, DiscordConfig
from adapters.discord.gateway.client import Client
from adapters.discord.gateway.identify_limiter import Turns, meeting_place
from adapters.discord.gateway.logs import hush
from adapters.discord.gateway.supervision import supervise
from adapters.discord.inbound.http_endpoint import Endpoint, compare
from adapters.discord.inbound.interactions import Intake
from adapters.discord.inbound.mentions import Mentions
from adapters.discord.outbound.http_responses import HttpWire
from adapters.discord.platform import DiscordPlatform
from core.commands.suggestions import Suggestions
from core.domain.alerts import Notify, notify_nobody
from core.domain.clock import Clock
from core.domain.jobs import Job
from core.domain.layout import Layout
from core.domain.request import Attachment, Caller, Place, Request
from core.domain.sentences import Sentence, say
from core.jobs.dispatcher import Dispatcher
from core.platform import Renderer, ThreadHistory

logger = logging.getLogger(__name__)

SETTLE_SECONDS = 5.0
"""How long open replies may take to say that they are cut off."""


class DiscordAdapter:
    """Discord, as a `Platform`. `serve` must run for anything to be sent; `taking` tells whether new is taken."""

    name = NAME

    def __init__(
        self,
        dispatcher: Dispatcher,
        suggestions: Suggestions,
        clock: Clock,
        config: DiscordConfig,
        taking: Callable[[], bool] = lambda: True,
        notify: Notify = notify_nobody,
    ) -> None:
        self._dispatcher = dispatcher
        self._suggestions = suggestions
        self._clock = clock
        self._config = config
        self._taking = taking
        self._notify = notify
        self._turns: Turns | None = None
        self._client: Client | None = None
        self._opened: asyncio.Future[DiscordPlatform] | None = None

    async def serve(self) -> None:
        """Serves until cancelled. Where Discord cannot be had for good, one sentence in the log says why.

        Raises `OperatorError` where interactions cannot be listened for.
        """
        redirect(self._config.api_url, self._config.gateway_url)
        hush(posted=self._config.http is not None)
        async with aiohttp.ClientSession() as session:
            wire = HttpWire(session)
            wire.when_token_is_refused(lambda: self._sound("DISCORD_TOKEN"))
            platform = DiscordPlatform(self._dispatcher, self._clock, wire, self._config)
            self._opening.set_result(platform)
            intake = Intake(self._dispatcher, self._suggestions, self._clock, wire, platform, self._config)
            mentions = Mentions(self._dispatcher, wire, platform, self._config)

            def build() -> Client:
                return Client(
                    interaction=intake.take,
                    message=mentions.take,
                    deleted=platform.message_deleted,
                    ready=self._ready,
                    clock=self._clock,
                    config=self._config,
                )

            reading: asyncio.Future[Client] = asyncio.get_running_loop().create_future()

            async def connect() -> None:
                client = build()
                async with client:
                    await client.login(self._config.token)
                    wire.use(client)
                    if not reading.done():
                        reading.set_result(client)
                    self._client = client
                    try:
                        await self._stay(client)
                    finally:
                        self._client = None

            connection = asyncio.create_task(supervise(connect, self._clock))
            tasks: list[asyncio.Task[object]] = [connection]
            if self._config.http is not None:

                async def take(payload: dict[str, Any]) -> None:
                    reader = await asyncio.shield(reading)
                    await intake.take(reader.interaction(payload))

                endpoint = Endpoint(self._config.http, wire, take, self._clock, self._taking)
                tasks.append(asyncio.create_task(endpoint.serve()))
            try:
                done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
                for task in done - {connection}:
                    await task
                hopeless = await connection
                logger.error("Discord is off: %s", hopeless.why)
                self._sound(hopeless.setting)
                # Replies that wait for Discord are given up; the other adapters go on.
                wire.give_up()
                for task in tasks:
                    task.cancel()
                await asyncio.Event().wait()
            finally:
                # Replies that are cut off now still say so.
                await platform.settle(SETTLE_SECONDS)
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)

    @property
    def connected(self) -> bool:
        """Whether anything can come in now: every shard of this process is connected, or interactions are posted."""
        return self._client is not None and (self._config.http is not None or self._client.connected)

    async def open(self, job: Job, layout: Layout) -> Renderer:
        """See `DiscordPlatform`."""
        return await (await self._platform()).open(job, layout)

    async def withdraw(self, job: Job) -> None:
        """See `DiscordPlatform`."""
        await (await self._platform()).withdraw(job)

    async def fetch(self, attachment: Attachment) -> bytes:
        """See `DiscordPlatform`."""
        return await (await self._platform()).fetch(attachment)

    async def is_admin(self, caller: Caller, place: Place) -> bool:
        """See `DiscordPlatform`."""
        return await (await self._platform()).is_admin(caller, place)

    async def alert(self, sentence: Sentence) -> bool:
        """See `DiscordPlatform`."""
        return await (await self._platform()).alert(sentence)

    async def read_thread(self, request: Request, limit: int) -> ThreadHistory | None:
        """See `DiscordPlatform`."""
        return await (await self._platform()).read_thread(request, limit)

    @property
    def _opening(self) -> "asyncio.Future[DiscordPlatform]":
        if self._opened is None:
            self._opened = asyncio.get_running_loop().create_future()
        return self._opened

    async def _platform(self) -> DiscordPlatform:
        return await asyncio.shield(self._opening)

    def _sound(self, setting: str) -> None:
        self._notify(f"discord-off:{setting}", say("discord-off", setting=setting))

    async def _stay(self, client: Client) -> None:
        """With who has logged in: at the gateway, or, where there is none, until cancelled."""
        if self._config.http is not None:
            if (known := client.application) is not None:
                compare(self._config.http, known.verify_key, known.interactions_endpoint_url)
            await self._ready(client)
            await asyncio.Event().wait()
        if self._turns is None:
            application = str(client.application_id)
            shared = await asyncio.to_thread(meeting_place, application) if self._config.shard_ids else None
            self._turns = Turns(self._clock, shared)
        await client.enter(self._turns)

    async def _ready(self, client: Client) -> None:
        logger.info("connected to Discord as %s; it is added to a server with %s", client.user, client.invitation)
        if not self._config.guilds and self._config.elsewhere != "everyone":
            logger.warning("no server is listed: everybody is refused until DISCORD_GUILDS names the ids of servers")
        if self._config.leads:
            await register(client, self._dispatcher.registry, self._dispatcher.store, self._clock)
