"""The guard of the loop: forbidden and allowed actions of our code."""

import asyncio
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from blockbuster import BlockingError
from PIL import Image

ROOT = Path(__file__).parent.parent


def ours(expression: str, **names: object) -> Callable[[], Any]:
    """A function as if it stood in a file of the core."""
    code = compile(f"lambda: {expression}", str(ROOT / "core" / "invented.py"), "eval")
    function: Callable[[], Any] = eval(code, {"time": time, **names})  # noqa: S307 - an expression of this file
    return function


async def test_our_code_may_not_wait_on_the_loop(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"read me")
    database = sqlite3.connect(":memory:")
    program = await asyncio.to_thread(subprocess.Popen, [sys.executable, "-V"], stdout=subprocess.DEVNULL)
    attempts = {
        "time.sleep": ours("time.sleep(0)"),
        "io.BufferedReader.read": ours("file.read_bytes()", file=file),
        "os.rename": ours("file.rename(file)", file=file),
        "sqlite3.Connection.execute": ours("database.execute('SELECT 1')", database=database),
        "Image.save": ours("image.save(BytesIO(), 'PNG')", image=Image.new("L", (1, 1)), BytesIO=BytesIO),
        "Popen.wait": ours("program.wait()", program=program),
    }
    for name, attempt in attempts.items():
        with pytest.raises(BlockingError, match=name):
            attempt()
    database.close()
    program.wait()


async def test_in_a_thread_it_may() -> None:
    await asyncio.to_thread(ours("time.sleep(0)"))


async def test_tests_and_their_functions_may_block(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    ours("sleep(0)", sleep=lambda seconds: time.sleep(seconds))()


@pytest.mark.may_block
async def test_a_marked_test_is_left_alone() -> None:
    ours("time.sleep(0)")()


def test_without_a_loop_there_is_nothing_to_guard() -> None:
    ours("time.sleep(0)")()


def test_a_task_that_outlives_its_test_is_named(tmp_path: Path) -> None:
    leaving = tmp_path / "test_leaving.py"
    leaving.write_text(
        "import asyncio\n"
        "async def wander(): await asyncio.sleep(3600)\n"
        "async def test_leaving(): asyncio.get_running_loop().wanderer = asyncio.create_task(wander())\n"
    )
    ours_alone = ["-p", "tests.loop_guard", f"--rootdir={tmp_path}", "-o", "asyncio_mode=auto"]
    outcome = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *ours_alone, str(leaving)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert outcome.returncode == 1, outcome.stdout + outcome.stderr
    assert "left running: <coroutine object wander" in outcome.stdout
