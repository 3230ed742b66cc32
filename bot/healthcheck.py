"""`troubadour healthcheck`: a check of the bot on this machine. It uses only urllib, to be quick."""

import urllib.error
import urllib.request

from bot.addresses import http_addresses
from bot.settings import Settings
from core.domain.errors import OperatorError
from core.platform_declaration import HttpAddress

SECONDS = 4.0
"""Less than the five seconds after which the container gives up the check."""


def check(settings: Settings) -> None:
    """Raises `OperatorError` if the bot does not answer or is not ready."""
    url = f"{_address(settings).url}/readyz"
    # A proxy for outgoing requests cannot reach a room on this machine.
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(url, timeout=SECONDS):
            return
    except urllib.error.HTTPError as error:
        raise OperatorError(f"{url} is not ready (status {error.code}).") from error
    except OSError as error:
        raise OperatorError(f"{url} does not answer ({getattr(error, 'reason', error)}).") from error


def _address(settings: Settings) -> HttpAddress:
    """The first address of a platform that is served, or else of any platform."""
    addresses = http_addresses(settings)
    for name in sorted(addresses, key=lambda name: bool(settings.only) and name not in settings.only):
        return addresses[name]
    raise OperatorError("No platform has an address to check.")
