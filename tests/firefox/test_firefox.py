"""The main flows of the room in Firefox, which Playwright cannot drive: `puppeteer-core` does, over WebDriver BiDi.

One run of `smoke.mjs` walks through all flows, each of which is a test.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.browser.rooms import Program, free_port

HERE = Path(__file__).parent
FLOWS = ("first visit", "ask", "stream", "stop", "gallery", "form", "conversations", "theme")
RUN_SECONDS = 200.0
"""The longest time of all flows, also on a busy machine."""


def _missing() -> str | None:
    """What is missing for a run, with the way to get it."""
    for program, package in (("firefox-esr", "firefox-esr"), ("node", "nodejs")):
        if shutil.which(program) is None:
            return f"no {program} on PATH: install Debian's {package}"
    if not (HERE / "node_modules" / "puppeteer-core").is_dir():
        return "no puppeteer-core: run `npm ci --ignore-scripts` in tests/firefox"
    return None


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str | None]:
    """Each flow that was walked through, with what went wrong; the first one that fails is the last."""
    if missing := _missing():
        if os.environ.get("REQUIRE_FIREFOX"):
            pytest.fail(missing)
        pytest.skip(missing)
    gates, port = tmp_path_factory.mktemp("gates"), free_port()
    program = Program("-m", "tests.browser.scripted_room", gates=gates)
    try:
        program.tell(f"{tmp_path_factory.mktemp('room') / 'data'} {port}")
        program.hear("ready")
        walked = subprocess.run(
            ["node", "smoke.mjs", str(shutil.which("firefox-esr")), f"http://127.0.0.1:{port}/", str(gates)],
            cwd=HERE,
            env={**os.environ, "LANG": "en_GB.UTF-8", "MOZ_HEADLESS": "1"},
            capture_output=True,
            text=True,
            timeout=RUN_SECONDS,
            check=False,
        )
    finally:
        program.kill()
    assert walked.returncode == 0, walked.stderr
    return dict(json.loads(line) for line in walked.stdout.splitlines())


@pytest.mark.browser
@pytest.mark.parametrize("flow", FLOWS)
def test_the_flow_works_in_firefox(seen: Mapping[str, str | None], flow: str) -> None:
    assert flow in seen, "a flow before it failed"
    assert seen[flow] is None
