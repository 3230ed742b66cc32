"""Discord: a person on a loopback server, and discord.py."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from adapters.discord.declaration import discord
from tests.adapters.discord.harness import AdapterHarness, config_for, opened
from tests.conformance.commands import scripted
from tests.conformance.harness import PlatformHarness, Seen
from tests.servers.discord_server import DiscordServer
from tests.servers.discord_server.interactions import Interaction


class DiscordHarness(PlatformHarness[Interaction]):
    declaration = discord

    def __init__(self, assembly: AdapterHarness, server: DiscordServer) -> None:
        self.assembly = assembly
        self._server = server

    async def ask(self, command: str, **options: int | bool) -> Interaction:
        given: dict[str, Any] = dict(options)
        return await self._server.slash(command, **given)

    async def see(self, reply: Interaction) -> Seen:
        messages = reply.messages
        return Seen(
            text="\n".join(message.text for message in messages),
            buttons=tuple(label for message in messages for label in message.buttons),
            pictures=tuple(file.bytes for message in messages for file in message.files),
            alternatives=tuple(text for message in messages for text in message.alternative_texts),
        )

    def refuse(self, words: str, *, content: bool, times: int) -> None:
        self._server.refuse(200000 if content else 50035, words, times=times)

    def attempts(self, words: str) -> int:
        return self._server.attempts(words)

    async def is_private(self, reply: Interaction) -> bool:
        return all(message.ephemeral for message in reply.messages)

    async def stop(self, reply: Interaction) -> None:
        await self.press(reply, "Stop")

    async def press(self, reply: Interaction, label: str) -> Callable[[], Awaitable[str]]:
        message = await reply.shows(lambda message: label in message.buttons)
        pressed = await self._server.press(message, label)
        await pressed.acknowledged()
        return pressed.refused


@asynccontextmanager
async def opened_discord(folder: Path, going: asyncio.Event) -> AsyncGenerator[DiscordHarness, None]:
    """Opens a Discord that discord.py is connected to."""
    from discord.gateway import DiscordWebSocket
    from discord.http import Route

    base, gateway = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    try:
        async with DiscordServer() as server:
            async with opened(folder, config_for(server), scripted(going)) as assembly:
                await server.ready()
                yield DiscordHarness(assembly, server)
            assert server.violations == []
    finally:  # discord.py keeps its addresses in its classes
        Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = base, gateway
