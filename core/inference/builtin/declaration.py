"""The declaration of the built-in engine; it imports nothing that only answers need."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from core.inference.builtin.settings import BuiltinEngineSettings
from core.inference.declaration import EngineDeclaration, EngineServices
from core.inference.engine import Engine
from core.inference.platform_restricted import PlatformRestrictedEngine


@asynccontextmanager
async def _open(settings: BuiltinEngineSettings, services: EngineServices) -> AsyncIterator[Engine | None]:
    """With `local` it answers on local platforms only: on others, people would take it for a real model."""
    from core.inference.builtin.engine import BuiltinEngine
    from core.inference.builtin.pacing import Pace

    if settings.builtin_engine == "off":
        yield None
        return
    engine = BuiltinEngine(Pace(delay_seconds=settings.builtin_engine_pace), services.clock)
    yield (
        engine
        if settings.builtin_engine == "everywhere"
        else PlatformRestrictedEngine(engine, services.local_platforms)
    )


async def _answers_everywhere(settings: BuiltinEngineSettings) -> bool:
    return settings.builtin_engine == "everywhere"


builtin = EngineDeclaration(
    name="builtin",
    title="Models",
    settings=BuiltinEngineSettings,
    open=_open,
    answers_everywhere=_answers_everywhere,
    is_last=True,
)
