"""The declaration of the Discord adapter; it does not import discord.py."""

from collections.abc import Sequence

from adapters.discord.config import NAME, PORT, DiscordConfig, DiscordSettings
from core.domain.checks import SetupCheck
from core.domain.errors import OperatorError
from core.domain.operating_limits import OperatingLimits
from core.domain.setup_questions import FoundAnswer, SetupQuestion
from core.platform_declaration import (
    Adapter,
    HttpAddress,
    PlatformCheckContext,
    PlatformDeclaration,
    PlatformFeature,
    PlatformServices,
)

OWN_ADDRESS = HttpAddress(
    host="127.0.0.1", port=PORT, host_setting="DISCORD_HTTP_HOST", port_setting="DISCORD_HTTP_PORT"
)
"""The address for Discord's requests alone, where a setting names only one half of it."""


def discord_config(settings: DiscordSettings, limits: OperatingLimits) -> DiscordConfig:
    """Builds the adapter's configuration. Raises `OperatorError` if a setting is missing or does not fit."""
    if settings.token is None:
        raise OperatorError("There is no Discord bot token: set DISCORD_TOKEN.")
    return DiscordConfig(**settings.given_values(), attachment_bytes=limits.attachment_bytes)


def _build(settings: DiscordSettings, services: PlatformServices) -> Adapter:
    from adapters.discord.adapter import DiscordAdapter

    adapter = DiscordAdapter(
        services.dispatcher,
        services.suggestions,
        services.clock,
        discord_config(settings, services.operating_limits),
        notify=services.notify,
        listens=services.listens,
        alone=not services.shares_store,
    )
    http = adapter.http_endpoint
    return Adapter(platform=adapter, serve=adapter.serve, http=http.http if http is not None else None)


def _http_address(settings: DiscordSettings, shared: HttpAddress) -> HttpAddress | None:
    return shared.unless(settings.http_host, settings.http_port, OWN_ADDRESS) if settings.http else None


def _missing(settings: DiscordSettings) -> str | None:
    return "Discord needs the token of a bot: set DISCORD_TOKEN" if settings.token is None else None


async def _check(settings: DiscordSettings, context: PlatformCheckContext) -> Sequence[SetupCheck]:
    """Checks the application, a row each. Returns nothing if Discord is not set up."""
    if settings.token is None:
        return ()
    heading = SetupCheck(line="Discord")
    try:
        config = discord_config(settings, OperatingLimits())
    except OperatorError as error:
        return heading, SetupCheck.because(error)
    from adapters.discord.setup_check import check_application

    return heading, *await check_application(config, context)


async def _verify_token(settings: DiscordSettings) -> Sequence[SetupCheck]:
    from adapters.discord.setup_check import check_token

    return await check_token(discord_config(settings, OperatingLimits()))


async def _find_guilds(settings: DiscordSettings) -> FoundAnswer:
    from adapters.discord.setup_check import find_guilds

    return await find_guilds(discord_config(settings, OperatingLimits()))


discord = PlatformDeclaration(
    name=NAME,
    title="Discord",
    settings=DiscordSettings,
    features=frozenset(PlatformFeature),
    build=_build,
    missing=_missing,
    check=_check,
    http_address=_http_address,
    setup_questions=(
        SetupQuestion(
            "DISCORD_TOKEN",
            "Discord bot token [none]",
            "Discord: open https://discord.com/developers/applications and click New Application. Then click Bot,\n"
            "switch on Message Content Intent if the bot should answer whole channels, and click Reset Token.",
            secret=True,
            verify=_verify_token,
        ),
        SetupQuestion(
            "DISCORD_GUILDS",
            "Ids of the servers that it serves [those that it is in]",
            "Open the link, add the bot to your server, and press Enter.",
            find=_find_guilds,
            needs="DISCORD_TOKEN",
        ),
    ),
)
