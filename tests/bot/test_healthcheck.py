"""`troubadour healthcheck`, and the health of processes that platforms send nothing to over HTTP."""

import os
import signal
import time
import urllib.request
from pathlib import Path

import pytest

from bot.heartbeat import FILE, LATE_SECONDS
from tests.bot.processes import Kitchen, free_port, line_with
from tests.servers.postgres import PostgresServer

TOKEN = "a token for metrics"
KEY = "a key that processes share " * 2
DISCORD = {"DISCORD_TOKEN": "t", "DISCORD_API_URL": "http://127.0.0.1:1", "DISCORD_GATEWAY_URL": "ws://127.0.0.1:1"}


def test_a_bot_without_a_port_has_a_heartbeat(tmp_path: Path) -> None:
    kitchen = Kitchen(tmp_path)
    heartbeat = tmp_path / "data" / FILE
    only = {"TROUBADOUR_ONLY": "discord", **DISCORD}
    assert "has left no heartbeat" in kitchen.run("healthcheck", **only).err
    with kitchen.running("run", **only) as process:
        line_with(process.stderr, "Discord")
        deadline = time.monotonic() + 60
        while not heartbeat.exists():
            assert time.monotonic() < deadline
            time.sleep(0.05)
        assert kitchen.run("healthcheck", **only).status == 0
        process.send_signal(signal.SIGTERM)
        process.wait(60)
    assert not heartbeat.exists()
    heartbeat.write_text("ready")
    os.utime(heartbeat, (time.time() - 2 * LATE_SECONDS,) * 2)
    hanging = kitchen.run("healthcheck", **only)
    assert (hanging.status, "seconds ago" in hanging.err) == (1, True)
    heartbeat.write_text("not ready")
    assert "is not ready" in kitchen.run("healthcheck", **only).err


@pytest.mark.parametrize("with_port", [True, False])
def test_a_worker_has_health(tmp_path: Path, postgres: PostgresServer, store_url: str, *, with_port: bool) -> None:
    kitchen, port = Kitchen(tmp_path), free_port()
    environ = {"DATABASE_URL": store_url, "TROUBADOUR_SECRET_KEY": KEY, "PORT": str(free_port()), **DISCORD}
    if with_port:
        environ |= {"TROUBADOUR_HEALTH_PORT": str(port), "TROUBADOUR_METRICS_TOKEN": TOKEN}
    with kitchen.running("work", **environ) as process:
        line_with(process.stderr, "requests come from other processes")
        deadline = time.monotonic() + 60
        while kitchen.run("healthcheck", **environ).status:
            assert time.monotonic() < deadline
        if with_port:
            assert b"live" in get(port, "livez")
            assert b'"ready": true' in get(port, "readyz")
            assert b"troubadour_jobs" in get(port, "metrics")
        process.send_signal(signal.SIGTERM)
        process.wait(60)
    assert kitchen.run("healthcheck", **environ).status == 1


def get(port: int, path: str) -> bytes:
    """The answer to a request with the token for metrics."""
    url = f"http://127.0.0.1:{port}/{path}"
    request = urllib.request.Request(url, headers={"Authorization": f"Bearer {TOKEN}"})
    with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
        return bytes(answer.read())
