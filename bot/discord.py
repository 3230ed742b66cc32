"""`troubadour discord`: registers the commands, or removes them."""

from adapters.discord.config import DiscordSettings
from adapters.discord.declaration import discord_config
from bot.catalogue import load_commands
from bot.settings import Settings
from core.domain.errors import OperatorError


async def sync_commands(settings: Settings, guild: str | None, *, off: bool) -> int:
    """Registers the commands with Discord, or none. Returns their number. Raises `OperatorError` if Discord refuses."""
    config = discord_config(settings.section(DiscordSettings), settings.operating_limits)
    import aiohttp
    import discord

    from adapters.discord.app_commands.payloads import commands_for
    from adapters.discord.app_commands.registration import replace_commands

    payload = [] if off else commands_for(load_commands())
    try:
        await replace_commands(config, payload, guild)
    except discord.LoginFailure:
        raise OperatorError("Discord does not know this token: copy it to DISCORD_TOKEN again.") from None
    except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
        raise OperatorError(f"Discord did not accept the commands: {error}") from error
    return len(payload)
