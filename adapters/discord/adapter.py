"""The adapter: a supervised connection to Discord."""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
import discord

from adapters.discord.config import NAME, DiscordConfig, HttpConfig
from adapters.discord.endpoint import Endpoint
from adapters.discord.http_wire import HttpWire
from adapters.discord.intake import Intake
from adapters.discord.library import Client, redirect
from adapters.discord.mentions import Mentions
from adapters.discord.platform import DiscordPlatform
from adapters.discord.sharding import Turns, meeting_place
from adapters.discord.translation import Payload, commands_for, digest
from core.alerts import Alarm, no_alarm
from core.clock import Clock
from core.command import Layout
from core.dispatcher import Dispatcher
from core.messages import Sentence, say
from core.request import Attachment, Caller, Place, Request
from core.stage import Heard, Stage
from core.store.port import BOT_SCOPE, Job
from core.suggestions import Suggestions

logger = logging.getLogger(__name__)

FIRST_WAIT, LONGEST_WAIT = 1.0, 60.0
"""Seconds between two attempts to connect; doubled each time, with jitter."""
STEADY_SECONDS = 300.0
"""A connection that held this long starts the waiting anew."""
SETTLE_SECONDS = 5.0
"""How long open replies may take to say that they are cut off."""
AUTHENTICATION_FAILED, INVALID_SHARD, SHARDING_REQUIRED = 4004, 4010, 4011
"""Codes with which the gateway closes for good
(https://docs.discord.com/developers/topics/opcodes-and-status-codes#gateway)."""


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
        alarm: Alarm = no_alarm,
    ) -> None:
        self._dispatcher = dispatcher
        self._suggestions = suggestions
        self._clock = clock
        self._config = config
        self._taking = taking
        self._alarm = alarm
        self._turns: Turns | None = None
        self._opened: asyncio.Future[DiscordPlatform] | None = None

    async def serve(self) -> None:
        """Serves until cancelled. Where Discord cannot be had for good, one sentence in the log says why.

        Raises `OperatorError` where interactions cannot be listened for.
        """
        redirect(self._config.api_url, self._config.gateway_url)
        # Below INFO, the library logs tokens and messages.
        logging.getLogger("discord").setLevel(max(logging.INFO, logging.getLogger().level))
        async with aiohttp.ClientSession() as session:
            wire = HttpWire(session)
            wire.when_token_is_refused(self._sound)
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
                    await self._stay(client)

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
                logger.error("Discord is off: %s", await connection)
                self._sound()
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

    async def open(self, job: Job, layout: Layout) -> Stage:
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

    async def read_thread(self, request: Request, limit: int) -> Heard | None:
        """See `DiscordPlatform`."""
        return await (await self._platform()).read_thread(request, limit)

    @property
    def _opening(self) -> "asyncio.Future[DiscordPlatform]":
        if self._opened is None:
            self._opened = asyncio.get_running_loop().create_future()
        return self._opened

    async def _platform(self) -> DiscordPlatform:
        return await asyncio.shield(self._opening)

    def _sound(self) -> None:
        self._alarm("discord-off", say("discord-off", setting="DISCORD_TOKEN"))

    async def _stay(self, client: Client) -> None:
        """With who has logged in: at the gateway, or, where there is none, until cancelled."""
        if self._config.http is not None:
            self._compare(client.application, self._config.http)
            await self._ready(client)
            await asyncio.Event().wait()
        if self._turns is None:
            application = str(client.application_id)
            shared = await asyncio.to_thread(meeting_place, application) if self._config.shard_ids else None
            self._turns = Turns(self._clock, shared)
        await client.enter(self._turns)

    def _compare(self, application: discord.AppInfo | None, http: HttpConfig) -> None:
        """What the developer portal says of interactions over HTTP."""
        if application is None:
            return
        if application.verify_key != http.public_key.lower():
            logger.error("DISCORD_PUBLIC_KEY is not this application's: copy it again from the developer portal")
        if application.interactions_endpoint_url is None:
            logger.warning("Discord sends nothing until the developer portal has an Interactions Endpoint URL")

    async def _ready(self, client: Client) -> None:
        logger.info("connected to Discord as %s; it is added to a server with %s", client.user, client.invitation)
        if not self._config.guilds and self._config.elsewhere != "everyone":
            logger.warning("no server is listed: everybody is refused until DISCORD_GUILDS names the ids of servers")
        if self._config.leads:
            await self._register(client)

    async def _register(self, client: Client) -> None:
        """Sends the commands where they have changed."""
        payload = commands_for(self._dispatcher.registry)
        key = f"discord-commands-{client.application_id}"
        fingerprint = digest(str(client.application_id), payload)
        if (await self._dispatcher.store.preferences(BOT_SCOPE)).get(key) == fingerprint:
            return
        try:
            await send_commands(client, payload, None)
        except discord.HTTPException as error:
            logger.error("Discord did not take the commands: %s", error)  # noqa: TRY400 - the sentence is enough
            return
        await self._dispatcher.store.prefer(BOT_SCOPE, key, fingerprint)
        logger.info("Discord was given %d commands", len(payload))


async def supervise(connect: Callable[[], Awaitable[None]], clock: Clock) -> str:
    """Connects again and again; why it is hopeless, in one sentence, once it is.

    The library gives up when the first connection is refused, when a parser meets something unknown, and when the login
    meets an error of the server: none of these lasts.
    """
    wait = FIRST_WAIT
    while True:
        started = clock.now()
        try:
            await connect()
        except discord.LoginFailure:
            return _HOPELESS[AUTHENTICATION_FAILED]
        except discord.PrivilegedIntentsRequired:
            return (
                "it asks for an intent that is not allowed. Turn DISCORD_FOLLOW_THREADS off, or allow the Message "
                "Content Intent in the developer portal."
            )
        except discord.ConnectionClosed as closed:
            if closed.code in _HOPELESS:
                return _HOPELESS[closed.code]
            logger.warning("the connection to Discord was closed with code %s", closed.code)
        except Exception as error:  # noqa: BLE001 - whatever it is, the next attempt may go well
            logger.warning("the connection to Discord broke: %s: %s", type(error).__name__, error)
        wait = FIRST_WAIT if clock.now() - started > STEADY_SECONDS else wait
        await clock.sleep(wait * random.uniform(0.5, 1.5))  # noqa: S311 - jitter
        wait = min(LONGEST_WAIT, wait * 2)


_HOPELESS = {
    AUTHENTICATION_FAILED: "Discord does not know this token. Copy it again from the developer portal into "
    "DISCORD_TOKEN.",
    INVALID_SHARD: "Discord does not know this shard. DISCORD_SHARD_COUNT must be the same for all processes, and "
    "above every number in DISCORD_SHARD_IDS.",
    SHARDING_REQUIRED: "the bot is in too many servers for so few shards. Raise DISCORD_SHARD_COUNT, or leave it out.",
}


async def send_commands(client: discord.Client, payload: list[Payload], guild: str | None) -> None:
    """Replaces an application's commands, everywhere or in one server."""
    application = client.application_id or 0
    if guild is None:
        await client.http.bulk_upsert_global_commands(application, payload)
    else:
        await client.http.bulk_upsert_guild_commands(application, int(guild), payload)


async def replace_commands(config: DiscordConfig, payload: list[Payload], guild: str | None) -> None:
    """Logs in, replaces the commands and leaves. Raises what the library raises."""
    redirect(config.api_url, config.gateway_url)
    async with discord.Client(intents=discord.Intents.none()) as client:
        await client.login(config.token)
        await send_commands(client, payload, guild)
