"""Text that people type, as Slack delivers it."""

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.slack.inbound.typed_text import mentioned_users, plain_text, slash_line


@pytest.mark.parametrize(
    ("sent", "meant"),
    [
        ("<@U0BOT> hello", "hello"),
        ("hello <@U0BOT>, it is <@U0ADA> &amp; <@U0EVE|eve>", "hello , it is @ada & @eve"),
        ("see <https://example.org/a?b=1&amp;c=2|this>", "see this (https://example.org/a?b=1&c=2)"),
        ("see <http://example.org|example.org>", "see example.org"),
        ("write to <mailto:ada@example.org|ada@example.org>", "write to ada@example.org"),
        ("in <#C0LOUNGE|lounge> and <#C0OTHER>", "in #lounge and #C0OTHER"),
        ("<!here> <!subteam^S0|@choir> <!date^1^{date}|then>", "@here @choir then"),
        ("<!date^1767326100^{date}>", "2026-01-02 03:55 UTC"),
        ("a &lt; b &gt; c &amp;lt; d", "a < b > c &lt; d"),
    ],
)
def test_wrapped_and_escaped_text_is_unwrapped(sent: str, meant: str) -> None:
    assert plain_text(sent, "U0BOT", {"U0ADA": "ada"}) == meant


def test_people_are_found_once() -> None:
    assert mentioned_users("<@U0ADA> <@U0EVE|eve> <@U0ADA> <@everyone> <#C0A>") == ["U0ADA", "U0EVE"]


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\u00a0")))
def test_typed_text_comes_back(text: str) -> None:
    sent = html.escape(text, quote=False)
    assert plain_text(sent) == text.strip()


@pytest.mark.parametrize(
    ("command", "text", "line"),
    [
        ("/imagine", "help", "imagine help"),
        ("/imagine", " a fox ", "imagine a fox"),
        ("/troubadour", "", "troubadour help"),
        ("/troubadour", "models --task chat_completion", "troubadour models --task chat_completion"),
    ],
)
def test_a_slash_command_is_a_line(command: str, text: str, line: str) -> None:
    assert slash_line(command, text, "") == line
