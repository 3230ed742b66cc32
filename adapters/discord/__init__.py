"""Discord. Importing this package imports discord.py: it is done when a token is there."""

from adapters.discord.adapter import DiscordAdapter
from adapters.discord.app_commands.payloads import commands_for
from adapters.discord.app_commands.registration import replace_commands
from adapters.discord.config import DiscordConfig, HttpConfig

__all__ = ["DiscordAdapter", "DiscordConfig", "HttpConfig", "commands_for", "replace_commands"]
