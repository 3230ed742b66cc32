"""`troubadour run`, `listen` and `work`: the services with their adapters, until the process is asked to stop."""

import asyncio
import logging
import signal
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from adapters.web.config import WebSettings
from bot.addresses import health_address, http_addresses, is_posted_to, metrics_address
from bot.database import open_folder
from bot.declarations import local_platforms, platform_declarations
from bot.engines import engines_reach
from bot.garbage import return_memory, spare_what_is_loaded
from bot.heartbeat import Heartbeat
from bot.http.connections import ConnectionLimits, connections_limit
from bot.http.health import ONLY_HEALTH, HealthRoutes, ProcessState
from bot.http.listener import HttpListener, PlacedEndpoint
from bot.http.metrics import metrics_endpoint
from bot.roles import Role
from bot.secret_files import secrets_of
from bot.services import HAND_OVER_SECONDS, Services, open_services
from bot.settings import Settings
from bot.signals import exit_after, handle_signals
from bot.version import version
from core.commands.administration.overview import Overview
from core.domain.errors import OperatorError
from core.platform_declaration import Adapter, PlatformDeclaration, PlatformServices

logger = logging.getLogger("troubadour")

END_SECONDS = 15.0
"""The longest time for what follows the drain: last answers, last words of replies, connections."""


async def run(settings: Settings, role: Role = Role.BOTH) -> None:
    """Serves in a role until SIGTERM or Ctrl-C, then drains; a second signal exits immediately.

    Raises `OperatorError` for a data folder or a port that is in use, and for everything else that prevents a start.
    """
    if role is not Role.BOTH and settings.database_url is None:
        raise OperatorError(
            f"`troubadour {role.value}` is one of several processes that share a database: set DATABASE_URL, or start "
            "`troubadour run`, which needs none."
        )
    for declared in selected_platforms(settings):
        if declared.name in settings.only and (missing := declared.missing(settings.section(declared.settings))):
            raise OperatorError(f"{missing}, or leave {declared.name} out of --only.")
    closing = asyncio.Event()

    def close() -> None:
        logger.info(
            "stopping: running commands have %g seconds; a second signal stops immediately",
            settings.drain_seconds,
        )
        exit_after(stop_seconds(settings, role))
        closing.set()

    with open_folder(settings) as folder, handle_signals((signal.SIGTERM, signal.SIGINT), close):
        where = folder.path if settings.database_url is None else "PostgreSQL"
        logger.info("Troubadour %s, data in %s", version(), where)
        async with open_services(settings, folder, role) as services:
            adapters = dict(_build_adapters(services))
            services.platforms.update({each.platform.name: each.platform for each in adapters.values()})
            await services.local_models.look()
            await _warn_of_silence(services)
            serve = [each.serve for each in adapters.values() if each.serve is not None]
            state = _process_state(services, closing)
            listener = _listener(services, adapters if role.listens else {}, state)
            if listener is None:
                serve.append(Heartbeat(folder.path, state, services.clock).serve)
            if not role.listens:
                logger.info("jobs are run; requests come from other processes")
            serve.append(lambda: return_memory(services.clock))
            spare_what_is_loaded()
            await services.serve(serve, closing, http=listener.serve if listener else None)
    logger.info("stopped")


def stop_seconds(settings: Settings, role: Role) -> float:
    """The longest time from a signal to the end of the process, in seconds."""
    leaving = max(HAND_OVER_SECONDS, settings.accept_grace_seconds) if role.listens else 0.0
    return leaving + settings.drain_seconds + END_SECONDS


def selected_platforms(settings: Settings) -> list[PlatformDeclaration[Any]]:
    """The platforms that may be served: those of TROUBADOUR_ONLY, by default all."""
    served = [each for each in platform_declarations() if each.build is not None]
    return [each for each in served if not settings.only or each.name in settings.only]


def _build_adapters(services: Services) -> Iterator[tuple[str, Adapter]]:
    """Builds the adapters that are set up, and logs the setting that is missing for one that is not quite."""
    given = _platform_services(services)
    for declared in selected_platforms(services.settings):
        section = services.settings.section(declared.settings)
        if missing := declared.missing(section):
            if declared.begun(section):
                logger.error("%s is off. %s.", declared.title, missing)
        elif declared.build is not None:
            yield declared.name, declared.build(section, given)


def _process_state(services: Services, closing: asyncio.Event) -> Callable[[], ProcessState]:
    def state() -> ProcessState:
        return ProcessState(
            draining=closing.is_set(),
            storing=services.store_watch.sound,
            connected=services.connected,
            waiting=services.jobs.waiting,
            running=services.jobs.running,
        )

    if services.metrics is not None:
        services.metrics.state = state
    return state


def _listener(
    services: Services, adapters: Mapping[str, Adapter], state: Callable[[], ProcessState]
) -> HttpListener | None:
    """The listener of all adapters that answer HTTP requests, of metrics and of health routes; None if there is nothing
    to listen for. Raises `OperatorError` if the settings collide."""
    addresses = http_addresses(services.settings)
    endpoints = [
        PlacedEndpoint(endpoint=each.http, address=addresses[name])
        for name, each in adapters.items()
        if each.http is not None and name in addresses
    ]

    address = metrics_address(services.settings, listens=services.role.listens)
    if (metrics := services.metrics) is not None and address is not None:
        token = services.settings.metrics_token
        endpoint = metrics_endpoint(metrics.exposition, token.get_secret_value() if token else None)
        endpoints.append(PlacedEndpoint(endpoint=endpoint, address=address))
    if (own := health_address(services.settings)) is not None:
        endpoints.append(PlacedEndpoint(endpoint=ONLY_HEALTH, address=own))
    if not endpoints:
        return None
    limits = ConnectionLimits(
        connections=connections_limit(),
        is_trusted_proxy=services.settings.section(WebSettings).is_trusted_proxy,
    )
    return HttpListener(endpoints, HealthRoutes(state), limits, services.dispatcher.undecided)


def _platform_services(services: Services) -> PlatformServices:
    key = services.settings.secret_key
    return PlatformServices(
        dispatcher=services.dispatcher,
        suggestions=services.suggestions,
        store=services.store,
        clock=services.clock,
        policies=services.policies,
        operating_limits=services.settings.operating_limits,
        folder=services.folder.path,
        notify=services.alerts.notify,
        secret=secrets_of(services.settings, services.folder.path),
        data_practices=services.data_practices,
        overview=Overview(
            store=services.store,
            engine=services.engine,
            policies=services.policies,
            platforms=services.platforms,
            clock=services.clock,
        ),
        found_settings=lambda: services.local_models.found,
        secret_key=key.get_secret_value() if key is not None else None,
        is_posted_to=is_posted_to(services.settings),
        listens=services.role.listens,
        shares_store=services.settings.database_url is not None,
    )


async def _warn_of_silence(services: Services) -> None:
    silent = sorted(set(services.platforms) - local_platforms())
    if silent and await engines_reach(services.settings) != "everywhere":
        logger.warning(
            "no model answers on %s: set HF_TOKEN, or TROUBADOUR_BUILTIN_ENGINE=everywhere to try it out",
            " and ".join(silent),
        )
