"""A bot that uses only discord.py, for comparison: `python -m benchmarks.bare_discord API GATEWAY TOKEN [DATABASE]`.

It registers one command, defers, and edits its response. With a database, it first commits one row durably, as many
requests together as wait, in a thread.
"""

import asyncio
import sqlite3
import sys
from functools import partial

import discord
import yarl
from discord import app_commands
from discord.gateway import DiscordWebSocket
from discord.http import Route


class Rows:
    """A table that is written in a thread; all rows that wait are one commit."""

    def __init__(self, path: str) -> None:
        self._database = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._database.executescript(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE IF NOT EXISTS row (text TEXT)"
        )
        self._waiting: list[tuple[str, asyncio.Future[None]]] = []
        self._writer: asyncio.Task[None] | None = None

    async def add(self, text: str) -> None:
        """Returns when the row is on the disk."""
        done = asyncio.get_running_loop().create_future()
        self._waiting.append((text, done))
        if self._writer is None:
            self._writer = asyncio.create_task(self._write())
        await done

    async def _write(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting, []
            await asyncio.to_thread(partial(self._commit, [text for text, _ in batch]))
            for _, done in batch:
                done.set_result(None)
        self._writer = None

    def _commit(self, texts: list[str]) -> None:
        self._database.execute("BEGIN IMMEDIATE")
        self._database.executemany("INSERT INTO row VALUES (?)", [(text,) for text in texts])
        self._database.execute("COMMIT")


class Bare(discord.AutoShardedClient):
    """A client with the same intents as Troubadour."""

    def __init__(self, database: str | None) -> None:
        intents = discord.Intents.none()
        intents.guilds = intents.guild_messages = intents.dm_messages = True
        super().__init__(intents=intents, guild_ready_timeout=0.0)
        self.tree = app_commands.CommandTree(self)
        self._rows = Rows(database) if database is not None else None

    async def setup_hook(self) -> None:
        """Registers the command."""

        @self.tree.command(description="Say something")
        async def chat(interaction: discord.Interaction["Bare"], message: str) -> None:
            if self._rows is not None:
                await self._rows.add(message)
            await interaction.response.defer()
            await interaction.edit_original_response(content=f"You said: {message}")

        await self.tree.sync()


def main() -> None:
    """Connects to the Discord that the arguments name."""
    api, gateway, token, *database = sys.argv[1:]
    Route.BASE = api
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway)
    Bare(database[0] if database else None).run(token, log_handler=None)


if __name__ == "__main__":
    main()
