"""Quoted text has no effect, and mentions are readable."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.discord.markdown import (
    QUOTE_LIMIT,
    DiscordNames,
    defuse_mentions,
    quote_text,
    readable_markup,
    render_sentence,
)
from core.domain.sentences import Moment, Quote, say


@given(st.text(alphabet="@everyonhr<>!&#123 `*_|~[]()\\:/\n", max_size=400))
def test_nothing_quoted_pings_links_or_formats(text: str) -> None:
    shown = quote_text(text)
    assert "@everyone" not in shown
    assert "@here" not in shown
    assert not re.search(r"<[@#][!&]?\w", shown)
    assert "\n" not in shown
    assert len(shown) <= 2 * QUOTE_LIMIT + 20


def test_a_quoted_link_has_no_preview() -> None:
    assert "https://" not in quote_text("see https://example.org")


def test_spoilers_stay_spoilers_and_nothing_else_becomes_one() -> None:
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
    assert (
        readable_markup("<@1> tell <@!2> and <@3> hello", DiscordNames(users={"2": "Grace"}), "1")
        == "tell @Grace and @3 hello"
    )


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ("<#4> <#5>", "#general #5"),
        ("<@&6> <@&7>", "@team @7"),
        ("<:blobcat:1234><a:dance:99>", ":blobcat::dance:"),
        ("<t:1700000000:R>", "14 nov. 2023, 22:13 UTC"),
        ("<t:99999999999999:R> <t:9999999999999>", "<t:99999999999999:R> <t:9999999999999>"),
        ("</imagine:77> </troubadour help:78>", "/imagine /troubadour help"),
        ("`<@&6>` and ```\n<#4>\n```", "`<@&6>` and ```\n<#4>\n```"),
        ("a < b, <https://example.org>, <#general>", "a < b, <https://example.org>, <#general>"),
    ],
)
def test_markup_is_read_as_the_words_that_people_see(markup: str, words: str) -> None:
    names = DiscordNames(roles={"6": "team"}, channels={"4": "general"})
    assert readable_markup(markup, names, "1", "fr").replace("\u202f", " ").replace(" ", " ") == words


@pytest.mark.parametrize("mention", ["@everyone", "@here", "@EVERYONE", "<@123>", "<@!123>", "<@&123>", "<#456>"])
def test_a_mention_in_foreign_words_is_defused_and_stays_readable(mention: str) -> None:
    hidden = "\u200b".join(mention)
    defused = defuse_mentions(f"so {hidden} it is")
    assert mention not in defused
    assert defused.translate(str.maketrans("\uff20\uff03\uff01", "@#!")) == f"so {mention} it is"
