"""Words in Discord's Markdown: a sentence in the reader's language, and text of others defused."""

import re
from collections.abc import Iterable, Mapping

from core.domain.events import Facts, Problem, Progress
from core.domain.sentences import Sentence
from core.i18n.rendering import PlainMarkup, render
from core.replies.captions import captions, problem_words, progress_words
from core.text.sanitising import defuse_mentions, shorten

QUOTE_LIMIT = 300
"""How much is quoted of what somebody wrote."""
_USER = re.compile(r"<@!?(\d+)>")
_MARKS = re.compile(r"([\\`*_~|\[\]()<>#])")
_SPOILER_MARK = "||"
_ESCAPED_SPOILER = re.compile(r"\\\|\\\|(.+?)\\\|\\\|")
_LINK = re.compile(r"(?i)\b(https?:)(?=//)")


class DiscordMarkup(PlainMarkup):
    """Moments are shown in the reader's own zone
    (https://docs.discord.com/developers/reference#message-formatting)."""

    def moment(self, at: float, locale: str) -> str:  # noqa: ARG002 - Discord words it
        return f"<t:{int(at)}:f>"

    def command(self, name: str) -> str:
        return f"`/{name}`"

    def quote(self, text: str) -> str:
        return quote_text(text)


MARKUP = DiscordMarkup()


def quote_text(text: str, limit: int = QUOTE_LIMIT) -> str:
    """Text of a user or a model on one line: no mention, no markup and no preview of a link comes of it.

    Only what was veiled stays so: it is not for every eye.
    """
    short = shorten(defuse_mentions(text), limit)
    if short.count(_SPOILER_MARK) % 2 > text.count(_SPOILER_MARK) % 2:
        short += _SPOILER_MARK
    plain = _ESCAPED_SPOILER.sub(r"||\1||", _MARKS.sub(r"\\\1", short))
    return _LINK.sub(lambda scheme: scheme[1][:-1] + "\\:", plain)


def readable_mentions(content: str, names: Mapping[str, str], me: str) -> str:
    """What was said: without the bot's own mention, others by their names."""

    def name(match: re.Match[str]) -> str:
        return "" if match[1] == me else f"@{names.get(match[1], match[1])}"

    return _USER.sub(name, content).strip()


def render_sentence(sentence: Sentence, locale: str | None) -> str:
    """A sentence in the reader's language; nobody is pinged by what it quotes."""
    return defuse_mentions(render(sentence, locale, MARKUP))


def render_sentences(sentences: Iterable[Sentence], locale: str | None) -> list[str]:
    """Each of them."""
    return [render_sentence(sentence, locale) for sentence in sentences]


def render_problem(problem: Problem, locale: str | None) -> str:
    """What went wrong, with the number under which the log has more."""
    return problem_words(problem, lambda sentence: render_sentence(sentence, locale))


def render_progress(progress: Progress, locale: str | None) -> str:
    """What is happening, as small print."""
    return "-# " + progress_words(progress, lambda sentence: render_sentence(sentence, locale))


def render_captions(facts: Facts, locale: str | None) -> str:
    """How a part came about, as small print."""
    return "-# " + " · ".join(render_sentences(captions(facts), locale))
