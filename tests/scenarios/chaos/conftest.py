"""Fixtures: the lengths of the chaos and of the soak, which options of pytest can change."""

import logging

import pytest


@pytest.fixture
def chaos_seconds(request: pytest.FixtureRequest) -> float:
    """The time in which things go wrong."""
    return float(request.config.getoption("--chaos-seconds"))


@pytest.fixture
def soak_seconds(request: pytest.FixtureRequest) -> float:
    """The time of the soak."""
    return float(request.config.getoption("--soak-seconds"))


@pytest.fixture(autouse=True)
def _quiet_servers() -> None:
    """The loopback servers do not log each request."""
    logging.getLogger("aiohttp.access").setLevel(logging.WARNING)
