import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.domain.errors import BadInput
from core.i18n.rendering import render
from core.text.command_lines import format_command
from core.text.command_syntax import ParsedCommand
from core.text.typed_commands import parse_command
from tests.core.text.command_syntaxes import COMMANDS
from tests.core.text.hostile import any_texts

tricky = st.text("-\u2014\"'\\ =`ax\n")
values = st.fixed_dictionaries(
    {}, optional={"seed": any_texts, "negative_prompt": any_texts, "style": tricky, "private": st.booleans()}
)
words = st.sampled_from(["--", "--seed", "x", "\u2014private", "`", "\n"])
texts = any_texts | tricky | st.lists(words).map(" ".join)


@settings(max_examples=300)
@given(values, st.none() | texts)
def test_a_formatted_line_parses_to_the_same_command(values: dict[str, str | bool], text: str | None) -> None:
    parsed = ParsedCommand("imagine", values, text)

    assert parse_command(format_command(parsed, COMMANDS), COMMANDS) == parsed


@given(any_texts, st.sampled_from(["", "/imagine ", "chat ", "/troubadour models ", "/odd "]))
def test_any_line_is_understood_or_refused(line: str, name: str) -> None:
    try:
        parsed = parse_command(name + line, COMMANDS)
    except BadInput as refused:
        render(refused.sentence)
        return
    assert parse_command(format_command(parsed, COMMANDS), COMMANDS) == parsed


def test_plain_lines_are_formatted_plainly() -> None:
    parsed = ParsedCommand("imagine", {"seed": "7", "private": False, "negative_prompt": "two foxes"}, "a fox")

    assert format_command(parsed, COMMANDS) == '/imagine --seed 7 --no-private --negative-prompt "two foxes" a fox'
    named_like_an_option = ParsedCommand("troubadour persona", {}, "--text")
    assert format_command(named_like_an_option, COMMANDS) == "/troubadour persona -- --text"
    assert format_command(ParsedCommand("odd", {"x": False}), COMMANDS) == "/odd --x=no"


def test_a_command_that_no_line_expresses_is_not_formatted() -> None:
    with pytest.raises(ValueError, match="no line"):
        format_command(ParsedCommand("troubadour", {"x": "y"}), COMMANDS)
