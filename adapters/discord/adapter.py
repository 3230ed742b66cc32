"""The adapter: a supervised connection to Discord."""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable

import aiohttp
import discord

from adapters.discord.config import NAME, DiscordConfig
from adapters.discord.intake import Intake
from adapters.discord.library import Client, LibraryWire, redirect
from adapters.discord.mentions import Mentions
from adapters.discord.platform import DiscordPlatform
from adapters.discord.translation import Payload, commands_for, digest
from core.clock import Clock
from core.command import Layout
from core.dispatcher import Dispatcher
from core.messages import Sentence
from core.request import Attachment, Caller, Place
from core.stage import Stage
from core.store.port import BOT_SCOPE, Job
from core.suggestions import Suggestions

logger = logging.getLogger(__name__)

FIRST_WAIT, LONGEST_WAIT = 1.0, 60.0
"""Seconds between two attempts to connect; doubled each time, with jitter."""
STEADY_SECONDS = 300.0
"""A connection that held this long starts the waiting anew."""
SETTLE_SECONDS = 5.0
"""How long open replies may take to say that they are cut off."""
AUTHENTICATION_FAILED = 4004
"""The code with which the gateway closes for good
(https://docs.discord.com/developers/topics/opcodes-and-status-codes#gateway)."""


class DiscordAdapter:
    """Discord, as a `Platform`. `serve` must run for anything to be sent."""

    name = NAME

    def __init__(self, dispatcher: Dispatcher, suggestions: Suggestions, clock: Clock, config: DiscordConfig) -> None:
        self._dispatcher = dispatcher
        self._suggestions = suggestions
        self._clock = clock
        self._config = config
        self._opened: asyncio.Future[DiscordPlatform] | None = None

    async def serve(self) -> None:
        """Keeps a connection until cancelled; returns, with one sentence in the log, where that is hopeless."""
        redirect(self._config.api_url, self._config.gateway_url)
        # Below INFO, the library logs tokens and messages.
        logging.getLogger("discord").setLevel(max(logging.INFO, logging.getLogger().level))
        async with aiohttp.ClientSession() as session:
            wire = LibraryWire(session)
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
                    keep_gateway=self._config.gateway_url is not None,
                )

            connection = asyncio.create_task(supervise(lambda: self._connect(build(), wire), self._clock))
            try:
                hopeless = await asyncio.shield(connection)
                logger.error("Discord is off: %s", hopeless)
                # Replies that wait for Discord are given up; the other adapters go on.
                wire.give_up()
                await asyncio.Event().wait()
            finally:
                # Replies that are cut off now still say so.
                await platform.settle(SETTLE_SECONDS)
                connection.cancel()
                await asyncio.gather(connection, return_exceptions=True)

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

    @property
    def _opening(self) -> "asyncio.Future[DiscordPlatform]":
        if self._opened is None:
            self._opened = asyncio.get_running_loop().create_future()
        return self._opened

    async def _platform(self) -> DiscordPlatform:
        return await asyncio.shield(self._opening)

    async def _connect(self, client: Client, wire: LibraryWire) -> None:
        async with client:
            await client.login(self._config.token)
            wire.use(client)
            await client.connect(reconnect=True)

    async def _ready(self, client: Client) -> None:
        logger.info("connected to Discord as %s; it is added to a server with %s", client.user, client.invitation)
        if not self._config.guilds and self._config.elsewhere != "everyone":
            logger.warning("no server is listed: everybody is refused until DISCORD_GUILDS names the ids of servers")
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
            return _WRONG_TOKEN
        except discord.PrivilegedIntentsRequired:
            return "an intent that it asks for is not allowed in the developer portal."
        except discord.ConnectionClosed as closed:
            if closed.code == AUTHENTICATION_FAILED:
                return _WRONG_TOKEN
            logger.warning("the connection to Discord was closed with code %s", closed.code)
        except Exception as error:  # noqa: BLE001 - whatever it is, the next attempt may go well
            logger.warning("the connection to Discord broke: %s: %s", type(error).__name__, error)
        wait = FIRST_WAIT if clock.now() - started > STEADY_SECONDS else wait
        await clock.sleep(wait * random.uniform(0.5, 1.5))  # noqa: S311 - jitter
        wait = min(LONGEST_WAIT, wait * 2)


_WRONG_TOKEN = "Discord does not know this token. Copy it again from the developer portal into DISCORD_TOKEN."  # noqa: S105


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
