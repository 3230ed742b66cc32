"""`troubadour healthcheck`: a check of the web room on this machine. It uses only urllib, to be quick."""

import urllib.error
import urllib.request

from bot.declarations import platform_declarations
from bot.settings import Settings
from core.domain.errors import OperatorError

SECONDS = 4.0
"""Less than the five seconds after which the container gives up the check."""


def check(settings: Settings) -> None:
    """Raises `OperatorError` if the room does not answer or is not ready."""
    host, port = _address(settings)
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


def _address(settings: Settings) -> tuple[str, int]:
    """The first address of a platform that is served, or else of any platform."""
    declared = sorted(platform_declarations(), key=lambda each: bool(settings.only) and each.name not in settings.only)
    for each in declared:
        if (address := each.health_address(settings.section(each.settings))) is not None:
            return address
    raise OperatorError("No platform has an address to check.")
