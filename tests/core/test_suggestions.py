"""Suggestions come from the engine and fit what was typed."""

import pytest

from core.command import Registry
from core.commands import BUILT_IN
from core.errors import BadInput
from core.suggestions import Suggestions
from tests.core.scripted_engine import ScriptedEngine


@pytest.fixture
def suggestions() -> Suggestions:
    return Suggestions(Registry(BUILT_IN), ScriptedEngine())


@pytest.mark.parametrize(
    ("command", "option", "typed", "values"),
    [
        ("imagine", "model", "", ["script-paint"]),
        ("imagine", "model", "PAINT", ["script-paint"]),
        ("imagine", "model", "nothing like it", []),
        ("speak", "voice", "en-gb", ["ada"]),
        ("imagine", "size", "l", ["landscape", "tall", "small"]),
        ("imagine", "prompt", "a", []),
        ("imagine", "no such option", "", []),
    ],
)
async def test_what_is_offered(
    suggestions: Suggestions, command: str, option: str, typed: str, values: list[str]
) -> None:
    assert [each.value for each in await suggestions.suggest(command, option, typed)] == values


async def test_models_of_every_task_where_the_command_names_none(suggestions: Suggestions) -> None:
    offered = await suggestions.suggest("troubadour models", "choose", "")
    assert [each.value for each in offered] == ["script-chat", "script-complete", "script-paint", "script-speak"]


async def test_a_command_that_does_not_exist(suggestions: Suggestions) -> None:
    with pytest.raises(BadInput):
        await suggestions.suggest("juggle", "model", "")
