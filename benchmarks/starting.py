"""The time to start the program, beside a Python that does nothing, and beside the same imports.

A start is ready when the room is open and Discord and Slack, on loopback, have greeted it. Everything is warm: the
files are in the system's cache, and the data folder is not new. The CPU is that of the process alone; the time on the
clock also has the platforms' share, which is on the same machine.
"""

import asyncio
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from benchmarks.bot_starts import PLATFORMS, Platforms, Started, imported, modules_of, started
from benchmarks.comparison import Comparison, Scale, compared, side_by_side

STARTS = {
    "start of `troubadour healthcheck --help`": ["-m", "bot", "healthcheck", "--help"],
    "start of `troubadour --help`": ["-m", "bot", "--help"],
}
ROUNDS = 5


def compare(scale: Scale) -> Iterator[Comparison]:
    """Measures whole processes, from fork to exit or until they are ready."""
    for subject, arguments in STARTS.items():
        pairs = side_by_side(partial(_run, arguments), partial(_run, ["-c", "pass"]), scale)
        yield compared(subject, "`python -c pass`", pairs)
    for platforms in scale.choose(PLATFORMS, PLATFORMS[:1]):
        with tempfile.TemporaryDirectory() as folder:
            found = asyncio.run(_starts(platforms, Path(folder), scale.choose(ROUNDS, 1)))
        for what, pairs in (
            ("CPU", [(ours.cpu, bare.cpu) for ours, bare in found]),
            ("time on the clock", [(ours.seconds, bare.seconds) for ours, bare in found]),
        ):
            yield compared(f"{what} from start to ready: {platforms}", "the same imports", pairs)


async def _starts(platforms: Platforms, folder: Path, rounds: int) -> list[tuple[Started, Started]]:
    modules = await modules_of(platforms, folder)
    found = []
    for _ in range(rounds):
        async with imported(modules) as bare:
            pass
        async with started(platforms, folder) as ours:
            pass
        found.append((ours, bare))
    return found


def _run(arguments: list[str]) -> None:
    subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)
