"""Files and buttons in a line of a session."""

from pathlib import Path

import pytest

from adapters.terminal.typed_line import TypedLine, button_number, read_line
from core.domain.errors import BadInput


@pytest.fixture
def fox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "fox.png").write_bytes(b"")
    (tmp_path / "red fox.png").write_bytes(b"")
    return tmp_path / "fox.png"


def test_files_are_taken_out_of_a_line(fox: Path) -> None:
    assert read_line("/limerick @fox.png") == TypedLine("/limerick", (Path("fox.png"),))
    assert read_line('what is @"red fox.png"?') == TypedLine(
        'what is @"red fox.png"?'.replace('@"red fox.png"', ""), (Path("red fox.png"),)
    )
    assert read_line(r"see @red\ fox.png @./fox.png") == TypedLine("see", (Path("red fox.png"), Path("fox.png")))


def test_a_path_dropped_at_the_beginning_is_a_file(fox: Path) -> None:
    assert read_line(f"{fox} what is it?") == TypedLine("what is it?", (fox,))
    assert read_line(f"'{fox.with_name('red fox.png')}'") == TypedLine("", (fox.with_name("red fox.png"),))


def test_names_of_people_stay(fox: Path) -> None:
    assert read_line("hello @ann, mail me at me@fox.png") == TypedLine("hello @ann, mail me at me@fox.png")
    assert read_line("/imagine a fox") == TypedLine("/imagine a fox")


def test_a_path_that_leads_nowhere_is_said(fox: Path) -> None:
    with pytest.raises(BadInput):
        read_line("look @folder/fox.png")


@pytest.mark.parametrize(("line", "number"), [(":1", 1), (" :12 ", 12), (":", None), ("1", None), (":1 a", None)])
def test_a_colon_and_a_number_press_a_button(line: str, number: int | None) -> None:
    assert button_number(line) == number
