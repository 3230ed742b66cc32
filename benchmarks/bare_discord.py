"""A bot that uses only discord.py, for comparison.

`python -m benchmarks.bare_discord API GATEWAY TOKEN [DATABASE [MODELS MODEL]]` registers one command, defers, and edits
its response. With a database, it first commits one row durably, as many requests together as wait, in a thread. With a
model at an address, it answers with what that streams, and edits its response once a second.
"""

import asyncio
import sqlite3
import sys
import time
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

    def __init__(self, database: str | None = None, models: str | None = None, model: str = "") -> None:
        intents = discord.Intents.none()
        intents.guilds = intents.guild_messages = intents.dm_messages = True
        super().__init__(intents=intents, guild_ready_timeout=0.0)
        self.tree = app_commands.CommandTree(self)
        self._rows = Rows(database) if database is not None else None
        self._models, self._model = models, model

    async def setup_hook(self) -> None:
        """Registers the command."""

        @self.tree.command(description="Say something")
        async def chat(interaction: discord.Interaction["Bare"], message: str) -> None:
            if self._rows is not None:
                await self._rows.add(message)
            await interaction.response.defer()
            if self._models is not None:
                await self._answer(interaction, message)
            else:
                await interaction.edit_original_response(content=f"You said: {message}")

        if self._models is not None:
            from huggingface_hub import AsyncInferenceClient

            self._client = AsyncInferenceClient(base_url=self._models, api_key="none")
        await self.tree.sync()

    async def _answer(self, interaction: discord.Interaction["Bare"], message: str) -> None:
        said, edited = "", time.monotonic()
        asked = [{"role": "user", "content": message}]
        async for chunk in await self._client.chat_completion(asked, model=self._model, stream=True):
            said += (chunk.choices[0].delta.content or "") if chunk.choices else ""
            if said and time.monotonic() > edited + 1:
                await interaction.edit_original_response(content=said)
                edited = time.monotonic()
        await interaction.edit_original_response(content=said, view=None)


def main() -> None:
    """Connects to the Discord that the arguments name."""
    api, gateway, token, *answers = sys.argv[1:]
    Route.BASE = api
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway)
    Bare(*answers).run(token, log_handler=None)


if __name__ == "__main__":
    main()
