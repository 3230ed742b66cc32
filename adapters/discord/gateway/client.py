"""The gateway client: receives events and hands on those that concern the bot."""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from typing import Any, Protocol

import aiohttp
import discord
import yarl
from discord.gateway import DiscordWebSocket

from adapters.discord.config import DiscordConfig
from adapters.discord.gateway.event_parsers import EventGuard, EventParser
from adapters.discord.gateway.identify_limiter import IdentifyLimiter
from adapters.discord.gateway.shards import ResumingShard, error_summary
from adapters.discord.outbound.files import FILE_BYTES
from core.domain.clock import Clock
from core.domain.retries import retry

logger = logging.getLogger(__name__)

LAUNCH_WAITS = (1.0, 2.0, 4.0, 8.0, 16.0, 32.0)
"""Seconds before each further attempt to connect a shard for the first time."""
LAUNCH_SECONDS = 180.0
"""The longest time of one attempt, which waits for its turn to identify."""
EVENT_SECONDS = 5.0
"""The longest time for what came in over a connection that is left to another process."""

REQUIRED_PERMISSIONS = discord.Permissions(
    view_channel=True,
    send_messages=True,
    create_public_threads=True,
    send_messages_in_threads=True,
    attach_files=True,
    read_message_history=True,
    send_voice_messages=True,
)
"""The least permissions with which every feature works."""

INTERACTION_DEFAULTS: Mapping[str, Any] = {
    "version": 1,
    "attachment_size_limit": FILE_BYTES,
    "app_permissions": str(discord.Permissions.all().value),  # Discord refuses what the bot may not do
}
MEMBER_DEFAULTS: Mapping[str, Any] = {"roles": (), "flags": 0}


class HandleMessage(Protocol):
    """Handles the payload of a message. `me` is the bot's user id, `guild` the message's server if it is cached."""

    async def __call__(
        self, message: Mapping[str, Any], me: int, guild: discord.Guild | None = None, *, edited: bool = False
    ) -> None: ...


class HandlePlaces(Protocol):
    """Handles the servers and channels that the bot gets and loses, by their ids."""

    async def joined(self, guild: str) -> None: ...

    async def removed(self, guild: str) -> None: ...

    async def deleted(self, guild: str, channel: str, thread: str | None = None) -> None: ...

    async def present(self, guilds: Collection[str], covers: Callable[[str], bool]) -> None: ...


