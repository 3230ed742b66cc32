"""Words in Slack's two markups: Markdown for answers, mrkdwn for what is small; text of others defused in both.

Slack finds its own tokens (`<!here>`, `<@U…>`, `<url|label>`) in Markdown too
(https://docs.slack.dev/messaging/formatting-message-text).
"""

import re
from collections.abc import Callable, Iterable

from core.domain.events import Facts, Problem, Progress
from core.domain.sentences import Sentence
from core.i18n.rendering import PlainMarkup, moment_in_words, render
from core.replies.captions import captions, problem_words, progress_words
from core.text.sanitising import defuse_mentions, shorten

QUOTED = 300
"""How much is quoted of what somebody wrote."""
FALLBACK_CHARACTERS = 3000
"""What notifications and screen readers get; beyond some 4000 Slack refuses edits."""
_MARKS = re.compile(r"([\\`*_~|\[\]()<>#])")
_MASKED = re.compile(r"<(?=(?:[a-z][a-z0-9+.-]*:|//)[^>\s|]*\||!date\^)", re.IGNORECASE)
"""Where a link begins that shows another text than its address; a date may have one as well
(https://docs.slack.dev/messaging/formatting-message-text#date-formatting)."""
_BOLD = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*")
_OPEN, _CLOSE = "\ufdd0", "\ufdd1"
_KEPT = re.compile(f"{_OPEN}(\\d{{1,3}}){_CLOSE}")


class SlackMarkup(PlainMarkup):
    """For one sentence. Moments are shown in the reader's own zone; they are kept apart from what is escaped, by a
    number between two noncharacters, with which somebody else's text could at most repeat one of them."""

    def __init__(self) -> None:
        self.moments: list[str] = []

    def moment(self, at: float, locale: str) -> str:
        self.moments.append(f"<!date^{int(at)}^{{date_short_pretty}} {{time}}|{moment_in_words(at, locale)}>")
        return f"{_OPEN}{len(self.moments) - 1}{_CLOSE}"

    def quote(self, text: str) -> str:
        return _MARKS.sub(r"\\\1", shorten(defuse_mentions(text), QUOTED))


class _SmallMarkup(SlackMarkup):
    """mrkdwn knows no escapes but of `&`, `<` and `>`, which come later."""

    def quote(self, text: str) -> str:
        return re.sub(r"[*_~`]", "", shorten(defuse_mentions(text), QUOTED))


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
    return _rendered(sentence, locale, SlackMarkup(), defused)


def small(sentence: Sentence, locale: str | None) -> str:
    """A sentence as mrkdwn, for what is small."""
    return _BOLD.sub(r"*\1*", _rendered(sentence, locale, _SmallMarkup(), escaped))


def _rendered(sentence: Sentence, locale: str | None, markup: SlackMarkup, safe: Callable[[str], str]) -> str:
    """All of it safe but the moments."""
    pieces = _KEPT.split(render(sentence, locale, markup))
    moments = dict(enumerate(markup.moments))
    return "".join(moments.get(int(piece), "") if at % 2 else safe(piece) for at, piece in enumerate(pieces))


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
    return " · ".join(small(sentence, locale) for sentence in captions(facts))
