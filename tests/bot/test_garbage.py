"""The collector of garbage after the start, and memory that is free."""

import gc
import platform
import re
import subprocess
import sys
from pathlib import Path

import pytest

from bot.garbage import spare_what_is_loaded
from tests.scenarios.bot_process import ROOT, free_port, running

LATER = {
    "core.inference.huggingface.engine",
    "discord",
    "httpx2",
    "huggingface_hub.utils",
    "latex2mathml",
    "num2words",
    "numpy",
    "PIL",
    "psycopg",
    "pygments.lexers",
    "slack_bolt",
    "transformers",
}
"""Modules of many megabytes that a room needs for some texts, or never."""


class Loop:
    """An object that only a collection frees."""

    def __init__(self) -> None:
        self.itself = self


def test_collections_look_only_at_what_came_after_the_start() -> None:
    thresholds = gc.get_threshold()
    try:
        before = len(gc.get_objects())
        spare_what_is_loaded()
        assert len(gc.get_objects()) < before / 10
        assert gc.get_threshold()[0] > thresholds[0]
        for _ in range(3):
            Loop()
        assert gc.collect() >= 3  # what came afterwards is still freed
    finally:
        gc.unfreeze()
        gc.set_threshold(*thresholds)


ONLY_GLIBC = pytest.mark.skipif(
    sys.platform != "linux" or platform.libc_ver()[0] != "glibc", reason="only glibc can be told"
)
PAGES = "int(Path('/proc/self/statm').read_text().split()[1])"


def printed(program: str) -> list[str]:
    """The words that a process of its own prints, in which nobody else allocates."""
    run = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    return run.stdout.split()


@ONLY_GLIBC
def test_free_memory_goes_back_to_the_system() -> None:
    program = (
        "from pathlib import Path\n"
        "from bot.garbage import trim\n"
        "blocks = [bytes(60_000) + bytes([number % 7]) for number in range(3_000)]\n"
        "last = blocks.pop()\n"  # the end of the heap stays, so that nothing goes back by itself
        f"del blocks; before = {PAGES}\n"
        f"print(trim(), before - {PAGES}, len(last))"
    )
    trimmed, returned, _ = printed(program)
    assert trimmed == "True"
    assert int(returned) > 20_000  # of 4 kB


@ONLY_GLIBC
def test_free_memory_of_all_threads_goes_back_to_the_system() -> None:
    program = (
        "from concurrent.futures import ThreadPoolExecutor\n"
        "from pathlib import Path\n"
        "from bot.garbage import share_heap, trim\n"
        "share_heap()\n"
        "large = bytearray(30_000_000); del large\n"  # from now on blocks of many megabytes come from a heap
        "def work(): bytearray(20_000_000)\n"
        "with ThreadPoolExecutor(4) as pool:\n"
        f"    before = {PAGES}\n"
        "    for _ in range(4): pool.submit(work).result()\n"
        f"    trim(); print({PAGES} - before)"
    )
    assert int(printed(program)[0]) < 1_000


async def test_an_idle_room_has_loaded_only_what_every_room_needs(tmp_path: Path) -> None:
    options = ("--port", str(free_port()), "--data", str(tmp_path / "data"))
    async with running("web", tmp_path, *options, PYTHONPROFILEIMPORTTIME="1") as bot:
        await bot.logs("the web room is open", seconds=120)
        loaded = {found[1] for line in bot.log if (found := re.match(r"import time:.*\| +([\w.]+)$", line.rstrip()))}
    assert "aiohttp" in loaded
    assert not loaded & LATER
