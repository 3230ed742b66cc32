"""Colours of code in a stream, which change no character of it."""

import re

import pytest

from adapters.terminal.code_colours import CodeColours

ANSWER = """Look:

```python
def f(x: int) -> str:
    # comment `x`
    return f"{x}"
```
and `inline` ``` text.

~~~ rust
let s = "~~";
```
~~~
```
plain
```
   ````nolanguage
```
x = 1
````
The end"""


def plain(text: str) -> str:
    return re.sub(r"\x1b\[[0-9;]*m", "", text)


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_every_character_comes_and_only_code_has_colours(size: int) -> None:
    colours = CodeColours()
    pieces = [colours.add(ANSWER[at : at + size]) for at in range(0, len(ANSWER), size)]
    shown = "".join(pieces) + colours.close()
    assert plain(shown) == ANSWER
    coloured = {plain(line) for line in shown.split("\n") if "\x1b" in line}
    assert {"def f(x: int) -> str:", "    # comment `x`", 'let s = "~~";'} <= coloured
    assert not coloured & {"Look:", "and `inline` ``` text.", "plain", "x = 1", "The end", "```python"}


def test_words_outside_of_code_do_not_wait() -> None:
    colours = CodeColours()
    assert [colours.add(piece) for piece in ("He", "llo `", "x", "`")] == ["He", "llo `", "x", "`"]


def test_a_line_knows_what_the_lines_before_it_opened() -> None:
    colours = CodeColours()
    shown = colours.add('```python\nx = """\ndef inside\n"""\n```\n')
    line = next(line for line in shown.split("\n") if "def inside" in plain(line))
    assert "def inside" in line, "the whole line is one string, so nothing in it has a colour of its own"
