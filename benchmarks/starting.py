"""The time to start the program, beside a Python that does nothing."""

import subprocess
import sys
from collections.abc import Iterator
from functools import partial

from benchmarks.comparison import Comparison, Scale, compared, side_by_side

STARTS = {
    "start of `troubadour healthcheck --help`": ["-m", "bot", "healthcheck", "--help"],
    "start of `troubadour --help`": ["-m", "bot", "--help"],
    "imports of `troubadour run`": ["-c", "import adapters.web, adapters.terminal, bot.services"],
}


def compare(scale: Scale) -> Iterator[Comparison]:
    """Measures whole processes, from fork to exit."""
    for subject, arguments in STARTS.items():
        pairs = side_by_side(partial(_run, arguments), partial(_run, ["-c", "pass"]), scale)
        yield compared(subject, "`python -c pass`", pairs)


def _run(arguments: list[str]) -> None:
    subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)
