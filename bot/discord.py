"""The Discord adapter, built if there is a token."""

from typing import TYPE_CHECKING

from bot.catalogue import load_commands
from bot.services import Services
from bot.settings import Settings
from core.domain.errors import OperatorError

if TYPE_CHECKING:
    from adapters.discord import DiscordAdapter, DiscordConfig, HttpConfig


def build_discord(services: Services) -> "DiscordAdapter | None":
    """Builds the adapter. Returns None if there is no token."""
    if services.settings.discord_token is None:
        return None
    from adapters.discord import DiscordAdapter

    return DiscordAdapter(
        services.dispatcher,
        services.suggestions,
        services.clock,
        discord_config(services.settings),
        is_accepting=lambda: services.admission.is_open,
        notify=services.alerts.notify,
    )


def discord_config(settings: Settings) -> "DiscordConfig":
    """Builds the adapter's configuration. Raises `OperatorError` if a setting is missing or does not fit."""
    from adapters.discord import DiscordConfig

    if settings.discord_token is None:
        raise OperatorError("There is no Discord bot token: set DISCORD_TOKEN.")
    return DiscordConfig(
        token=settings.discord_token.get_secret_value(),
        guilds=frozenset(settings.discord_guilds),
        admins=frozenset(settings.discord_admins),
        elsewhere=settings.discord_elsewhere,
        showing=settings.discord_showing,
        admin_channel=settings.discord_admin_channel,
        follow_threads=settings.discord_follow_threads,
        api_url=settings.discord_api_url,
        gateway_url=settings.discord_gateway_url,
        attachment_bytes=settings.operating_limits.attachment_bytes,
        shard_ids=_shards(settings),
        shard_count=settings.discord_shard_count,
        http=_http(settings),
    )


def _shards(settings: Settings) -> tuple[int, ...]:
    ids, count = settings.discord_shard_ids, settings.discord_shard_count
    if ids and count is None:
        raise OperatorError("DISCORD_SHARD_IDS needs DISCORD_SHARD_COUNT, the number of shards in all processes.")
    if count is not None and not all(0 <= id < count for id in ids):
        raise OperatorError(f"DISCORD_SHARD_IDS are numbers from 0 to {count - 1}, below DISCORD_SHARD_COUNT.")
    if ids and settings.discord_http:
        raise OperatorError("Without a gateway there are no shards: leave out DISCORD_SHARD_IDS or DISCORD_HTTP.")
    return tuple(dict.fromkeys(ids))


def _http(settings: Settings) -> "HttpConfig | None":
    from adapters.discord import HttpConfig

    if not settings.discord_http:
        return None
    if settings.discord_public_key is None:
        raise OperatorError(
            "Discord signs its requests: copy the application's public key from the developer portal, under General "
            "Information, to DISCORD_PUBLIC_KEY."
        )
    return HttpConfig(
        host=settings.discord_http_host, port=settings.discord_http_port, public_key=settings.discord_public_key
    )


async def sync_commands(settings: Settings, guild: str | None, *, off: bool) -> int:
    """Registers the commands with Discord, or none. Returns their number. Raises `OperatorError` if Discord refuses."""
    config = discord_config(settings)
    import aiohttp
    import discord

    from adapters.discord import commands_for, replace_commands

    payload = [] if off else commands_for(load_commands())
    try:
        await replace_commands(config, payload, guild)
    except discord.LoginFailure:
        raise OperatorError("Discord does not know this token: copy it to DISCORD_TOKEN again.") from None
    except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
        raise OperatorError(f"Discord did not accept the commands: {error}") from error
    return len(payload)
