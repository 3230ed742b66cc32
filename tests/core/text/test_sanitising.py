import re
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text.message_splitting import utf16_length
from core.text.sanitising import clean, defuse, one_line, shorten
from tests.core.text.hostile import any_texts

INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\xad\u202e\u2066\u034f\u3164\ufe0f\U000e0001\U000e0065\0\x1b\x7f\ud800\udc00"
PINGS = re.compile(r"@(everyone|here|channel)|<[@#][!&]?\w|<!(channel|here|everyone|subteam)", re.IGNORECASE)

SIGNS = re.compile(
    r"@(?=everyone|here|channel)|(?<=<)[@#](?=[!&]?\w)|(?<=<)!(?=channel|here|everyone|subteam)", re.IGNORECASE
)
"""As the platforms together write mentions."""

MENTIONS = """
@everyone @here @channel @EVERYONE <@123> <@!123> <@&123> <#456> <!channel> <!here> <@U0AB> <!subteam^S1|@team>
<#C12|room>
"""
mentions = st.sampled_from(MENTIONS.split())


@st.composite
def hidden_mentions(draw: st.DrawFn) -> str:
    """A mention with invisible characters in it, between any texts."""
    strewn = "".join(sign + draw(st.text(INVISIBLE, max_size=2)) for sign in draw(mentions))
    return draw(st.text(max_size=5)) + strewn + draw(st.text(max_size=5))


@given(any_texts | hidden_mentions() | st.text(INVISIBLE + "@<>#!\U0001f468\u0628\u0915\u094d1a ", max_size=40))
def test_cleaning_and_defusing_are_idempotent_and_leave_no_mention(text: str) -> None:
    cleaned, defused = clean(text), defuse(text, SIGNS)

    assert clean(cleaned) == cleaned
    assert defuse(defused, SIGNS) == defused
    assert clean(defused) == defused
    assert not PINGS.search(defused)
    # Not even for a platform that drops everything it does not show.
    assert not PINGS.search("".join(sign for sign in defused if unicodedata.category(sign) not in {"Cf", "Mn"}))
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2060-\u206f\ufeff\ud800-\udfff]", cleaned)


@given(any_texts, st.integers(1, 40), st.sampled_from([len, utf16_length]))
def test_shortening_keeps_one_line_within_the_limit(text: str, limit: int, length: Callable[[str], int]) -> None:
    short = shorten(text, limit, length=length)

    assert length(short) <= limit
    assert shorten(short, limit, length=length) == short
    assert one_line(short) == short
    assert "\n" not in short
    assert one_line(text).startswith(short.removesuffix("…"))


@pytest.mark.parametrize(
    ("given_text", "cleaned"),
    [
        ("a\r\nb\rc\u2028d\n\te", "a\nb\nc\nd\n\te"),
        ("pass\u200bword\u2060\ufeff\u00ad", "password"),
        ("\u202egnp.exe", "gnp.exe"),
        ("hidden\U000e0068\U000e0069", "hidden"),
        ("\ud83d\ude00 \ud83d", "\U0001f600 "),
        ("\x1b[31mred\x07", "[31mred"),
        ("\U0001f600\ufe0f\ufe01\U000e0110", "\U0001f600\ufe0f"),
        ("1\ufe0f day, #\ufe0f1", "1 day, #1"),  # a keycap without its cap
        ("a\u200db", "ab"),
        ("a\u3164\u034fb", "ab"),
    ],
)
def test_invisible_characters_are_removed(given_text: str, cleaned: str) -> None:
    assert clean(given_text) == cleaned


@pytest.mark.parametrize(
    "text",
    [
        "\U0001f468\u200d\U0001f469\u200d\U0001f467",  # a family
        "\U0001f3f3\ufe0f\u200d\U0001f308",  # the rainbow flag
        "\U0001f44d\U0001f3fd \U0001f937\U0001f3fb\u200d\u2640\ufe0f",
        "1\ufe0f\u20e3 \u2764\ufe0f",
        "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",  # the flag of Scotland
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",  # Persian: I want
        "\u0915\u094d\u200d\u0937 \u0915\u094d\u200c\u0937",  # Devanagari, half form and explicit virama
        "\u09b0\u200d\u09cd\u09af",  # Bengali ra with ya-phalaa
        "\u8fbb\U000e0100",  # an ideographic variant
        "e\u0301 \u0e20\u0e32\u0e29\u0e32",
        "tab\tand\nline",
    ],
)
def test_characters_that_scripts_and_emoji_need_stay(text: str) -> None:
    assert clean(text) == text


def test_a_mention_is_still_read_by_people() -> None:
    assert defuse("Hi @every\u200bone and <@123>, mail bob@example.com", SIGNS) == (
        "Hi \uff20everyone and <\uff20123>, mail bob@example.com"
    )


def test_shortening_ends_after_a_word() -> None:
    assert shorten("a red fox\nin the  snow", 14) == "a red fox in…"
    assert shorten("a red fox", 9) == "a red fox"
    assert shorten("Donaudampfschifffahrt", 8) == "Donauda…"


def test_shortening_cuts_a_long_word_rather_than_leave_almost_nothing() -> None:
    assert shorten("I " + "x" * 50, 20) == "I " + "x" * 17 + "\u2026"
