"""Sentences and quoted text in Discord's Markdown."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from core.domain.events import Facts, Problem, Progress
from core.domain.sentences import Sentence
from core.i18n.rendering import PLAIN, PlainMarkup, render
from core.replies.captions import captions, problem_words, progress_words
from core.text.sanitising import defuse, shorten

QUOTE_LIMIT = 300
"""The longest quotation of a person's text, in characters."""
_MARKUP = re.compile(
    r"(?P<code>```.*?```|``.*?``|`[^`\n]*`)|<(?:"
    r"@!?(?P<user>\d+)|@&(?P<role>\d+)|#(?P<channel>\d+)|a?:(?P<emoji>\w+):\d+|"
    r"t:(?P<time>-?\d{1,13})(?::[a-zA-Z])?|/(?P<command>[^:<>\n]+):\d+)>",
    re.DOTALL,
)
"""Markup for people, roles, channels, emoji, moments and commands, which code does not have
(https://docs.discord.com/developers/reference#message-formatting)."""
_MARKS = re.compile(r"([\\`*_~|\[\]()<>#])")
_SPOILER_MARK = "||"
_ESCAPED_SPOILER = re.compile(r"\\\|\\\|(.+?)\\\|\\\|")
_LINK = re.compile(r"(?i)\b(https?:)(?=//)")

_MENTION_SIGNS = re.compile(r"@(?=everyone|here)|(?<=<)[@#](?=[!&]?\w)", re.IGNORECASE)


def defuse_mentions(text: str) -> str:
    """Cleans the text and defuses all mentions (https://docs.discord.com/developers/reference#message-formatting)."""
    return defuse(text, _MENTION_SIGNS)


class DiscordMarkup(PlainMarkup):
    """Discord's Markdown; it shows moments in the reader's time zone
    (https://docs.discord.com/developers/reference#message-formatting)."""

    def moment(self, at: float, locale: str) -> str:  # noqa: ARG002 - Discord formats it
        return f"<t:{int(at)}:f>"

    def command(self, name: str) -> str:
        return f"`/{name}`"

    def quote(self, text: str) -> str:
        return quote_text(text)


MARKUP = DiscordMarkup()


def quote_text(text: str, limit: int = QUOTE_LIMIT) -> str:
    """Quotes text of a user or a model on one line, without mentions, markup or link previews.

    Spoilers stay spoilers.
    """
    short = shorten(defuse_mentions(text), limit)
    if short.count(_SPOILER_MARK) % 2 > text.count(_SPOILER_MARK) % 2:
        short += _SPOILER_MARK
    plain = _ESCAPED_SPOILER.sub(r"||\1||", _MARKS.sub(r"\\\1", short))
    return _LINK.sub(lambda scheme: scheme[1][:-1] + "\\:", plain)


@dataclass(frozen=True, kw_only=True)
class DiscordNames:
    """The names that people see in place of ids, by id."""

    users: Mapping[str, str] = field(default_factory=dict)
    roles: Mapping[str, str] = field(default_factory=dict)
    channels: Mapping[str, str] = field(default_factory=dict)


def readable_markup(content: str, names: DiscordNames, me: str = "", locale: str | None = None) -> str:
    """Replaces markup by the words that people see. `me` are ids whose mention is left out, separated by spaces.

    Moments are in the form of `locale`. Ids without a name stay.
    """
    left_out = me.split()

    def words(found: re.Match[str]) -> str:
        value = found[found.lastgroup or 0]
        match found.lastgroup:
            case "user":
                return "" if value in left_out else f"@{names.users.get(value, value)}"
            case "role":
                return "" if value in left_out else f"@{names.roles.get(value, value)}"
            case "channel":
                return f"#{names.channels.get(value, value)}"
            case "emoji":
                return f":{value}:"
            case "command":
                return f"/{value}"
            case "time":
                try:
                    return PLAIN.moment(int(value), locale or "en")
                except (ValueError, OverflowError, OSError):  # a year that no calendar has
                    return found[0]
            case _:
                return found[0]

    return _MARKUP.sub(words, content).strip()


def render_sentence(sentence: Sentence, locale: str | None) -> str:
    """Renders a sentence in the reader's language. Text that it quotes pings nobody."""
    return defuse_mentions(render(sentence, locale, MARKUP))


def render_sentences(sentences: Iterable[Sentence], locale: str | None) -> list[str]:
    """Renders each sentence."""
    return [render_sentence(sentence, locale) for sentence in sentences]


def render_problem(problem: Problem, locale: str | None) -> str:
    """Renders a problem with its error number in the log."""
    return problem_words(problem, lambda sentence: render_sentence(sentence, locale))


def render_progress(progress: Progress, locale: str | None) -> str:
    """Renders progress as subtext."""
    return "-# " + progress_words(progress, lambda sentence: render_sentence(sentence, locale))


def render_captions(facts: Facts, locale: str | None) -> str:
    """Renders the facts about a part as subtext."""
    return "-# " + " · ".join(render_sentences(captions(facts), locale))
