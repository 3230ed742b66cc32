"""The declaration of the built-in engine; it imports nothing that only answers need."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from core.domain.checks import CheckContext, SetupCheck
from core.inference.builtin.settings import BuiltinEngineSettings
from core.inference.builtin.voices import Synthesiser, extra_of, installed
from core.inference.declaration import EngineDeclaration, EngineServices, Reach
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


async def _reach(settings: BuiltinEngineSettings) -> Reach:
    return "nowhere" if settings.builtin_engine == "off" else settings.builtin_engine


async def _check(settings: BuiltinEngineSettings, _context: CheckContext) -> Sequence[SetupCheck]:
    """Tells where the engine answers, and whether it can speak."""
    heading = SetupCheck(line="Built-in engine")
    if settings.builtin_engine == "off":
        return heading, SetupCheck(line="  It is off.")
    where = "on every platform" if settings.builtin_engine == "everywhere" else "in the web room and the terminal"
    checks = [heading, SetupCheck(line=f"  It answers {where}, for tasks that have no model.")]
    languages: dict[Synthesiser, str] = {"hibari": "English", "espeak": "other languages"}
    for synthesiser, spoken in languages.items():
        extra = extra_of(synthesiser)
        if installed(synthesiser):
            checks.append(SetupCheck(line=f"  It speaks {spoken}."))
        else:
            fix = f"pip install 'troubadour[{extra}]', or set a model with TROUBADOUR_TEXT_TO_SPEECH_MODELS."
            checks.append(SetupCheck(line=f"  It does not speak {spoken}: the extra `{extra}` is missing.", fix=fix))
    return checks


builtin = EngineDeclaration(
    name="builtin",
    title="Models",
    settings=BuiltinEngineSettings,
    open=_open,
    reach=_reach,
    is_last=True,
    check=_check,
)
