"""The addresses of Discord's API and gateway, which discord.py keeps for the whole process."""

import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route


def use_api_urls(api_url: str | None, gateway_url: str | None) -> None:
    """Makes discord.py use other addresses; None keeps Discord's own. It keeps both in classes."""
    if api_url is not None:
        Route.BASE = api_url.rstrip("/")
    if gateway_url is not None:
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway_url)
