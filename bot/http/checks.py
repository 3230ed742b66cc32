"""The part of `troubadour doctor` about the addresses that the bot listens on."""

import errno
import json
import socket
import urllib.request
from collections.abc import Sequence

from bot.addresses import health_address, http_addresses, metrics_address
from bot.declarations import platform_declarations
from bot.http.listener import check_ports
from bot.settings import Settings
from core.domain.checks import SetupCheck
from core.domain.errors import OperatorError
from core.platform_declaration import HttpAddress

SECONDS = 2.0
"""The patience with a program that has one of our ports."""


def check_addresses(settings: Settings) -> Sequence[SetupCheck]:
    """A line for each address with what is served there, and whether it can be used. It blocks."""
    titles = {each.name: each.title for each in platform_declarations()}
    found = {titles[name]: at for name, at in http_addresses(settings).items() if _is_served(settings, name)}
    if (metrics := metrics_address(settings)) is not None:
        found["Metrics"] = metrics
    if (health := health_address(settings)) is not None:
        found["Health"] = health
    if not found:
        return ()
    heading = SetupCheck(line="HTTP")
    try:
        check_ports(found)
    except OperatorError as error:
        return heading, SetupCheck.because(error)
    checks = [heading]
    for address in dict.fromkeys(found.values()):
        sharing = ", ".join(title for title, at in found.items() if at == address)
        checks.append(_trouble(address) or SetupCheck(line=f"  {address.url}: {sharing}."))
    return checks


def _is_served(settings: Settings, name: str) -> bool:
    return not settings.only or name in settings.only


def _trouble(address: HttpAddress) -> SetupCheck | None:
    """The row of an address that cannot be used; None if it is free, or if a bot has it."""
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    try:
        socket.create_server((address.host, address.port), family=family).close()
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            return SetupCheck(
                line=f"  The bot cannot listen on {address.host}:{address.port} ({error.strerror}).",
                ok=False,
                fix=f"Choose another address with {address.host_setting}.",
            )
        if not _is_a_bot(address):
            return SetupCheck(
                line=f"  Another program has port {address.port} on {address.host}.",
                ok=False,
                fix=f"Stop it, or choose another port with {address.port_setting}.",
            )
    return None


def _is_a_bot(address: HttpAddress) -> bool:
    # A proxy for outgoing requests cannot reach a program on this machine.
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(f"{address.url}/livez", timeout=SECONDS) as answer:
            return bool(json.load(answer) == {"live": True})
    except (OSError, ValueError):
        return False
