"""The declaration of the Discord adapter; it does not import discord.py."""

from adapters.discord.config import NAME, PORT, DiscordConfig, DiscordSettings
from core.domain.errors import OperatorError
from core.domain.operating_limits import OperatingLimits
from core.domain.setup_questions import SetupQuestion
from core.platform_declaration import Adapter, HttpAddress, PlatformDeclaration, PlatformFeature, PlatformServices

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


discord = PlatformDeclaration(
    name=NAME,
    title="Discord",
    settings=DiscordSettings,
    features=frozenset(PlatformFeature),
    build=_build,
    missing=_missing,
    http_address=_http_address,
    setup_questions=(
        SetupQuestion(
            "DISCORD_TOKEN",
            "Discord bot token [none]",
            "Discord: https://discord.com/developers/applications, New Application, Bot, Reset Token.",
            secret=True,
        ),
    ),
)
