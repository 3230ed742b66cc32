"""Debian's Prometheus with the files of `deploy/`, and the dashboard's expressions as Grafana sends them."""

import json
import re
import shutil
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from tests.scenarios.bot_process import free_port

DEPLOY = Path(__file__).parents[2] / "deploy"
DASHBOARD = DEPLOY / "grafana" / "troubadour.json"
SECONDS = 60.0


@contextmanager
def prometheus(folder: Path, bot: int, token: str) -> Iterator[str]:
    """A Prometheus that scrapes a bot each second. Yields the address of its API once it has seen the bot ready."""
    program, port = shutil.which("prometheus"), free_port()
    assert program, "prometheus is not installed"
    shutil.copytree(DEPLOY / "prometheus", folder)
    config = (folder / "prometheus.yml").read_text()
    config = config.replace("127.0.0.1:7860", f"127.0.0.1:{bot}").replace("15s", "1s")
    (folder / "prometheus.yml").write_text(config)
    (folder / "token").write_text(token)
    arguments = [f"--web.listen-address=127.0.0.1:{port}", "--config.file=prometheus.yml", "--storage.tsdb.path=tsdb"]
    with (folder / "log").open("w") as log, subprocess.Popen([program, *arguments], cwd=folder, stderr=log) as process:
        try:
            api = f"http://127.0.0.1:{port}/api/v1"
            deadline = time.monotonic() + SECONDS
            while time.monotonic() < deadline:
                with suppress(urllib.error.URLError, ConnectionError):
                    if asked(f"{api}/query", query="troubadour_ready == 1")["data"]["result"]:
                        break
                time.sleep(0.1)  # another program's start, which nothing announces
            yield api
        finally:
            process.kill()


def asked(url: str, **query: str) -> Any:
    """The JSON at an address of the API."""
    with urllib.request.urlopen(f"{url}?{urllib.parse.urlencode(query)}", timeout=SECONDS) as answer:  # noqa: S310
        return json.load(answer)


def panels(interval: str) -> list[dict[str, Any]]:
    """The panels of the dashboard, with an interval for `$__rate_interval`."""
    board = re.sub(r"\$__rate_interval\b", interval, DASHBOARD.read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = json.loads(board)["panels"]
    return found
