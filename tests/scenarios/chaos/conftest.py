"""Fixtures: the lengths of the chaos and of the soak, which options of pytest can change."""

import pytest


@pytest.fixture
def chaos_seconds(request: pytest.FixtureRequest) -> float:
    """The time in which things go wrong."""
    return float(request.config.getoption("--chaos-seconds"))


@pytest.fixture
def soak_seconds(request: pytest.FixtureRequest) -> float:
    """The time of the soak."""
    return float(request.config.getoption("--soak-seconds"))
