"""The engines that are set up."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager

from bot.declarations import engine_declarations, platform_declarations
from bot.settings import Settings
from core.domain.checks import SetupCheck
from core.inference.declaration import EngineServices, Reach
from core.inference.engine import Engine


@asynccontextmanager
async def open_engines(settings: Settings, services: EngineServices) -> AsyncIterator[Sequence[Engine]]:
    """Opens the engines of every task, in the order in which they are tried."""
    async with AsyncExitStack() as stack:
        opened = [
            await stack.enter_async_context(declared.open(settings.section(declared.settings), services))
            for declared in engine_declarations()
        ]
        yield [engine for engine in opened if engine is not None]


async def engines_reach(settings: Settings) -> Reach:
    """The platforms on which any engine answers."""
    found = {await declared.reach(settings.section(declared.settings)) for declared in engine_declarations()}
    return "everywhere" if "everywhere" in found else "local" if "local" in found else "nowhere"


async def check_answers(settings: Settings) -> Sequence[SetupCheck]:
    """The row of `troubadour doctor` about platforms that are set up, but on which no engine answers."""
    heading, reach = SetupCheck(line="Answers"), await engines_reach(settings)
    if reach == "nowhere":
        line = "  Nothing can answer: no model is connected, and the built-in engine is off."
        fix = "Connect a model, or leave TROUBADOUR_BUILTIN_ENGINE out."
        return heading, SetupCheck(line=line, ok=False, fix=fix)
    silent = [
        each.title
        for each in platform_declarations()
        if not each.is_local
        and (not settings.only or each.name in settings.only)
        and not each.missing(settings.section(each.settings))
    ]
    if silent and reach == "local":
        line = f"  Nothing can answer on {' and '.join(silent)}."
        fix = "Connect a model, or set TROUBADOUR_BUILTIN_ENGINE=everywhere to try the bot there."
        return heading, SetupCheck(line=line, ok=False, fix=fix)
    return heading, SetupCheck(line="  Something answers on every platform that is set up.")
