"""The engines that are set up."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager

from bot.declarations import engine_declarations
from bot.settings import Settings
from core.inference.declaration import EngineServices
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
