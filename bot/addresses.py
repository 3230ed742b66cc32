"""The addresses that the process listens on for HTTP."""

from adapters.web.config import WebSettings
from bot.declarations import platform_declarations
from bot.settings import Settings
from core.platform_declaration import HttpAddress


def http_addresses(settings: Settings) -> dict[str, HttpAddress]:
    """The address of each platform that answers HTTP requests, by its name. All share one, unless a setting says
    otherwise."""
    web = settings.section(WebSettings)
    shared = HttpAddress(host=web.host, port=web.port, host_setting="--host", port_setting="--port")
    found: dict[str, HttpAddress] = {}
    for each in platform_declarations():
        section = settings.section(each.settings)
        if not each.missing(section) and (address := each.http_address(section, shared)) is not None:
            found[each.name] = address
    return found
