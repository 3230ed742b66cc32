"""The platforms, one after another."""

import asyncio
from collections.abc import AsyncGenerator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.conformance.discord_platform import opened_discord
from tests.conformance.harness import Open, PlatformHarness
from tests.conformance.room_platform import opened_room
from tests.conformance.slack_platform import opened_slack
from tests.conformance.terminal_platform import opened_terminal
from tests.conformance.web_platform import opened_web

PLATFORMS: dict[str, Open] = {
    "web": opened_web,
    "terminal": opened_terminal,
    "discord": opened_discord,
    "slack": opened_slack,
    "room": opened_room,
    "room without edits": partial(opened_room, edits=False),
}


@pytest.fixture
def going() -> asyncio.Event:
    """Lets `/wait` and `/rewrite` go on."""
    return asyncio.Event()


@pytest.fixture(params=PLATFORMS)
async def platform(
    request: pytest.FixtureRequest, tmp_path: Path, going: asyncio.Event
) -> AsyncGenerator[PlatformHarness[Any], None]:
    async with PLATFORMS[request.param](tmp_path, going) as platform:
        yield platform
