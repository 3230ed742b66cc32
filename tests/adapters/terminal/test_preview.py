"""Pictures in terminals that can show them, and none in others."""

import base64
import io
import re
from collections.abc import Mapping

import pytest
from PIL import Image

from adapters.terminal.preview import ROWS, preview, protocol_of
from tests.adapters.terminal.conftest import console, png


@pytest.mark.parametrize(
    ("variables", "colours", "protocol"),
    [
        ({"TERM": "xterm-kitty"}, True, "kitty"),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "iTerm.app"}, True, "iterm2"),
        ({"TERM": "xterm-256color"}, True, "blocks"),
        ({"TERM": "xterm-256color", "NO_COLOR": "1"}, True, "none"),
        ({"TERM": "tmux-256color", "TMUX": "x", "KITTY_WINDOW_ID": "1"}, True, "blocks"),
        ({"TERM": "vt100"}, False, "none"),
        ({}, False, "none"),
    ],
)
def test_a_terminal_is_known_by_what_it_says(variables: Mapping[str, str], colours: bool, protocol: str) -> None:
    assert protocol_of(variables, colours=colours) == protocol


def printed(data: bytes, protocol: str) -> str:
    shown = preview(data, protocol)  # type: ignore[arg-type]
    assert shown is not None
    screen, out = console()
    screen.print(shown, crop=False)
    return out.getvalue()


def test_half_blocks_carry_the_colours() -> None:
    lines = printed(png("red", (100, 50)), "blocks").rstrip("\n").split("\n")
    assert len(lines) == 9
    assert all(line.count("▀") == 36 for line in lines)
    assert "38;2;255;0;0" in lines[0]
    assert "48;2;255;0;0" in lines[0]


def test_kitty_gets_a_png_in_pieces_and_is_told_not_to_answer() -> None:
    noise = Image.effect_noise((300, 300), 100)
    out = io.BytesIO()
    noise.save(out, "PNG")
    pieces = re.findall(r"\x1b_G([^;]*);([^\x1b]*)\x1b\\", printed(out.getvalue(), "kitty"))
    assert pieces[0][0] == f"a=T,f=100,q=2,r={ROWS},m=1"
    assert {keys for keys, _ in pieces[1:-1]} == {"m=1"}
    assert pieces[-1][0] == "m=0"
    assert all(len(payload) <= 4096 for _, payload in pieces)
    assert base64.b64decode("".join(payload for _, payload in pieces)).startswith(b"\x89PNG")


def test_iterm2_gets_a_png_of_the_size_it_is_told() -> None:
    found = re.search(r"\x1b\]1337;File=inline=1;size=(\d+);[^:]*:([^\x07]*)\x07", printed(png(), "iterm2"))
    assert found is not None
    assert len(base64.b64decode(found[2])) == int(found[1])


def test_an_impossible_preview_is_left_out() -> None:
    assert preview(png(), "none") is None
    assert preview(b"no picture", "blocks") is None
