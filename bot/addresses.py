"""The addresses that the process listens on for HTTP."""

from typing import TYPE_CHECKING

from adapters.web.config import WebSettings
from bot.declarations import local_platforms, platform_declarations
from core.platform_declaration import HttpAddress

if TYPE_CHECKING:
    from bot.settings import Settings


def http_addresses(settings: "Settings") -> dict[str, HttpAddress]:
    """The address of each platform that answers HTTP requests, by its name. All share one, unless a setting says
    otherwise."""
    found: dict[str, HttpAddress] = {}
    for each in platform_declarations():
        section = settings.section(each.settings)
        if not each.missing(section) and (address := each.http_address(section, _shared(settings))) is not None:
            found[each.name] = address
    return found


def health_address(settings: "Settings") -> HttpAddress | None:
    """The address of health routes alone; None if they are only where a platform answers."""
    if settings.health_port is None:
        return None
    return HttpAddress(
        host=settings.health_host,
        port=settings.health_port,
        host_setting="TROUBADOUR_HEALTH_HOST",
        port_setting="TROUBADOUR_HEALTH_PORT",
    )


def served_address(settings: "Settings") -> HttpAddress | None:
    """An address at which a process that listens answers; None if it answers nowhere."""
    if (own := health_address(settings)) is not None:
        return own
    served = (at for name, at in http_addresses(settings).items() if not settings.only or name in settings.only)
    return next(served, None) or metrics_address(settings)


def metrics_address(settings: "Settings", *, listens: bool = True) -> HttpAddress | None:
    """The address of `/metrics`; None if nobody may read it, or if the process listens nowhere."""
    if settings.metrics_port is not None:
        return HttpAddress(
            host=settings.metrics_host,
            port=settings.metrics_port,
            host_setting="TROUBADOUR_METRICS_HOST",
            port_setting="TROUBADOUR_METRICS_PORT",
        )
    if settings.metrics_token is None:
        return None
    return _shared(settings) if listens else health_address(settings)


def is_posted_to(settings: "Settings") -> bool:
    """True if a platform posts to the address that all share, so that a proxy leads strangers there."""
    remote = {name: at for name, at in http_addresses(settings).items() if name not in local_platforms()}
    return any(at == _shared(settings) for name, at in remote.items() if not settings.only or name in settings.only)


def _shared(settings: "Settings") -> HttpAddress:
    web = settings.section(WebSettings)
    return HttpAddress(
        host=web.host, port=web.port, host_setting="--host", port_setting="--port", base_path=web.base_path
    )
