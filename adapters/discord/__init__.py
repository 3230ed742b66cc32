"""Discord. Importing this package imports discord.py: it is done when a token is there."""

from adapters.discord.adapter import DiscordAdapter
from adapters.discord.config import DiscordConfig, HttpConfig
from adapters.discord.registration import replace_commands
from adapters.discord.translation import commands_for

__all__ = ["DiscordAdapter", "DiscordConfig", "HttpConfig", "commands_for", "replace_commands"]
