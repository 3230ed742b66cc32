"""A bot in a simulated Discord."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from tests.adapters.discord.harness import HeldCommand
from tests.adapters.discord.simulated.harness import SimulatedHarness, opened


@pytest.fixture
def held() -> HeldCommand:
    return HeldCommand()


@pytest.fixture
async def harness(held: HeldCommand, tmp_path: Path) -> AsyncGenerator[SimulatedHarness, None]:
    async with opened(tmp_path, [held.command]) as harness:
        yield harness
