"""Rendering: a sentence in words, in a reader's language and with a platform's markup.

The wording is Project Fluent's (https://projectfluent.org), which knows plurals; it stands in `locales/*/*.ftl`.
"""

import logging
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from typing import Protocol

from fluent.runtime import FluentBundle, FluentResource

from core.domain.sentences import CommandName, ModelName, Moment, Names, Quote, Sentence, Value

logger = logging.getLogger(__name__)


LOCALES = ("en", "de", "fr", "es", "ja", "pt")
"""Languages with wording, English first: it is complete and the fallback of the others."""


class Markup(Protocol):
    """How a platform writes the typed values of a sentence."""

    def moment(self, at: float, locale: str) -> str:
        """A time, in the reader's zone where the platform knows it."""
        ...

    def command(self, name: str) -> str:
        """A command, clickable where the platform can."""
        ...

    def model(self, name: str) -> str:
        """A model's name."""
        ...

    def quote(self, text: str) -> str:
        """Words of a user or a model, defused for the platform."""
        ...


class PlainMarkup:
    """Markup for places without any: terminals, logs, JSON."""

    def moment(self, at: float, locale: str) -> str:  # noqa: ARG002 - ISO dates read the same in every language
        return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d %H:%M UTC")

    def command(self, name: str) -> str:
        return f"/{name}"

    def model(self, name: str) -> str:
        return name

    def quote(self, text: str) -> str:
        return re.sub(r"\s+", " ", text).strip()


PLAIN = PlainMarkup()


def supported(locale: str | None) -> str:
    """The language of `LOCALES` nearest to a platform's locale (`pt-BR` -> `pt`), English where there is none."""
    language = re.split(r"[-_]", locale or "en", maxsplit=1)[0].lower()
    return language if language in LOCALES else "en"


@cache
def _bundle(language: str) -> FluentBundle:
    bundle = FluentBundle([language], use_isolating=False)
    folder = files("core.i18n.locales").joinpath(language)
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        bundle.add_resource(FluentResource(file.read_text(encoding="utf-8")))
    return bundle


def load_wording() -> None:
    """Reads the wording of all languages, some 15 ms each: in a thread, before the first sentence is needed."""
    for language in LOCALES:
        _bundle(language)


def has_wording(id: str, locale: str) -> bool:
    """Whether the language of `locale` words this id itself, without falling back to English."""
    return bool(_bundle(supported(locale)).has_message(id))


def render(sentence: Sentence, locale: str | None = "en", markup: Markup = PLAIN) -> str:
    """The sentence in words.

    A sentence may come out of the store, written by another version: one that not even English words any more, or that
    lacks a value, is shown as its id in brackets and logged, since a reader is better off with a gap than with nothing.
    """
    language = supported(locale)
    if not has_wording(sentence.id, language):
        language = "en"
    values = {name: _plain(value, language, markup) for name, value in sentence.values.items()}
    try:
        pattern = _bundle(language).get_message(sentence.id).value
    except LookupError:
        pattern = None
    if pattern is None:
        logger.error("the sentence %s is not worded", sentence.id)
        return f"[{sentence.id}]"
    text, problems = _bundle(language).format_pattern(pattern, values)
    if problems:
        logger.error("locales/%s: %s: %s", language, sentence.id, problems[0])
        return f"[{sentence.id}]"
    return str(text)


def render_all(sentences: Iterable[Sentence], locale: str | None = "en", markup: Markup = PLAIN) -> list[str]:
    """Each sentence in words."""
    return [render(sentence, locale, markup) for sentence in sentences]


def _plain(value: Value, locale: str, markup: Markup) -> str | int | float:
    match value:
        case Moment():
            return markup.moment(value.at, locale)
        case CommandName():
            return markup.command(value.name)
        case ModelName():
            return markup.model(value.name)
        case Quote():
            return markup.quote(value.text)
        case Names():
            return ("、" if locale == "ja" else ", ").join(value.items)
        case Sentence():
            return render(value, locale, markup)
    return value
