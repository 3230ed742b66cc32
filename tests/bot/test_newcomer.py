"""The newcomer's transcript in the documentation is what happens: every command, the set-up, every wrong setting."""

import difflib

import pytest

pytest.importorskip("pty", reason="needs a POSIX terminal")

from scripts.newcomer import DOCUMENT, transcript


def test_the_newcomers_transcript_is_what_happens() -> None:
    written, now = DOCUMENT.read_text(encoding="utf-8").splitlines(), transcript().splitlines()
    changed = "\n".join(difflib.unified_diff(written, now, "docs/newcomer.md", "now", lineterm="", n=1))
    assert not changed, f"`python -m scripts.newcomer` writes the page again:\n{changed}"
