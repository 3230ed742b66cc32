"""Words of others are defused, and what is said to the bot is understood."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.discord.inbound.mentions import parse_line
from adapters.discord.markdown import QUOTE_LIMIT, quote_text, readable_mentions, render_sentence
from core.commands.catalogue import BUILT_IN
from core.commands.registry import Registry
from core.domain.errors import BadInput
from core.domain.sentences import Moment, Quote, say

SYNTAXES = Registry(BUILT_IN).syntaxes


@given(st.text(alphabet="@everyonhr<>!&#123 `*_|~[]()\\:/\n", max_size=400))
def test_nothing_quoted_pings_links_or_formats(text: str) -> None:
    shown = quote_text(text)
    assert "@everyone" not in shown
    assert "@here" not in shown
    assert not re.search(r"<[@#][!&]?\w", shown)
    assert "\n" not in shown
    assert len(shown) <= 2 * QUOTE_LIMIT + 20


def test_a_link_that_is_quoted_stays_a_text() -> None:
    assert "https://" not in quote_text("see https://example.org")


def test_what_was_veiled_stays_veiled_and_nothing_else_is() -> None:
    assert quote_text("the end: ||*she* leaves|| | or || not") == "the end: ||\\*she\\* leaves|| \\| or \\|\\| not"
    assert quote_text("||" + "long " * 100 + "||").endswith("||")
    assert not quote_text("a " * 200 + "|| open").endswith("||")


def test_a_moment_is_shown_in_the_readers_zone() -> None:
    assert "<t:1700000000:f>" in render_sentence(say("status-version", version=Moment(at=1_700_000_000)), "en")


def test_a_quoted_value_of_a_sentence_is_defused() -> None:
    sentence = say("no-such-command", name=Quote(text="@everyone **x**"), known="/chat")
    assert "@everyone" not in render_sentence(sentence, "en")
    assert "\\*\\*x" in render_sentence(sentence, "en")


def test_the_bots_name_is_left_out_and_others_are_named() -> None:
    assert readable_mentions("<@1> tell <@!2> and <@3> hello", {"2": "Grace"}, "1") == "tell @Grace and @3 hello"


@pytest.mark.parametrize(
    ("line", "command", "options"),
    [
        ("imagine a fox --seed 7", "imagine", {"prompt": "a fox", "seed": "7"}),
        ("/troubadour help", "troubadour help", {}),
        ("who are you?", "chat", {"message": "who are you?"}),
        ("", "chat", {"message": ""}),
    ],
)
def test_a_line_is_a_command_or_a_conversation(line: str, command: str, options: dict[str, str]) -> None:
    assert parse_line(line, SYNTAXES) == (command, options)


def test_an_unknown_slash_command_is_refused() -> None:
    with pytest.raises(BadInput):
        parse_line("/imagin a fox", SYNTAXES)
