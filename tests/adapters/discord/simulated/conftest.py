"""A bot in a simulated Discord."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from tests.adapters.discord.harness import Held
from tests.adapters.discord.simulated.harness import Services, opened


@pytest.fixture
def held() -> Held:
    return Held()


@pytest.fixture
async def house(held: Held, tmp_path: Path) -> AsyncGenerator[Services, None]:
    async with opened(tmp_path, [held.command]) as house:
        yield house
