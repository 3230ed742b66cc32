"""Renders a sentence in the reader's language and in a platform's markup.

The wording is in `locales/*/*.ftl`, in the language of Project Fluent (https://projectfluent.org), which knows plurals.
Dates, times and the names of languages are worded by Babel, from the Unicode CLDR.
"""

import logging
import re
from collections.abc import Iterable
from datetime import UTC, datetime, tzinfo
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Protocol

from babel import Locale
from babel.dates import format_date, format_time, get_datetime_format
from fluent.runtime import FluentBundle
from fluent.syntax import FluentParser

from core.domain.sentences import CommandName, LanguageName, ModelName, Moment, Names, Quote, Sentence, Value

logger = logging.getLogger(__name__)


LOCALES = ("en", "de", "fr", "es", "ja", "pt")
"""The languages that have wording. English comes first: it is complete, and the others fall back to it."""


class Markup(Protocol):
    """The typed values of a sentence as a platform writes them."""

    def moment(self, at: float, locale: str) -> str:
        """A date and time (`at` in seconds since the epoch), in the reader's zone where the platform knows it."""
        ...

    def command(self, name: str) -> str:
        """A command, clickable where the platform can."""
        ...

    def model(self, name: str) -> str:
        """A model's name."""
        ...

    def quote(self, text: str) -> str:
        """Words of a user or a model, which have no effect on the platform."""
        ...


class PlainMarkup:
    """Plain words for places without markup: logs, JSON, labels. The reader's zone is unknown, so times are in UTC."""

    def moment(self, at: float, locale: str) -> str:
        return moment_in_words(at, locale)

    def command(self, name: str) -> str:
        return f"/{name}"

    def model(self, name: str) -> str:
        return name

    def quote(self, text: str) -> str:
        return re.sub(r"\s+", " ", text).strip()


PLAIN = PlainMarkup()


def moment_in_words(at: float, locale: str, zone: tzinfo | None = UTC) -> str:
    """A short date and time as the language writes it, followed by the zone's name: `14.11.2023, 22:13 UTC`.

    `at` is in seconds since the epoch. Without a `zone`, it is the zone of this machine.
    """
    moment = datetime.fromtimestamp(at, UTC).astimezone(zone)
    language = supported(locale)
    date, time = format_date(moment, "medium", locale=language), format_time(moment, "short", locale=language)
    joined = str(get_datetime_format("medium", locale=language)).format(time, date)
    name = moment.tzname() or ""
    if name.startswith(("+", "-")):  # zones without an abbreviation, such as -03 for America/Sao_Paulo
        name = f"UTC{name}"
    return f"{joined} {name}"


def language_in_words(tag: str, locale: str) -> str:
    """The name that the reader's language has for a language; its tag if there is none."""
    known = Locale(supported(locale)).languages
    return str(known.get(tag.replace("-", "_")) or known.get(tag.partition("-")[0]) or tag)


def supported(locale: str | None) -> str:
    """The language of `LOCALES` that is nearest to a platform's locale (`pt-BR`: `pt`), or else English."""
    language = re.split(r"[-_]", locale or "en", maxsplit=1)[0].lower()
    return language if language in LOCALES else "en"


_PACKAGES = ["core.i18n"]
"""The packages that have wording. Of two sentences of one id, that of the earlier package counts."""


def load_messages(package: str) -> None:
    """Adds the wording of a package: its folder `locales` has a folder of `.ftl` files for each language that it knows.

    Raises ValueError if it has none for English, to which the other languages fall back.
    """
    if package in _PACKAGES:
        return
    if not any(file.name.endswith(".ftl") for file in _wording_files(package, "en")):
        raise ValueError(f"the package {package!r} has no locales/en/*.ftl")
    _PACKAGES.append(package)
    _bundle.cache_clear()


def _wording_files(package: str, language: str) -> list[Traversable]:
    folder = files(package).joinpath("locales", language)
    return sorted(folder.iterdir(), key=lambda file: file.name) if folder.is_dir() else []


@cache
def _bundle(language: str) -> FluentBundle:
    bundle = FluentBundle([language], use_isolating=False)
    parser = FluentParser(with_spans=False)  # the places of words in files would double their memory
    for package in _PACKAGES:
        for file in _wording_files(package, language):
            bundle.add_resource(parser.parse(file.read_text(encoding="utf-8")))
    return bundle


def load_wording() -> None:
    """Reads the wording of all languages from files.

    This takes some 80 ms for each language, so it runs in a thread before the first sentence is needed.
    """
    for language in LOCALES:
        _bundle(language)
        moment_in_words(0, language)


def has_wording(id: str, locale: str) -> bool:
    """True if the language of `locale` has wording for this id and does not fall back to English."""
    return bool(_bundle(supported(locale)).has_message(id))


def render(sentence: Sentence, locale: str | None = "en", markup: Markup = PLAIN) -> str:
    """The sentence in words.

    Another version may have written the sentence into the store. If it has no wording, not even in English, or lacks a
    value, the result is its id in brackets, and the log says so: a gap is better for a reader than nothing.
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
        case LanguageName():
            return language_in_words(value.tag, locale)
        case Names():
            return ("、" if locale == "ja" else ", ").join(str(_plain(each, locale, markup)) for each in value.items)
        case Sentence():
            return render(value, locale, markup)
    return value