class DiscordGatewayClient(discord.AutoShardedClient):
    """A discord.py client. Its only privileged intent is the content of messages, if the developer portal grants it.

    With one shard it behaves like a client without sharding. Neither an event that it does not understand nor a lost
    connection closes it, so its cache and its HTTP session last until `close`.
    """

    def __init__(
        self,
        *,
        interaction: Callable[["discord.Interaction[Any]"], Awaitable[None]],
        message: HandleMessage,
        deleted: Callable[[str], Awaitable[None]],
        places: HandlePlaces,
        ready: Callable[["DiscordGatewayClient"], Awaitable[None]],
        clock: Clock,
        config: DiscordConfig,
        trace: aiohttp.TraceConfig | None = None,
    ) -> None:
        intents = discord.Intents.none()
        intents.guilds = intents.guild_messages = intents.dm_messages = True
        self.requested_intents = intents
        super().__init__(
            intents=intents,
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
            guild_ready_timeout=0.0,
            http_trace=trace or aiohttp.TraceConfig(),
        )
        self._interaction_handler = interaction
        self._message_handler = message
        self._deletion_handler = deleted
        self._places = places
        self._ready_handler = ready
        self._clock = clock
        self._config = config
        self._identify_limiter = IdentifyLimiter(clock)
        self._concurrency = 1
        self._identified: set[int] = set()
        self._last_identified = 0
        self._given_up: asyncio.Future[None] | None = None
        self._guard = EventGuard()
        self._handling: set[asyncio.Task[Any]] = set()
        self.reads_everything = False
        parsers = self._connection.parsers
        self._parse_ready = parsers["READY"]
        parsers.update({event: self._guard.guarded(event, parse) for event, parse in parsers.items()})
        parsers["READY"] = self._on_ready_event
        # Messages are read from their payloads: discord.py understands fewer of them, and drops fields.
        parsers["INTERACTION_CREATE"] = self._guard.guarded(
            "INTERACTION_CREATE", lambda payload: self.dispatch("interaction", self.parse_interaction(payload))
        )
        # discord.py tells only of servers and channels that it knows.
        for event in ("GUILD_CREATE", "GUILD_DELETE", "CHANNEL_DELETE", "THREAD_DELETE"):
            parsers[event] = self._and_place(event, parsers[event])
        parsers["MESSAGE_CREATE"] = lambda payload: self.dispatch("message_payload", payload, edited=False)
        parsers["MESSAGE_UPDATE"] = lambda payload: self.dispatch("message_payload", payload, edited=True)

    async def setup_hook(self) -> None:
        """Asks for the content of messages if the application may have it; Discord refuses a connection that asks for
        more (https://docs.discord.com/developers/events/gateway#privileged-intents)."""
        flags = self.application_flags
        granted = flags.gateway_message_content or flags.gateway_message_content_limited
        # discord.py reads this object when a shard identifies itself.
        self.requested_intents.message_content = self.reads_everything = granted

    @property
    def event_names(self) -> Sequence[str]:
        """The types of events that discord.py knows."""
        return list(self._connection.parsers)

    async def use_login(self, other: "DiscordGatewayClient") -> None:
        """Takes over the login of another client, which keeps it: requests go through its session and its limits."""
        self.http = self._connection.http = other.http
        await self._async_setup_hook()
        self._connection.user = other.user
        self._connection.application_id = other.application_id
        self._connection.application_flags = other.application_flags
        self._application = other.application
        await self.setup_hook()

    def _schedule_event(self, *event: Any, **named: Any) -> "asyncio.Task[Any]":
        """Keeps the tasks that handle events, which discord.py leaves alone."""
        task = super()._schedule_event(*event, **named)
        self._handling.add(task)
        task.add_done_callback(self._handling.discard)
        return task

    async def close(self) -> None:
        """Closes everything, and cuts off what still handles events."""
        await super().close()
        await self._end_events(0.0)

    async def _end_events(self, seconds: float) -> None:
        """Waits until the events that have come in are handled, and cuts off those that take longer."""
        if handling := self._handling - {asyncio.current_task()}:
            _, late = await asyncio.wait(handling, timeout=seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def leave_gateway(self) -> None:
        """Closes the connections, handles what came over them, and leaves the login alone."""

        async def leave() -> None:
            shards = self._AutoShardedClient__shards.values()  # type: ignore[attr-defined]
            await asyncio.gather(*(shard.close() for shard in shards), return_exceptions=True)

        self._closing_task = asyncio.create_task(leave())
        await self._closing_task
        await self._end_events(EVENT_SECONDS)

    async def connect_shards(
        self, identify_limiter: IdentifyLimiter, shards: Sequence[int] | None = None, count: int | None = None
    ) -> None:
        """Connects shards, by default all, and keeps them connected. `count` is the number of all of them.

        Raises `discord.ConnectionClosed` if Discord closes a connection with a code after which it is useless to
        connect again. The client stays open even then: what needs no gateway goes on.
        """
        advised, _, limit = await self.http.get_bot_gateway()
        self.shard_count = count or self._config.shard_count or advised
        self.shard_ids = list(shards) if shards is not None else None
        self._identify_limiter, self._concurrency = identify_limiter, limit["max_concurrency"]
        if limit["remaining"] < len(self.shard_ids or range(self.shard_count)):
            # Discord resets the token of a bot that goes on identifying.
            seconds = limit["reset_after"] / 1000
            logger.warning("Discord allows no more sessions now; the next attempt is in %.0f s", seconds)
            await self._clock.sleep(seconds)
        self._given_up = asyncio.get_running_loop().create_future()
        connection = asyncio.create_task(self.connect(reconnect=True), name="Discord's gateway")
        try:
            done, _ = await asyncio.wait({connection, self._given_up}, return_when=asyncio.FIRST_COMPLETED)
            for each in done:
                await each
        finally:
            connection.cancel()
            await asyncio.gather(connection, return_exceptions=True)

    async def launch_shard(self, gateway: yarl.URL, shard_id: int, *, initial: bool = False) -> None:
        """Connects a shard for the first time. Raises the last error if that does not succeed for a minute."""
        if self.get_shard(shard_id) is not None:
            return

        def log(error: Exception) -> bool:
            logger.warning("shard %s could not connect: %s", shard_id, error_summary(error))
            return True

        async def connect() -> DiscordWebSocket:
            async with asyncio.timeout(LAUNCH_SECONDS):
                return await DiscordWebSocket.from_client(self, initial=initial, gateway=gateway, shard_id=shard_id)

        socket = await retry(connect, waits=LAUNCH_WAITS, retryable=log, sleep=self._clock.sleep)
        queue = self._AutoShardedClient__queue.put_nowait  # type: ignore[attr-defined]
        shard = ResumingShard(socket, self, queue, self._clock, self._give_up)
        self._AutoShardedClient__shards[shard_id] = shard  # type: ignore[attr-defined]
        shard.launch()

    def _give_up(self, closed: discord.ConnectionClosed) -> None:
        if self._given_up is not None and not self._given_up.done():
            self._given_up.set_exception(closed)

    def _and_place(self, event: str, parse: EventParser) -> EventParser:
        def parse_and_dispatch(payload: Any) -> None:
            parse(payload)
            self.dispatch("place_payload", event, payload)

        return parse_and_dispatch

    def _on_ready_event(self, payload: Any) -> None:
        """Parses the first event of a session; if it is not as expected, only what the session cannot do without."""
        try:
            self._parse_ready(payload)
        except Exception as error:
            self._guard.drop("READY", payload, error)
            if (user := self.user) is None:
                raise
            known = {"id": str(user.id), "username": user.name, "discriminator": user.discriminator, "avatar": None}
            # Servers that are not named here follow as events of their own.
            self._parse_ready({"shard": [self._last_identified, self.shard_count], "user": known, "guilds": []})
        self.dispatch("ready_payload", payload)

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:  # noqa: ARG002
        """Waits for this shard's turn. After an invalid session it waits 1 to 5 s more, as Discord asks."""
        shard = shard_id or 0
        if shard in self._identified:
            await self._clock.sleep(random.uniform(1, 5))  # noqa: S311 - jitter
        self._identified.add(shard)
        self._last_identified = shard
        await self._identify_limiter.wait(shard % self._concurrency)

    async def on_shard_connect(self, shard_id: int) -> None:
        """Makes a new session resume at the configured gateway, not at the address that Discord named."""
        if self._config.gateway_url is not None:
            self._connection._get_websocket(shard_id=shard_id).gateway = DiscordWebSocket.DEFAULT_GATEWAY  # noqa: SLF001

    @property
    def connected(self) -> bool:
        """True if all shards of this client are connected."""
        return self.is_ready() and not any(shard.is_closed() for shard in self.shards.values())

    async def on_ready(self) -> None:
        """Runs when all shards are connected."""
        await self._ready_handler(self)

    def parse_interaction(self, payload: Mapping[str, Any]) -> "discord.Interaction[Any]":
        """Reads an interaction, also one that did not come through the gateway.

        Fields without which discord.py cannot go on get a default, and those that nobody here reads are left out.
        """
        data: dict[str, Any] = {**INTERACTION_DEFAULTS, **payload, "entitlements": [], "entitlement_skus": []}
        data.pop("message", None)
        if isinstance(member := payload.get("member"), Mapping):
            data["member"] = {**MEMBER_DEFAULTS, **member}
        return discord.Interaction(data=data, state=self._connection)  # type: ignore[arg-type]

    async def on_interaction(self, interaction: "discord.Interaction[Any]") -> None:
        """Receives a command, a button, a modal or an autocomplete request."""
        await self._interaction_handler(interaction)

    async def on_message_payload(self, payload: Mapping[str, Any], *, edited: bool) -> None:
        """Receives a message. Without the intent, it has content only in direct messages or if it mentions the bot."""
        if self.user is None:
            return
        try:
            guild = self.get_guild(int(payload["guild_id"])) if payload.get("guild_id") else None
            await self._message_handler(payload, self.user.id, guild, edited=edited)
        except Exception as error:  # noqa: BLE001 - as for every event
            self._guard.drop("MESSAGE_UPDATE" if edited else "MESSAGE_CREATE", payload, error)

    async def on_ready_payload(self, payload: Mapping[str, Any]) -> None:
        """Receives the servers of a new session, which are all of its shard."""
        try:
            guilds = {str(guild["id"]) for guild in payload["guilds"]}
            number, count = payload.get("shard") or (0, 1)
            await self._places.present(guilds, lambda guild: (int(guild) >> 22) % count == number)
        except Exception as error:  # noqa: BLE001 - as for every event
            self._guard.drop("READY", payload, error)

    async def on_place_payload(self, event: str, payload: Mapping[str, Any]) -> None:
        """Receives a server or a channel that is there or not. An outage is no removal
        (https://docs.discord.com/developers/events/gateway-events#guild-delete)."""
        try:
            id = str(payload["id"])
            match event:
                case "GUILD_CREATE":
                    await self._places.joined(id)
                case "GUILD_DELETE" if not payload.get("unavailable"):
                    await self._places.removed(id)
                case "CHANNEL_DELETE" if payload.get("guild_id"):
                    await self._places.deleted(str(payload["guild_id"]), id)
                case "THREAD_DELETE" if payload.get("parent_id"):
                    await self._places.deleted(str(payload["guild_id"]), str(payload["parent_id"]), id)
        except Exception as error:  # noqa: BLE001 - as for every event
            self._guard.drop(event, payload, error)

    async def on_raw_message_delete(self, payload: discord.RawMessageDeleteEvent) -> None:
        """Receives the deletion of a message."""
        await self._deletion_handler(str(payload.message_id))

    async def on_raw_bulk_message_delete(self, payload: discord.RawBulkMessageDeleteEvent) -> None:
        """Receives the deletion of many messages."""
        for message in payload.message_ids:
            await self._deletion_handler(str(message))

    @property
    def invite_url(self) -> str:
        """The link that adds the bot to a server with `REQUIRED_PERMISSIONS`."""
        return discord.utils.oauth_url(
            self.application_id or 0, permissions=REQUIRED_PERMISSIONS, scopes=("bot", "applications.commands")
        )
