"""Slack's two markups: Markdown for answers, mrkdwn for small text. Text of other people is made harmless in both.

Slack interprets its own tokens (`<!here>`, `<@U…>`, `<url|label>`) in Markdown, too
(https://docs.slack.dev/messaging/formatting-message-text).
"""

import re
from collections.abc import Callable, Iterable

from core.domain.events import Facts, Problem, Progress
from core.domain.sentences import Sentence
from core.i18n.rendering import PlainMarkup, moment_in_words, render
from core.replies.captions import captions, problem_words, progress_words
from core.text.plain_words import plain_words
from core.text.sanitising import defuse, shorten

QUOTED = 300
"""Number of characters that are quoted of another person's text."""
TEXT_CHARACTERS = 3000
"""The length of a message's `text`, after escaping. Slack refuses edits with more than 4,000 characters
(https://docs.slack.dev/reference/methods/chat.update#errors)."""
_MARKS = re.compile(r"([\\`*_~|\[\]()<>#])")
_MASKED = re.compile(r"<(?=(?:[a-z][a-z0-9+.-]*:|//)[^>\s|]*\||!date\^)", re.IGNORECASE)
"""The start of a link with a text of its own; a date may have a link as well
(https://docs.slack.dev/messaging/formatting-message-text#date-formatting)."""
_BOLD = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*")
_OPEN, _CLOSE = "\ufdd0", "\ufdd1"
_KEPT = re.compile(f"{_OPEN}(\\d{{1,3}}){_CLOSE}")

_MENTION_SIGNS = re.compile(
    r"@(?=everyone|here|channel)|(?<=<)[@#](?=\w)|(?<=<)!(?=channel|here|everyone|group|subteam)", re.IGNORECASE
)


def defuse_mentions(text: str) -> str:
    """Cleans the text and defuses all mentions (https://docs.slack.dev/messaging/formatting-message-text)."""
    return defuse(text, _MENTION_SIGNS)


class SlackMarkup(PlainMarkup):
    """The markup of one sentence. Slack shows times in the reader's time zone. Times stay out of escaping: a number
    between two noncharacters stands for each, so another person's text can at most repeat one of them."""

    def __init__(self) -> None:
        self.moments: list[str] = []

    def moment(self, at: float, locale: str) -> str:
        self.moments.append(f"<!date^{int(at)}^{{date_short_pretty}} {{time}}|{moment_in_words(at, locale)}>")
        return f"{_OPEN}{len(self.moments) - 1}{_CLOSE}"

    def quote(self, text: str) -> str:
        return _MARKS.sub(r"\\\1", shorten(defuse_mentions(text), QUOTED))


class _MrkdwnMarkup(SlackMarkup):
    """In mrkdwn, only `&`, `<` and `>` can be escaped, which happens later."""

    def quote(self, text: str) -> str:
        return re.sub(r"[*_~`]", "", shorten(defuse_mentions(text), QUOTED))


def safe_markdown(text: str) -> str:
    """A model's text as Markdown that mentions nobody, and in which every link shows its own address.

    The safe form of a text stays the same if the text goes on after white space.
    """
    return _MASKED.sub("&lt;", defuse_mentions(text))


def escape_mrkdwn(text: str) -> str:
    """A text for mrkdwn, without any markup of its own."""
    return defuse_mentions(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def fallback_text(text: str) -> str:
    """The text of a message for notifications and for people who do not see its blocks: plain words."""
    text = plain_words(text[:TEXT_CHARACTERS].replace("&lt;", "<"))
    return escape_mrkdwn(shorten(text, TEXT_CHARACTERS, length=escaped_length))


def escaped_length(text: str) -> int:
    """The number of characters of a text for mrkdwn; `&` counts one less than it takes."""
    return len(text) + 3 * (text.count("&") + text.count("<") + text.count(">"))


def to_markdown(sentence: Sentence, locale: str | None) -> str:
    """A sentence as Markdown, in the reader's language."""
    return _rendered(sentence, locale, SlackMarkup(), safe_markdown)


def to_mrkdwn(sentence: Sentence, locale: str | None) -> str:
    """A sentence as mrkdwn, for small text."""
    return _BOLD.sub(r"*\1*", _rendered(sentence, locale, _MrkdwnMarkup(), escape_mrkdwn))


def _rendered(sentence: Sentence, locale: str | None, markup: SlackMarkup, safe: Callable[[str], str]) -> str:
    """The sentence with everything made safe except its times."""
    pieces = _KEPT.split(render(sentence, locale, markup))
    moments = dict(enumerate(markup.moments))
    return "".join(moments.get(int(piece), "") if at % 2 else safe(piece) for at, piece in enumerate(pieces))


def notification(sentence: Sentence, locale: str | None) -> str:
    """A sentence as the text of a message that shows it in blocks."""
    return fallback_text(render(sentence, locale))


def to_plain_text(sentence: Sentence, locale: str | None) -> str:
    """A sentence without markup, for labels."""
    return shorten(render(sentence, locale), QUOTED)


def all_to_markdown(sentences: Iterable[Sentence], locale: str | None) -> list[str]:
    """Each sentence as Markdown."""
    return [to_markdown(sentence, locale) for sentence in sentences]


def problem_to_markdown(problem: Problem, locale: str | None) -> str:
    """A problem, with its number in the log."""
    return problem_words(problem, lambda sentence: to_markdown(sentence, locale))


def progress_to_mrkdwn(progress: Progress, locale: str | None) -> str:
    """The progress of a job as mrkdwn."""
    return progress_words(progress, lambda sentence: to_mrkdwn(sentence, locale))


def facts_to_mrkdwn(facts: Facts, locale: str | None) -> str:
    """The facts about a part as mrkdwn."""
    return " · ".join(to_mrkdwn(sentence, locale) for sentence in captions(facts))
