"""Words in Slack's two markups: Markdown for answers, mrkdwn for what is small; text of others defused in both.

Slack finds its own tokens (`<!here>`, `<@U…>`, `<url|label>`) in Markdown too
(https://docs.slack.dev/messaging/formatting-message-text).
"""

import re
from collections.abc import Iterable
from datetime import UTC, datetime

from core.events import Facts, Problem, Progress
from core.messages import PlainMarkup, Sentence, render
from core.small_print import problem_words, progress_words, small_print
from core.text.sanitising import defuse_mentions, shorten

QUOTED = 300
"""How much is quoted of what somebody wrote."""
FALLBACK_CHARACTERS = 3000
"""What notifications and screen readers get; beyond some 4000 Slack refuses edits."""
_MARKS = re.compile(r"([\\`*_~|\[\]()<>#])")
_MASKED = re.compile(r"<(?=(?:https?|mailto|tel|slack):[^>\s|]*\|)", re.IGNORECASE)
_BOLD = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*")
_OPEN, _CLOSE = "\ufdd0", "\ufdd1"
_DATE = re.compile(f"{_OPEN}(!date\\^\\d+\\^[^<>{_CLOSE}]*){_CLOSE}")


class SlackMarkup(PlainMarkup):
    """Moments are shown in the reader's own zone. They are kept apart from what is escaped by two noncharacters."""

    def moment(self, at: float, locale: str) -> str:  # noqa: ARG002 - Slack words it
        fallback = datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d %H:%M UTC")
        return f"{_OPEN}!date^{int(at)}^{{date_short_pretty}} {{time}}|{fallback}{_CLOSE}"

    def quote(self, text: str) -> str:
        return _MARKS.sub(r"\\\1", shorten(defuse_mentions(text), QUOTED))


class _SmallMarkup(SlackMarkup):
    """mrkdwn knows no escapes but of `&`, `<` and `>`, which come later."""

    def quote(self, text: str) -> str:
        return re.sub(r"[*_~`]", "", shorten(defuse_mentions(text), QUOTED))


MARKUP, SMALL_MARKUP = SlackMarkup(), _SmallMarkup()


def defused(text: str) -> str:
    """Text of a model as Markdown: nobody is mentioned by it, and no link says it is another.

    What is defused of a text that goes on after white space stays what it was.
    """
    return _MASKED.sub("&lt;", defuse_mentions(text))


def escaped(text: str) -> str:
    """Any text for mrkdwn, in which it means nothing but itself."""
    return defuse_mentions(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def fallback(text: str) -> str:
    """What a message says to those who do not see its blocks."""
    return escaped(shorten(text, FALLBACK_CHARACTERS))


def worded(sentence: Sentence, locale: str | None) -> str:
    """A sentence as Markdown, in the reader's language."""
    pieces = _DATE.split(render(sentence, locale, MARKUP))
    return "".join(f"<{piece}>" if at % 2 else defused(piece) for at, piece in enumerate(pieces))


def small(sentence: Sentence, locale: str | None) -> str:
    """A sentence as mrkdwn, for what is small."""
    pieces = _DATE.split(render(sentence, locale, SMALL_MARKUP))
    text = "".join(f"<{piece}>" if at % 2 else escaped(piece) for at, piece in enumerate(pieces))
    return _BOLD.sub(r"*\1*", text)


def plain(sentence: Sentence, locale: str | None) -> str:
    """A sentence without markup, for labels."""
    return shorten(render(sentence, locale), QUOTED)


def all_worded(sentences: Iterable[Sentence], locale: str | None) -> list[str]:
    """Each of them."""
    return [worded(sentence, locale) for sentence in sentences]


def problem_worded(problem: Problem, locale: str | None) -> str:
    """What went wrong, with the number under which the log has more."""
    return problem_words(problem, lambda sentence: worded(sentence, locale))


def progress_worded(progress: Progress, locale: str | None) -> str:
    """What is happening, as mrkdwn."""
    return progress_words(progress, lambda sentence: small(sentence, locale))


def facts_worded(facts: Facts, locale: str | None) -> str:
    """How a part came about, as mrkdwn."""
    return " · ".join(small(sentence, locale) for sentence in small_print(facts))
