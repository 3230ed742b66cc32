"""Files for hosts: they name settings that exist, and give the bot the time to end what runs."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
_FILES = sorted(
    path
    for folder in ("deploy", "docs/hosts")
    for path in (ROOT / folder).rglob("*")
    if path.is_file() and "grafana" not in path.parts and "prometheus" not in path.parts
)
_NAME = re.compile(r"\b(?:TROUBADOUR|DISCORD|SLACK)_[A-Z_]*[A-Z]\b|\bHF_TOKEN\b|\bDATABASE_URL\b")
_OF_COMPOSE = {"TROUBADOUR_COMMAND"}


@pytest.mark.parametrize("path", _FILES, ids=[str(path.relative_to(ROOT)) for path in _FILES])
def test_a_file_names_only_settings_that_exist(path: Path) -> None:
    settings = set(re.findall(r"^\| `([A-Z_]+)`", (ROOT / "docs/settings.md").read_text(), re.MULTILINE))
    assert set(_NAME.findall(path.read_text())) - _OF_COMPOSE <= settings


@pytest.mark.parametrize(
    ("file", "pattern"),
    [
        ("deploy/compose.yaml", r"stop_grace_period: (\d+)s"),
        ("deploy/hosts/fly.toml", r"kill_timeout = (\d+)"),
        ("deploy/hosts/railway.json", r'"drainingSeconds": (\d+)'),
        ("deploy/hosts/render.yaml", r"maxShutdownDelaySeconds: (\d+)"),
        ("deploy/kubernetes/many-machines/listener.yaml", r"terminationGracePeriodSeconds: (\d+)"),
        ("deploy/kubernetes/many-machines/worker.yaml", r"terminationGracePeriodSeconds: (\d+)"),
        ("deploy/kubernetes/one-machine/troubadour.yaml", r"terminationGracePeriodSeconds: (\d+)"),
        ("deploy/systemd/troubadour.service", r"TimeoutStopSec=(\d+)"),
    ],
)
def test_a_host_waits_for_running_commands(file: str, pattern: str) -> None:
    drain = re.search(r"`TROUBADOUR_DRAIN_SECONDS`.*`(\d+)` \|$", (ROOT / "docs/settings.md").read_text(), re.MULTILINE)
    assert drain is not None
    allowed = [int(seconds) for seconds in re.findall(pattern, (ROOT / file).read_text())]
    assert allowed
    assert min(allowed) > 2 * int(drain[1])


def test_the_file_for_fly_is_toml() -> None:
    assert tomllib.loads((ROOT / "deploy/hosts/fly.toml").read_text())["http_service"]["internal_port"] == 7860
