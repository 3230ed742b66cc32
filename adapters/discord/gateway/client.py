"""The gateway client: receives events and hands on those that concern the bot."""

import logging
import random
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
import discord
from discord.gateway import DiscordWebSocket

from adapters.discord.config import DiscordConfig
from adapters.discord.gateway.identify_limiter import IdentifyLimiter
from core.domain.clock import Clock

logger = logging.getLogger(__name__)

REQUIRED_PERMISSIONS = discord.Permissions(
    view_channel=True,
    send_messages=True,
    send_messages_in_threads=True,
    attach_files=True,
    read_message_history=True,
    send_voice_messages=True,
)
"""The least permissions with which every feature works."""


class DiscordGatewayClient(discord.AutoShardedClient):
    """A discord.py client without privileged intents, unless it follows threads.

    With one shard it behaves like a client without sharding.
    """

    def __init__(
        self,
        *,
        interaction: Callable[["discord.Interaction[Any]"], Awaitable[None]],
        message: Callable[[discord.Message, int], Awaitable[None]],
        deleted: Callable[[str], Awaitable[None]],
        ready: Callable[["DiscordGatewayClient"], Awaitable[None]],
        clock: Clock,
        config: DiscordConfig,
        trace: aiohttp.TraceConfig | None = None,
    ) -> None:
        intents = discord.Intents.none()
        intents.guilds = intents.guild_messages = intents.dm_messages = True
        intents.message_content = config.follow_threads
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
        self._ready_handler = ready
        self._clock = clock
        self._config = config
        self._identify_limiter = IdentifyLimiter(clock, None)
        self._concurrency = 1
        self._identified: set[int] = set()

    async def connect_shards(self, identify_limiter: IdentifyLimiter) -> None:
        """Connects the shards of this process, and keeps them connected."""
        advised, _, limit = await self.http.get_bot_gateway()
        self.shard_count = self._config.shard_count or advised
        self.shard_ids = list(self._config.shard_ids) or None
        self._identify_limiter, self._concurrency = identify_limiter, limit["max_concurrency"]
        if limit["remaining"] < len(self.shard_ids or range(self.shard_count)):
            # Discord resets the token of a bot that goes on identifying.
            seconds = limit["reset_after"] / 1000
            logger.warning("Discord allows no more sessions now; the next attempt is in %.0f s", seconds)
            await self._clock.sleep(seconds)
        await self.connect(reconnect=True)

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:  # noqa: ARG002
        """Waits for this shard's turn. After an invalid session it waits 1 to 5 s more, as Discord asks."""
        shard = shard_id or 0
        if shard in self._identified:
            await self._clock.sleep(random.uniform(1, 5))  # noqa: S311 - jitter
        self._identified.add(shard)
        await self._identify_limiter.wait(shard % self._concurrency)

    async def on_shard_connect(self, shard_id: int) -> None:
        """Makes a new session resume at the configured gateway, not at the address that Discord named."""
        if self._config.gateway_url is not None:
            self._connection._get_websocket(shard_id=shard_id).gateway = DiscordWebSocket.DEFAULT_GATEWAY  # noqa: SLF001

    @property
    def connected(self) -> bool:
        """True if all shards of this process are connected."""
        return self.is_ready() and not any(shard.is_closed() for shard in self.shards.values())

    async def on_ready(self) -> None:
        """Runs when all shards are connected."""
        await self._ready_handler(self)

    def parse_interaction(self, payload: dict[str, Any]) -> "discord.Interaction[Any]":
        """Reads an interaction that did not come through the gateway."""
        return discord.Interaction(data=payload, state=self._connection)  # type: ignore[arg-type]

    async def on_interaction(self, interaction: "discord.Interaction[Any]") -> None:
        """Receives a command, a button, a modal or an autocomplete request."""
        await self._interaction_handler(interaction)

    async def on_message(self, message: discord.Message) -> None:
        """Receives a message. Without the intent, it has content only in direct messages or if it mentions the bot."""
        if self.user is not None:
            await self._message_handler(message, self.user.id)

    async def on_raw_message_delete(self, payload: discord.RawMessageDeleteEvent) -> None:
        """Receives the deletion of a message."""
        await self._deletion_handler(str(payload.message_id))

    @property
    def invite_url(self) -> str:
        """The link that adds the bot to a server with `REQUIRED_PERMISSIONS`."""
        return discord.utils.oauth_url(
            self.application_id or 0, permissions=REQUIRED_PERMISSIONS, scopes=("bot", "applications.commands")
        )
