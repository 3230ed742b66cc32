"""Models on this machine that the settings do not use, and how to use them."""

import logging
from collections.abc import Sequence

from bot.declarations import engine_declarations
from bot.settings import Settings
from core.domain.setup_questions import FoundSetting
from core.domain.tasks import Task
from core.inference.engine import Engine

logger = logging.getLogger("troubadour")


async def discover(settings: Settings) -> Sequence[FoundSetting]:
    """Asks every engine that can look for models."""
    found: list[FoundSetting] = []
    for declared in engine_declarations():
        if declared.discover is not None:
            found += await declared.discover(settings.section(declared.settings))
    return found


class LocalModels:
    """The servers that were found at the start, for a bot that has no model to chat with."""

    def __init__(self, settings: Settings, engine: Engine) -> None:
        self._settings = settings
        self._engine = engine
        self.found: Sequence[FoundSetting] = ()

    async def look(self) -> None:
        """Looks once, before the bot serves, and tells the log. It takes a second at most."""
        if not all(card.by_rules for card in await self._engine.models(Task.CHAT_COMPLETION)):
            return
        logger.info(
            "no model is connected; two ways to connect one: HF_TOKEN=… (https://huggingface.co/settings/tokens), or "
            "TROUBADOUR_CHAT_COMPLETION_MODELS=model@http://… for a server of yours"
        )
        self.found = await discover(self._settings)
        for each in self.found:
            logger.info("found on this machine, and not used: %s; to use it: %s", each.title, each.line)
