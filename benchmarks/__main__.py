"""The entry point of `python -m benchmarks [--short] [--results FILE] [subject …]`.

Each subject runs in a process of its own, so that neither a failure nor what one leaves in memory touches another. Its
section of `benchmarks/RESULTS.md` is written as soon as it is ready.
"""

import argparse
import json
import math
import os
import platform
import re
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib import import_module
from inspect import cleandoc
from pathlib import Path

from benchmarks.comparison import Scale
from benchmarks.report import FINDING, Finding, Plot, draw, markdown

SUBJECTS = {
    "starting": 90.0,
    "accepting": 30.0,
    "acknowledging": 120.0,
    "acknowledging_slack": 160.0,
    "first_words": 30.0,
    "splitting": 30.0,
    "inferring": 40.0,
    "picturing": 30.0,
    "limiting": 40.0,
    "sharing": 40.0,
    "working": 150.0,
    "watching": 180.0,
    "browsing": 120.0,
    "finishing": 130.0,
    "memory": 200.0,
    "streaming": 270.0,
}
"""The subjects, the quick ones first, each with the seconds after which it is given up: about twice of what it takes on
two idle cores."""
LONG = ("sharing", "browsing", "working")
"""Subjects without a short form; they need a PostgreSQL or a Chromium."""
APART = {"growing": 7200.0}
"""Subjects that run only when they are named."""
ALL_SECONDS = 890.0
"""The seconds after which a run of all subjects is given up, whatever hangs."""
ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "benchmarks" / "RESULTS.md"
IMAGES = ROOT / "docs" / "images"


def main(words: Sequence[str] | None = None) -> int:
    """Runs the named benchmarks, or all. Returns 1 if one of them failed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measures beside baselines.")
    parser.add_argument("subjects", nargs="*", metavar="subject", help=", ".join((*SUBJECTS, *APART)))
    parser.add_argument("--short", action="store_true", help="only as much as shows that the measurements work")
    parser.add_argument("--results", type=Path, help="the file to write; with --short, none is written without it")
    parser.add_argument("--one", metavar="SUBJECT", help=argparse.SUPPRESS)
    given = parser.parse_args(words)
    scale = Scale(short=given.short)
    if given.one:
        return _measure(given.one, scale)
    names = [name.replace("-", "_") for name in given.subjects] or [
        name for name in SUBJECTS if not (given.short and name in LONG)
    ]
    until = math.inf if given.subjects else time.monotonic() + ALL_SECONDS
    if unknown := sorted(set(names) - {*SUBJECTS, *APART}):
        parser.error(f"no benchmark is called {', '.join(unknown)}; there are {', '.join((*SUBJECTS, *APART))}")
    results: Path | None = given.results or (None if given.short else RESULTS)
    failed = [name for name in names if not _report(name, scale, results, until)]
    if failed:
        print(f"failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


def _measure(name: str, scale: Scale) -> int:
    """Measures one subject in this process and prints each finding as a line of JSON."""
    try:
        for finding in import_module(f"benchmarks.{name}").compare(scale):
            print(FINDING.dump_json(finding).decode(), flush=True)
    except Exception:  # noqa: BLE001 - reported, and what was found before it counts
        traceback.print_exc()
        return 1
    return 0


def _report(name: str, scale: Scale, results: Path | None, until: float) -> bool:
    """Runs a subject, prints its table and writes it down. Returns False if it failed."""
    began = time.monotonic()
    limit = max(min((SUBJECTS | APART)[name], until - began), 0.0)
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    command = [sys.executable, "-m", "benchmarks", "--one", name, *(["--short"] if scale.short else [])]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True) as process:
        try:
            said, _ = process.communicate(timeout=limit)
        except subprocess.TimeoutExpired:
            print(f"{name}: given up after {limit:.0f} seconds", file=sys.stderr)
            os.killpg(process.pid, signal.SIGKILL)  # with the servers and bots that it has started
            said, _ = process.communicate()
        ended = process.returncode == 0
    findings = [_finding(line) for line in said.splitlines() if line.startswith("{")]
    print(f"\n## {name}\n\n{markdown(findings, '../docs/images')}\n\n{time.monotonic() - began:.0f} s", flush=True)
    if results is not None and findings:
        images = IMAGES if results == RESULTS else results.parent
        for each in findings:
            if isinstance(each, Plot):
                draw(each, images)
        write_section(results, name, _section(name, findings, load, ended=ended))
    return ended


def _finding(line: str) -> Finding:
    return FINDING.validate_python(json.loads(line))


def _section(name: str, findings: Sequence[Finding], load: float, *, ended: bool) -> str:
    description = cleandoc(import_module(f"benchmarks.{name}").__doc__ or "")
    cores, day = os.cpu_count(), datetime.now(UTC).date()
    at = f"Measured on {day}, {cores} cores, Python {platform.python_version()}, a load of {load:.1f} before it began."
    failure = [] if ended else ["It did not come to its end."]
    return "\n\n".join([f"## {name}", description, markdown(findings, "../docs/images"), *failure, f"*{at}*"]) + "\n"


def write_section(results: Path, name: str, text: str) -> None:
    """Puts a section between its markers in the file; a new one comes last."""
    begin, end = f"<!-- {name}:begin -->\n", f"<!-- {name}:end -->\n"
    before = results.read_text(encoding="utf-8") if results.exists() else ""
    known = re.compile(re.escape(begin) + ".*?" + re.escape(end), re.DOTALL)
    section = begin + text + end
    after = known.sub(lambda _: section, before) if known.search(before) else f"{before}\n{section}".lstrip()
    results.write_text(after, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
