"""`troubadour healthcheck`: a check of the bot on this machine. It uses only urllib and a file, to be quick."""

import urllib.error
import urllib.request

from bot.addresses import health_address, served_address
from bot.heartbeat import FILE, heartbeat_trouble
from bot.settings import Settings
from core.domain.errors import OperatorError
from core.platform_declaration import HttpAddress

SECONDS = 4.0
"""Less than the five seconds after which the container gives up the check."""


def check(settings: Settings) -> None:
    """Raises `OperatorError` if the bot does not answer or is not ready.

    A process without a port has a heartbeat in its data folder. That of a worker is there beside settings for ports.
    """
    address = served_address(settings)
    if address is None or (health_address(settings) is None and (settings.data / FILE).exists()):
        if (trouble := heartbeat_trouble(settings.data)) is not None:
            raise OperatorError(f"The bot {trouble}.")
        return
    _check_http(address)


def _check_http(address: HttpAddress) -> None:
    url = f"{address.url}/readyz"
    # A proxy for outgoing requests cannot reach a room on this machine.
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(url, timeout=SECONDS):
            return
    except urllib.error.HTTPError as error:
        raise OperatorError(f"{url} is not ready (status {error.code}).") from error
    except OSError as error:
        raise OperatorError(f"{url} does not answer ({getattr(error, 'reason', error)}).") from error
