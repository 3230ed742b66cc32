"""Commands and talk in messages, and the command that talk seems to wish for."""

import pytest

from core.commands.catalogue import BUILT_IN
from core.commands.parts.offered_command import offered_command
from core.commands.registry import Registry
from core.commands.summarize import summarize
from core.commands.typed_messages import read_message, with_context
from core.domain.actions import Form, Run
from core.domain.errors import BadInput
from core.domain.request import QuotedMessage
from core.i18n.rendering import render
from tests.typed_lines import LINES, TypedLine

REGISTRY = Registry(BUILT_IN)


@pytest.mark.parametrize("typed", LINES, ids=lambda typed: typed.line)
def test_a_message_is_a_command_or_talk(typed: TypedLine) -> None:
    if typed.meant or typed.refused:
        with pytest.raises(BadInput) as refused:
            read_message(typed.line, REGISTRY.syntaxes)
        said = f"Did you mean /{typed.meant}?" if typed.meant else str(typed.refused)
        assert said in render(refused.value.sentence)
        return
    command, options = read_message(typed.line, REGISTRY.syntaxes)
    talk = {"message": typed.line} if typed.command == "chat" and not typed.options else {}
    assert (command, options) == (typed.command, {**typed.options, **talk})
    if command == "chat":
        offered = offered_command(str(options["message"]), REGISTRY, (), {})
        assert (offered and render(offered.label)) == typed.button
        if offered is not None:
            assert isinstance(offered.action, Run if typed.words else Form)
            positional = REGISTRY.get(offered.action.command).positional
            assert offered.action.options == ({positional: typed.words} if typed.words else {})


@pytest.mark.parametrize("mark", ["/", "!"])
def test_a_doubled_mark_says_it(mark: str) -> None:
    for words in ("imagine a fox", "imagin a fox", "help"):
        line = f"{mark}{words}"
        assert read_message(f"{mark}{line}", REGISTRY.syntaxes) == ("chat", {"message": line})
    for line in (f"{mark}{mark}", f"{mark}{mark}!!", f"{mark}{mark}{mark}", f"{mark}{mark} a comment"):
        assert read_message(line, REGISTRY.syntaxes) == ("chat", {"message": line})


def test_a_name_may_have_the_prefix_of_the_slash_commands() -> None:
    for line in ("!tb-imagine a fox", "/tb-imagine a fox", "!imagine a fox"):
        assert read_message(line, REGISTRY.syntaxes, "tb-") == ("imagine", {"prompt": "a fox"})
    assert read_message("/tb-troubadour usage", REGISTRY.syntaxes, "tb-") == ("troubadour usage", {})
    assert read_message("/troubadour usage", REGISTRY.syntaxes, "troubadour-") == ("troubadour usage", {})
    assert read_message("!tb-hosts", REGISTRY.syntaxes, "tb-") == ("chat", {"message": "!tb-hosts"})


def test_an_offered_command_keeps_the_options_and_the_audience() -> None:
    offered = offered_command("draw me a fox --seed 7", REGISTRY, (), {"private": True})
    assert offered is not None
    assert isinstance(offered.action, Run)
    assert offered.action.options == {"prompt": "a fox", "seed": "7", "private": True}


def test_what_a_message_shows_is_no_time_for_a_summary() -> None:
    quoted = QuotedMessage(author="test:home:ben", name="Ben", text="we sail at nine")
    assert with_context(summarize, {"share": True}, "a table", [quoted]) == {"share": True}
