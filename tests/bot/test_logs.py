"""The log: lines of text or JSON, without secrets."""

import json
import logging
from collections.abc import Iterator

import pytest

from bot.logs import set_up_logs

TOKEN = "hf_abcdefghijklmnop"


@pytest.fixture(autouse=True)
def _restored() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


def fail(secret: str) -> None:
    """Logs an error with a secret in its message, its arguments and its traceback."""
    nothing: dict[str, str] = {}
    try:
        nothing[f"refused {secret}"]
    except KeyError:
        logging.getLogger("some.library").exception("with %s", secret)


@pytest.mark.parametrize("format_", ["text", "json"])
@pytest.mark.parametrize("secret", [TOKEN, "correct horse"])
def test_no_secret_is_logged(capfd: pytest.CaptureFixture[str], format_: str, secret: str) -> None:
    set_up_logs("info", "json" if format_ == "json" else "text", ["correct horse"])
    fail(secret)
    written = capfd.readouterr().err
    assert "with **REDACTED**" in written
    assert "KeyError: 'refused **REDACTED**'" in written
    assert secret not in written


def test_json_lines_are_json(capfd: pytest.CaptureFixture[str]) -> None:
    set_up_logs("info", "json", [])
    logging.getLogger("a.b").warning("two\nlines, %s", "ü")
    fail("x")
    first, second = map(json.loads, capfd.readouterr().err.splitlines())
    assert first["time"].endswith("+00:00")
    del first["time"]
    assert first == {"level": "warning", "logger": "a.b", "message": "two\nlines, ü"}
    assert second["error"].startswith("Traceback")


def test_the_level_is_kept(capfd: pytest.CaptureFixture[str]) -> None:
    set_up_logs("warning", "text", [])
    logging.getLogger("a").info("quiet")
    logging.getLogger("a").warning("loud")
    assert capfd.readouterr().err.split("WARNING")[1].strip() == "a: loud"
