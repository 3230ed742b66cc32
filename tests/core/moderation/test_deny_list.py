"""Texts that the operator's list denies or lets pass, and lists that cannot be used."""
# ruff: noqa: RUF001, RUF003 - letters that look like others are what this is about

from pathlib import Path

import pytest

from core.domain.errors import NotAllowed, OperatorError
from core.moderation.deny_list import DenyList

LIST = DenyList.parse(
    ["# words", "", "Badword", "two words", "stem*", "/colou?r[0-9]+/", "悪口", "Ärger", "हिन्दी", "two words more"],
    "deny.txt",
)


@pytest.mark.parametrize(
    "text",
    [
        "badword",
        "A BADWORD!",
        "_badword_ and **bold**",
        "bаdwоrd",  # Cyrillic а and о
        "b\u200badword",
        "ｂａｄｗｏｒｄ",
        "ba**dwo**rd",
        "bad`word`",
        "bad\\word",
        "~~bad~~word",
        "[bad](https://example.org)word",
        "bad<b>word</b>",
        "||bad||word",
        "🇧🇦🇩🇼🇴🇷🇩",
        "🅱🅰🅳🆆🅾🆁🅳",
        "🄱🄰🄳🅆🄾🅁🄳",
        "\u3164badword\u3164",
        "two\u3164words",
        "two\n  words",
        "two-words",
        "stemming",
        "colour42",
        "COLOR1",
        "これは悪口です",
        "वह हिन्दी है",
        "just two words more",
        "arger",
        "ÄRGER",
    ],
)
def test_denied_texts(text: str) -> None:
    assert LIST.denies(text)
    with pytest.raises(NotAllowed):
        LIST.check(["harmless", text])


@pytest.mark.parametrize(
    "text",
    ["badwords", "a bad word", "system", "colour", "twowords", "悪い口", "हिन्द", "ह न द", "हिन्दीभाषी", "Bargeld", ""],
)
def test_allowed_texts(text: str) -> None:
    assert not LIST.denies(text)
    LIST.check([text])


def test_matches_are_positions_in_the_original_text() -> None:
    text = "ein Ä\u0308rger und ℬadword."
    assert [text[begin:end] for begin, end in LIST.find(text)] == ["Ä\u0308rger", "ℬadword"]


def test_a_pattern_takes_linear_time() -> None:
    evil = DenyList.parse(["/(a+)+$/"], "deny.txt")
    assert not evil.denies("a" * 100_000 + "!")


def test_a_match_over_markup_covers_it() -> None:
    text = "so **ba**d**word** then"
    assert [text[begin:end] for begin, end in LIST.find(text)] == ["ba**d**word"]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("/(/", "not a regular expression of RE2"),
        ("/x", "two slashes"),
        ("/a*/", "everything"),
        ("/(?=x)/", "RE2"),
        (r"/(a)\1/", "RE2"),
        ("***", "neither a letter"),
    ],
)
def test_a_list_that_cannot_be_used_says_which_line(tmp_path: Path, line: str, why: str) -> None:
    file = tmp_path / "deny.txt"
    file.write_text(f"good\n{line}\n", encoding="utf-8")
    with pytest.raises(OperatorError, match=rf"Line 2 of .*deny\.txt cannot be used: .*{why}"):
        DenyList.read(file)


def test_a_list_that_cannot_be_read_says_so(tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match="cannot be read"):
        DenyList.read(tmp_path / "absent.txt")
    (tmp_path / "latin.txt").write_bytes("Ärger".encode("latin-1"))
    with pytest.raises(OperatorError, match="UTF-8"):
        DenyList.read(tmp_path / "latin.txt")
