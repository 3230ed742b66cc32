"""Hooks and fixtures for all tests."""

import os
import shutil

import pytest
from hypothesis import HealthCheck, settings

from core.inference.huggingface import local_servers
from tests.servers.reference import OFFICIAL, absent

pytest_plugins = ["tests.loop_guard", "tests.servers.postgres", "tests.servers.s3"]

settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")
"""How long an example takes says nothing: the machine may be busy."""

collect_ignore_glob = [] if "MODEL_SERVERS" in os.environ else ["real_servers/test_*"]
"""Real model servers take over a gigabyte: `make test-servers` installs them and runs these tests."""

CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "chrome")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Adds the seeds of random tests, the length of long ones, and the database of the scenarios."""
    parser.addoption("--mutations", default="1,2", help="seeds of mutated payloads, separated by commas")
    parser.addoption("--database", choices=["sqlite", "postgres", "apart"], help="the database of all scenarios")
    parser.addoption("--chaos-seeds", default="1", help="seeds of the chaos run, separated by commas")
    parser.addoption("--chaos-seconds", default="60", help="the time in which things go wrong")
    parser.addoption("--soak-seconds", default="25", help="the time of the soak")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Runs each test that takes a seed with all seeds of its option."""
    for name, option in (("mutation_seed", "--mutations"), ("chaos_seed", "--chaos-seeds")):
        if name in metafunc.fixturenames:
            metafunc.parametrize(name, [int(seed) for seed in metafunc.config.getoption(option).split(",")])


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skips one test for each set of official files that is missing, and leaves out the others."""
    for name in filter(absent, OFFICIAL):
        needing = [item for item in items if any(name in mark.args for mark in item.iter_markers("official"))]
        if needing:
            told, left_out = needing[0], needing[1:]
            told.add_marker(pytest.mark.skip(f"{absent(name)}; {len(left_out)} more tests that need it are left out"))
            config.hook.pytest_deselected(items=left_out)
            items[:] = [item for item in items if item not in left_out]


@pytest.fixture(autouse=True)
def _no_local_servers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing that runs on the machine of a test changes its result."""
    monkeypatch.setattr(local_servers, "SERVERS", ())


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of the installed Chromium."""
    return installed_chromium()


def installed_chromium() -> str:
    """Finds Chromium. If there is none, the test is skipped, or fails with REQUIRE_BROWSER set."""
    for name in CHROMIUMS:
        if path := shutil.which(name):
            return path
    missing = f"no Chromium on PATH (looked for {', '.join(CHROMIUMS)})"
    if os.environ.get("REQUIRE_BROWSER"):
        pytest.fail(missing)
    pytest.skip(missing)
