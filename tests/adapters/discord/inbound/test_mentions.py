"""Commands and chat in messages to the bot."""

import pytest

from adapters.discord.inbound.mentions import parse_line
from core.commands.catalogue import BUILT_IN
from core.commands.registry import Registry
from core.domain.errors import BadInput

SYNTAXES = Registry(BUILT_IN).syntaxes


@pytest.mark.parametrize(
    ("line", "command", "options"),
    [
        ("imagine a fox --seed 7", "imagine", {"prompt": "a fox", "seed": "7"}),
        ("/troubadour help", "troubadour help", {}),
        ("who are you?", "chat", {"message": "who are you?"}),
        ("", "chat", {"message": ""}),
    ],
)
def test_a_line_is_a_command_or_a_chat_message(line: str, command: str, options: dict[str, str]) -> None:
    assert parse_line(line, SYNTAXES) == (command, options)


def test_an_unknown_slash_command_is_refused() -> None:
    with pytest.raises(BadInput):
        parse_line("/imagin a fox", SYNTAXES)
