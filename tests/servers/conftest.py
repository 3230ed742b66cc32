"""Fixtures for the tests of the loopback servers."""

from collections.abc import AsyncIterator

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from tests.servers.slack_server import MovableClock, SlackServer
from tests.servers.slack_server.server import BOT_TOKEN


@pytest.fixture
def clock() -> MovableClock:
    """A clock that a test can move."""
    return MovableClock()


@pytest.fixture
async def slack(clock: MovableClock) -> AsyncIterator[SlackServer]:
    """A Slack that uses this clock, and whose uploads succeed."""
    async with SlackServer(clock=clock) as server:
        server.state.upload_faults.clear()
        yield server


@pytest.fixture
async def web(slack: SlackServer) -> AsyncIterator[AsyncWebClient]:
    """The SDK's Web API client."""
    async with aiohttp.ClientSession() as session:
        yield AsyncWebClient(token=BOT_TOKEN, base_url=slack.api_url, session=session, retry_handlers=[])
