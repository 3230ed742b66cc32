"""The harness of the benchmarks."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from benchmarks import __main__ as harness
from benchmarks.comparison import Comparison, Scale, compared
from benchmarks.report import FINDING, Finding, Plot, Table, draw, markdown

PAIRS = [(3.0, 1.0), (2.0, 1.0), (10.0, 4.0)]


def test_the_median_counts_and_the_spread_is_that_of_the_rounds() -> None:
    found = compared("ours", "theirs", PAIRS)
    assert (found.ours, found.beside, found.ratio) == (3.0, 1.0, 3.0)
    assert found.spread == "2.00 to 3.00"


def test_findings_survive_the_way_between_processes() -> None:
    findings: list[Finding] = [
        compared("ours", "theirs", PAIRS),
        Table(title="A table", head=("a", "b"), rows=(("1", "2"),)),
        Plot(name="plot", title="A plot", across="x", up="y", curves={"ours": ((1, 2.0), (2, 3.0))}),
    ]
    assert [FINDING.validate_json(FINDING.dump_json(each)) for each in findings] == findings
    shown = markdown(findings, "images")
    assert "| ours | 3 s | theirs | 1 s | 3.00 | 2.00 to 3.00 |" in shown
    assert "| 1 | 2 |" in shown
    assert "![A plot](images/plot.svg)" in shown


def test_a_plot_is_the_same_file_for_the_same_points(tmp_path: Path) -> None:
    plot = Plot(name="p", title="t", across="x", up="y", curves={"a": ((1, 2.0), (10, 3.0))}, logarithmic=True)
    drawn = []
    for _ in range(2):
        draw(plot, tmp_path)
        drawn.append((tmp_path / "p.svg").read_text())
    assert drawn[0] == drawn[1]


def test_a_section_replaces_its_own_and_leaves_the_rest(tmp_path: Path) -> None:
    results = tmp_path / "RESULTS.md"
    results.write_text("By hand.\n")
    for name, text in (("one", "first\n"), ("two", "second\n"), ("one", "third\n")):
        harness.write_section(results, name, text)
    assert results.read_text() == (
        "By hand.\n\n<!-- one:begin -->\nthird\n<!-- one:end -->\n\n<!-- two:begin -->\nsecond\n<!-- two:end -->\n"
    )


def test_what_was_found_before_a_failure_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def compare(scale: Scale) -> Iterator[Comparison]:
        yield compared("ours", "theirs", PAIRS[: scale.rounds])
        raise RuntimeError("the bot is gone")

    module = ModuleType("benchmarks.broken")
    module.compare = compare  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "benchmarks.broken", module)
    assert harness.main(["--short", "--one", "broken"]) == 1
    said = capsys.readouterr()
    assert FINDING.validate_json(said.out) == compared("ours", "theirs", PAIRS[:1])
    assert "the bot is gone" in said.err


def test_a_run_of_all_ends_in_time_whatever_hangs(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert harness.ALL_SECONDS < 15 * 60
    monkeypatch.setattr(harness, "SUBJECTS", {"working": 150.0})
    monkeypatch.setattr(harness, "ALL_SECONDS", 0.0)
    assert harness.main(["--results", str(tmp_path / "results.md")]) == 1
    said = capsys.readouterr()
    assert "## working" in said.out
    assert "working: given up after 0 seconds" in said.err


@pytest.mark.chaos
def test_all_benchmarks_work_in_their_short_form(tmp_path: Path) -> None:
    results = tmp_path / "RESULTS.md"
    command = [sys.executable, "-m", "benchmarks", "--short", "--results", str(results)]
    run = subprocess.run(command, cwd=harness.ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    written = results.read_text()
    assert [
        name for name in harness.SUBJECTS if name not in harness.LONG and f"<!-- {name}:begin -->" not in written
    ] == []
