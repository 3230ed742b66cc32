"""Look-ups about models within the time that a reader waits."""

import asyncio
from collections.abc import Sequence

from core.domain.tasks import Task
from core.inference.choice import is_open
from core.inference.engine import ModelCard, SearchableEngine
from core.inference.requests import ModelPolicy

WAIT_SECONDS = 6.0


async def cards_of(
    task: Task, engine: SearchableEngine, model_policy: ModelPolicy, platform: str
) -> Sequence[ModelCard]:
    """The models for a task that a place on a platform allows, with everything that can be found out soon."""
    try:
        async with asyncio.timeout(WAIT_SECONDS):
            cards = await engine.look_up(task)
    except TimeoutError:
        cards = await engine.models(task)
    return [card for card in cards if is_open(card, model_policy, platform)]
