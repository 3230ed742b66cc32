"""A Slack on loopback, and a harness that runs replies on it."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from adapters.slack.outbound.pacing import HESITATION_SECONDS
from core.replies import pacing
from tests.adapters.slack.outbound.renderer.renderer_harness import FastClock, RendererHarness, open_renderer
from tests.servers.slack_server import SlackServer


@pytest.fixture(autouse=True)
def short_answers_end_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Gives an answer that is there at once the time to end, which a fast clock takes from a busy machine.

    `test_first_words` checks the real time, in virtual time.
    """
    monkeypatch.setattr(pacing, "WORDS_SECONDS", HESITATION_SECONDS)


@pytest.fixture
def clock(request: pytest.FixtureRequest) -> FastClock:
    return FastClock(getattr(request, "param", 20))


@pytest.fixture
async def server(clock: FastClock) -> AsyncGenerator[SlackServer, None]:
    async with SlackServer(clock=clock, enforce_tiers=True) as server:
        yield server
        assert server.problems == []


@pytest.fixture
async def harness(server: SlackServer, clock: FastClock, tmp_path: Path) -> AsyncGenerator[RendererHarness, None]:
    async with open_renderer(tmp_path, server, clock) as harness:
        yield harness
