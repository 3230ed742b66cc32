"""`troubadour healthcheck`: a check of the web room on this machine. It uses only urllib, to be quick."""

import urllib.error
import urllib.request

from bot.settings import Settings
from core.domain.errors import OperatorError

SECONDS = 4.0
"""Less than the five seconds after which the container gives up the check."""


def check(settings: Settings) -> None:
    """Raises `OperatorError` if the room does not answer or is not ready."""
    host, port = settings.host, settings.port
    if settings.discord_http and settings.only and "web" not in settings.only:
        host, port = settings.discord_http_host, settings.discord_http_port
    host = host if host not in ("0.0.0.0", "::") else "127.0.0.1"  # noqa: S104 - recognised, not bound
    url = f"http://{f'[{host}]' if ':' in host else host}:{port}/readyz"
    # A proxy for outgoing requests cannot reach a room on this machine.
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(url, timeout=SECONDS):
            return
    except urllib.error.HTTPError as error:
        raise OperatorError(f"{url} is not ready (status {error.code}).") from error
    except OSError as error:
        raise OperatorError(f"{url} does not answer ({getattr(error, 'reason', error)}).") from error
