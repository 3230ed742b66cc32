"""What every test may ask for."""

import os
import shutil

import pytest

pytest_plugins = ["tests.loop_guard"]

CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "chrome")


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of the installed Chromium."""
    return installed_chromium()


def installed_chromium() -> str:
    """Where there is none, the test is skipped; with REQUIRE_BROWSER set, as in continuous integration, it fails."""
    for name in CHROMIUMS:
        if path := shutil.which(name):
            return path
    missing = f"no Chromium on PATH (looked for {', '.join(CHROMIUMS)})"
    if os.environ.get("REQUIRE_BROWSER"):
        pytest.fail(missing)
    pytest.skip(missing)
