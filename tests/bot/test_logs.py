"""The log: lines of text or JSON, without secrets."""

import json
import logging
import sys
from collections.abc import Iterator

import pytest

from bot.logs import set_up_logs
from core.domain.request_id import working_for

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


def test_a_request_is_named_in_everything_that_is_logged_for_it(capfd: pytest.CaptureFixture[str]) -> None:
    for format_ in ("json", "text"):
        set_up_logs("info", "json" if format_ == "json" else "text", [])
        logging.getLogger("a").info("before")
        with working_for("web-77"):
            logging.getLogger("some.library").info("while")
        before, within = capfd.readouterr().err.splitlines()
        assert "web-77" not in before
        assert ('"request": "web-77"' if format_ == "json" else "some.library [web-77]: while") in within


@pytest.mark.parametrize("is_terminal", [False, True])
def test_a_terminal_gets_text_and_a_program_gets_json(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], is_terminal: bool
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: is_terminal)
    set_up_logs("info", "auto", [])
    logging.getLogger("a").info("hello")
    assert capfd.readouterr().err.startswith("{") is not is_terminal


def test_the_level_is_kept(capfd: pytest.CaptureFixture[str]) -> None:
    set_up_logs("warning", "text", [])
    logging.getLogger("a").info("quiet")
    logging.getLogger("a").warning("loud")
    assert capfd.readouterr().err.split("WARNING")[1].strip() == "a: loud"
