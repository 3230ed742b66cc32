"""The real commands on a scripted engine."""

from collections.abc import AsyncIterator

import pytest

from core.commands.catalogue import BUILT_IN
from core.store.sqlite.store import SqliteStore
from tests.core.conftest import Core
from tests.core.scripted_engine import ScriptedEngine


@pytest.fixture
def engine() -> ScriptedEngine:
    """Answers as usual; a test may give it another script."""
    return ScriptedEngine()


@pytest.fixture
async def core(store: SqliteStore, engine: ScriptedEngine) -> AsyncIterator[Core]:
    """The core with all commands, running."""
    core = Core(store, BUILT_IN, [engine])
    core.start()
    yield core
    await core.shut_down()
