"""The addresses of Discord's API and gateway, which the library keeps for the whole process."""

import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route


def use_api_urls(api_url: str | None, gateway_url: str | None) -> None:
    """Sends the library to another Discord. It keeps both addresses in classes, for the whole process."""
    if api_url is not None:
        Route.BASE = api_url.rstrip("/")
    if gateway_url is not None:
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway_url)
