"""The Discord adapter. Importing it imports discord.py, so this happens only if there is a token."""

from adapters.discord.adapter import DiscordAdapter
from adapters.discord.app_commands.payloads import commands_for
from adapters.discord.app_commands.registration import replace_commands
from adapters.discord.config import DiscordConfig, HttpConfig

__all__ = ["DiscordAdapter", "DiscordConfig", "HttpConfig", "commands_for", "replace_commands"]
