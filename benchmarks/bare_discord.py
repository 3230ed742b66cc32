"""A bot that uses only discord.py, for comparison: `python -m benchmarks.bare_discord API GATEWAY TOKEN`.

It registers one command, defers, and edits its response.
"""

import sys

import discord
import yarl
from discord import app_commands
from discord.gateway import DiscordWebSocket
from discord.http import Route


class Bare(discord.AutoShardedClient):
    """A client with the same intents as Troubadour."""

    def __init__(self) -> None:
        intents = discord.Intents.none()
        intents.guilds = intents.guild_messages = intents.dm_messages = True
        super().__init__(intents=intents, guild_ready_timeout=0.0)
        self.tree = app_commands.CommandTree(self)

    async def setup_hook(self) -> None:
        """Registers the command."""

        @self.tree.command(description="Say something")
        async def chat(interaction: discord.Interaction["Bare"], message: str) -> None:
            await interaction.response.defer()
            await interaction.edit_original_response(content=f"You said: {message}")

        await self.tree.sync()


def main() -> None:
    """Connects to the Discord that the arguments name."""
    api, gateway, token = sys.argv[1:]
    Route.BASE = api
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway)
    Bare().run(token, log_handler=None)


if __name__ == "__main__":
    main()
