"""Texts for Slack: no text pings, hides a link or breaks the markup, and times are shown."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.slack.outbound.markup import (
    defuse_mentions,
    escape_mrkdwn,
    fallback_text,
    safe_markdown,
    to_markdown,
    to_mrkdwn,
)
from core.domain.sentences import Moment, Quote, say

TOKEN = re.compile(
    r"<(?:[@#]\w|!(?:here|channel|everyone|group|subteam|date\^)|(?:[a-z][a-z0-9+.-]*:|//)[^>|\s]*\|)", re.IGNORECASE
)
"""Tokens that Slack interprets. It shows `<!` with any other name as it is."""
SIGNS = [*"<>@#!|&^ \n*`", "\u200d", "\ufdd0", "\ufdd1"]
NAMES = ["here", "Channel", "everyone", "subteam^S1", "date^1^{date}", "U1", "https://a.example", "mailto:a@b", "//a.b"]
WHOLE = [
    "<!here>",
    "<@U1>",
    "<https://a.example|b>",
    "\ufdd0!date^1^{date}\ufdd1",
    "<!date^1^{date}^https://a.example|b>",
]
HOSTILE = st.lists(st.sampled_from([*SIGNS, *NAMES, *WHOLE]) | st.characters(), max_size=30).map("".join)


@given(HOSTILE)
def test_no_token_of_slack_is_left(text: str) -> None:
    assert not TOKEN.search(safe_markdown(text))
    assert "<" not in escape_mrkdwn(text)
    assert "<" not in fallback_text(text)


@given(HOSTILE)
def test_quoted_text_makes_no_token(text: str) -> None:
    sentence = say("attachment-too-large", name=Quote(text=text), maximum=text)
    assert not re.search(r"<[@#!]", to_mrkdwn(sentence, "en"))
    assert not TOKEN.search(to_markdown(sentence, "en"))


@pytest.mark.parametrize(
    "text",
    [
        "<!channel>",
        "<@U123>",
        "<#C1|x>",
        "@here",
        "<!subteam^S1>",
        "<https://a.example|b>",
        "<ftp://a.example|b>",
        "<//a.example|b>",
        "<!date^1^{date} at {time}^https://a.example|b>",
    ],
)
def test_tokens_are_made_safe_in_markdown(text: str) -> None:
    assert not TOKEN.search(safe_markdown(text))
    assert "@here" not in safe_markdown(text)


def test_text_that_only_looks_like_a_token_stays() -> None:
    text = "a < b, <div>, <!DOCTYPE html>, <!-- here -->, <!1>, <expr|term> and <https://a.example>"
    assert safe_markdown(text) == text


def test_times_are_shown_in_the_readers_time_zone() -> None:
    sentence = say("reminder-set", moment=Moment(at=1_700_000_000))
    for write in (to_markdown, to_mrkdwn):
        assert "<!date^1700000000^{date_short_pretty} {time}|Nov 14, 2023, 10:13\u202fPM UTC>" in write(sentence, "en")
        assert "{time}|14.11.2023, 22:13 UTC>" in write(sentence, "de")


def test_bold_is_bold_in_both_markups() -> None:
    assert "**Built-in engine**" in to_markdown(say("fact-builtin", model="builtin-chat"), "en")
    assert "*Built-in engine*" in to_mrkdwn(say("fact-builtin", model="builtin-chat"), "en")
    assert "**" not in to_mrkdwn(say("fact-builtin", model="builtin-chat"), "en")


@pytest.mark.parametrize(
    "mention", ["@channel", "@here", "<!channel>", "<!here>", "<@U0AB>", "<!subteam^S1|@team>", "<#C12|room>"]
)
def test_a_mention_in_foreign_words_is_defused_and_stays_readable(mention: str) -> None:
    hidden = "\u200b".join(mention)
    defused = defuse_mentions(f"so {hidden} it is")
    assert mention not in defused
    assert defused.translate(str.maketrans("\uff20\uff03\uff01", "@#!")) == f"so {mention} it is"
