"""`troubadour healthcheck`: whether the room of this machine is ready. It uses urllib only, to be quick."""

import urllib.error
import urllib.request

from bot.settings import Settings
from core.domain.errors import OperatorError

SECONDS = 4.0
"""Below the five that the container waits for the check."""


def check(settings: Settings) -> None:
    """Raises `OperatorError` where the room does not answer or is not ready."""
    host, port = settings.host, settings.port
    if settings.discord_http and settings.only and "web" not in settings.only:
        host, port = settings.discord_http_host, settings.discord_http_port
    host = host if host not in ("0.0.0.0", "::") else "127.0.0.1"  # noqa: S104 - recognised, not bound
    url = f"http://{f'[{host}]' if ':' in host else host}:{port}/readyz"
    # A proxy for the way out knows nothing of this machine's rooms.
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(url, timeout=SECONDS):
            return
    except urllib.error.HTTPError as error:
        raise OperatorError(f"{url} is not ready (status {error.code}).") from error
    except OSError as error:
        raise OperatorError(f"{url} does not answer ({getattr(error, 'reason', error)}).") from error
