"""Discord in this house: there is an adapter where there is a token."""

from typing import TYPE_CHECKING

from bot.catalogue import all_commands
from bot.house import House
from bot.settings import Settings
from core.errors import OperatorError

if TYPE_CHECKING:
    from adapters.discord import DiscordAdapter, DiscordConfig


def build_discord(house: House) -> "DiscordAdapter | None":
    """Builds the adapter; None where there is no token."""
    if house.settings.discord_token is None:
        return None
    from adapters.discord import DiscordAdapter

    return DiscordAdapter(house.dispatcher, house.suggestions, house.clock, discord_config(house.settings))


def discord_config(settings: Settings) -> "DiscordConfig":
    """The adapter's part of the settings. Raises `OperatorError` where the token is missing."""
    from adapters.discord import DiscordConfig

    if settings.discord_token is None:
        raise OperatorError("There is no token of a Discord bot: set DISCORD_TOKEN.")
    return DiscordConfig(
        token=settings.discord_token.get_secret_value(),
        guilds=frozenset(settings.discord_guilds),
        admins=frozenset(settings.discord_admins),
        elsewhere=settings.discord_elsewhere,
        showing=settings.discord_showing,
        api_url=settings.discord_api_url,
        gateway_url=settings.discord_gateway_url,
        attachment_bytes=settings.caps.attachment_bytes,
    )


async def sync_commands(settings: Settings, guild: str | None, *, off: bool) -> int:
    """Gives Discord the commands, or none; how many. Raises `OperatorError` where Discord does not take them."""
    config = discord_config(settings)
    import aiohttp
    import discord

    from adapters.discord import commands_for, replace_commands

    payload = [] if off else commands_for(all_commands())
    try:
        await replace_commands(config, payload, guild)
    except discord.LoginFailure:
        raise OperatorError("Discord does not know this token: copy it again into DISCORD_TOKEN.") from None
    except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
        raise OperatorError(f"Discord did not take the commands: {error}") from error
    return len(payload)
