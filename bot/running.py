"""`troubadour run`: the services with their adapters, until the process is asked to stop."""

import asyncio
import logging
import signal

from bot.discord import build_discord
from bot.engines import LOCAL_PLATFORMS, answers_everywhere
from bot.services import Serve, Services, open_services
from bot.settings import Settings
from bot.signals import handle_signals
from bot.slack import build_slack, missing_for_slack
from bot.version import version
from bot.web import build_web
from core.domain.errors import OperatorError
from core.store.data_folder import DataFolder

logger = logging.getLogger("troubadour")


async def run(settings: Settings) -> None:
    """Serves until SIGTERM or Ctrl-C, then drains; a second signal exits immediately.

    Raises `OperatorError` for a data folder or a port that is in use, and for everything else that prevents a start.
    """
    if "discord" in settings.only and settings.discord_token is None:
        raise OperatorError("Discord needs the token of a bot: set DISCORD_TOKEN, or leave discord out of --only.")
    if "slack" in settings.only and (missing := missing_for_slack(settings)):
        raise OperatorError(f"{missing}, or leave slack out of --only.")
    closing = asyncio.Event()

    def close() -> None:
        logger.info(
            "stopping: nothing new is accepted, running commands have %g seconds; a second signal stops immediately",
            settings.drain_seconds,
        )
        closing.set()

    with DataFolder.claim(settings.data) as folder, handle_signals((signal.SIGTERM, signal.SIGINT), close):
        logger.info("Troubadour %s, data in %s", version(), folder.path)
        async with open_services(settings, folder) as services:
            adapters: list[Serve] = []
            if not settings.only or "web" in settings.only:
                web, serve_web = build_web(services)
                services.platforms[web.name] = web
                adapters.append(serve_web)
            if (not settings.only or "discord" in settings.only) and (discord := build_discord(services)):
                services.platforms[discord.name] = discord
                adapters.append(discord.serve)
            if (not settings.only or "slack" in settings.only) and (slack := build_slack(services)):
                services.platforms[slack.name] = slack
                adapters.append(slack.serve)
            await _warn_of_silence(services)
            await services.serve(adapters, closing)
    logger.info("stopped")


async def _warn_of_silence(services: Services) -> None:
    silent = sorted(name for name in services.platforms if name not in LOCAL_PLATFORMS)
    if silent and not await answers_everywhere(services.settings):
        logger.warning(
            "no model answers on %s: set HF_TOKEN, or TROUBADOUR_BUILTIN_ENGINE=everywhere to try it out",
            " and ".join(silent),
        )
