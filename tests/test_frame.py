"""The files at the root: their promises to each other and to a newcomer."""

import os
import re
import shutil
import stat
import subprocess
import tomllib
from pathlib import Path

import pytest

from tests.conftest import installed_chromium

ROOT = Path(__file__).parent.parent
LOCKS = ("requirements.lock", "requirements-run.lock", "requirements-build.lock", "requirements-dev.lock")


def locked(name: str) -> dict[str, str]:
    """A lock's packages: name and marker, version."""
    found = re.findall(r"^([a-z0-9][a-z0-9._-]*)==(\S+)((?: ;[^\\\n]*)?)", (ROOT / name).read_text(), re.MULTILINE)
    return {package + marker.rstrip(): version for package, version, marker in found}


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_has_a_hash_for_everything_and_names_no_index(name: str) -> None:
    text = (ROOT / name).read_text()
    requirements = re.split(r"\n(?=[a-z0-9])", text)
    assert len(requirements) == len(locked(name)) > 5
    assert all("--hash=sha256:" in requirement for requirement in requirements)
    assert "://" not in text


@pytest.mark.parametrize(
    ("smaller", "larger"),
    [
        ("requirements.lock", "requirements-run.lock"),
        ("requirements-run.lock", "requirements-dev.lock"),
        ("requirements-build.lock", "requirements-dev.lock"),
    ],
)
def test_one_environment_can_grow_from_one_lock_to_the_next(smaller: str, larger: str) -> None:
    """Else `make run` after `make test` would take versions back."""

    def versions(name: str) -> set[tuple[str, str]]:
        return {(package.partition(" ;")[0], version) for package, version in locked(name).items()}

    assert versions(smaller) <= versions(larger)


def test_the_gpl_parts_are_in_no_lock_but_those_that_say_so() -> None:
    assert not {"espeakng-loader", "pykakasi"} & set(locked("requirements.lock"))
    assert "espeakng-loader" in locked("requirements-run.lock")
    assert "imageio-ffmpeg" not in locked("requirements-run.lock")
    notice = (ROOT / "NOTICE").read_text()
    assert "espeakng-loader" in notice
    assert "imageio-ffmpeg" in notice


def test_make_without_a_target_lists_the_targets() -> None:
    told = subprocess.run(["make"], cwd=ROOT, check=True, capture_output=True, text=True, timeout=30).stdout
    goals = set(re.findall(r"^\.PHONY: (\w+)", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"^  make (\w+)", told, re.MULTILINE)) == goals
    assert "http://127.0.0.1:7860" in told


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A folder with the files that a set-up reads."""
    folder = tmp_path / "clone"
    (folder / "scripts").mkdir(parents=True)
    shutil.copy(ROOT / "scripts" / "venv", folder / "scripts")
    for name in (*LOCKS, "pyproject.toml"):
        shutil.copy(ROOT / name, folder)
    return folder


def set_up(clone: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs the set-up with only the pythons of `clone/bin`."""
    return subprocess.run(
        [clone / "scripts" / "venv", "run"],
        env={"PATH": f"{clone / 'bin'}:/usr/bin:/bin", "HOME": str(clone), **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def pretend_python(clone: Path, name: str, body: str) -> None:
    """A program of that name, which knows the three questions that the set-up asks."""
    program = clone / "bin" / name
    program.parent.mkdir(exist_ok=True)
    program.write_text(f'#!/bin/sh\ncase "$*" in\n{body}\nesac\n')
    program.chmod(program.stat().st_mode | stat.S_IXUSR)


OLD = "*'< (3, 11)'*) exit 1 ;;\n*print*) echo 3.9 ;;"
WITHOUT_VENV = "*'< (3, 11)'*) exit 0 ;;\n*ensurepip*) exit 1 ;;\n*print*) echo 3.12 ;;"
BREAKING = "*'< (3, 11)'*) exit 0 ;;\n*ensurepip*) exit 0 ;;\n*print*) echo 3.13 ;;\n*) echo broken >&2; exit 1 ;;"
ALL_NAMES = ("python3", "python3.14", "python3.13", "python3.12", "python3.11", "python")


def test_an_old_python_is_one_sentence(clone: Path) -> None:
    for name in ALL_NAMES:
        pretend_python(clone, name, OLD)
    outcome = set_up(clone)
    assert outcome.returncode == 1
    assert outcome.stderr.count("\n") == 1
    assert "Python 3.11 or newer is needed, and this is 3.9" in outcome.stderr


def test_a_python_without_venv_is_one_sentence_that_names_the_package(clone: Path) -> None:
    for name in ALL_NAMES:
        pretend_python(clone, name, OLD)
    pretend_python(clone, "python3.12", WITHOUT_VENV)
    outcome = set_up(clone)
    assert outcome.returncode == 1
    assert outcome.stderr.count("\n") == 1
    assert "sudo apt install python3.12-venv" in outcome.stderr


def test_a_newer_python_than_the_usual_one_is_found(clone: Path) -> None:
    for name in ALL_NAMES:
        pretend_python(clone, name, OLD)
    pretend_python(clone, "python3.13", BREAKING)
    assert "with Python 3.13" in set_up(clone).stdout


def test_the_python_asked_for_is_the_only_one_tried(clone: Path) -> None:
    pretend_python(clone, "python3", BREAKING)
    pretend_python(clone, "ancient", OLD)
    outcome = set_up(clone, PYTHON="ancient")
    assert outcome.returncode == 1
    assert "this is 3.9 (PYTHON=ancient)" in outcome.stderr


def test_the_image_contains_the_packages_of_the_wheel() -> None:
    packages = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]["targets"]["wheel"][
        "packages"
    ]
    dockerfile = (ROOT / "Dockerfile").read_text()
    copied = {
        source for line in re.findall(r"^COPY (?!--)(.*) \S+$", dockerfile, re.MULTILINE) for source in line.split()
    }
    let_in = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    assert set(packages) <= copied == let_in


def test_every_script_can_be_run() -> None:
    for script in [ROOT / ".ci" / "run", *(ROOT / "scripts").iterdir()]:
        if script.is_file():
            assert os.access(script, os.X_OK), script
            assert script.read_text().startswith("#!"), script


def test_no_browser_skips_a_test_and_fails_it_where_one_is_required(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("REQUIRE_BROWSER", raising=False)
    with pytest.raises(pytest.skip.Exception, match="no Chromium on PATH"):
        installed_chromium()
    monkeypatch.setenv("REQUIRE_BROWSER", "1")
    with pytest.raises(pytest.fail.Exception, match="no Chromium on PATH"):
        installed_chromium()
