"""Renders a sentence in the reader's language and in a platform's markup.

The wording is in `locales/*/*.ftl`, in the language of Project Fluent (https://projectfluent.org), which knows plurals.
Dates, times and the names of languages are worded by Babel, from the Unicode CLDR.
"""

import logging
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from functools import cache, cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable
from threading import Lock
from typing import Protocol

from babel import Locale
from babel.dates import format_date, format_time, get_datetime_format
from fluent.runtime import FluentBundle
from fluent.runtime.resolver import Pattern
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
    language = _babel_locale(supported(locale))
    date, time = format_date(moment, "medium", locale=language), format_time(moment, "short", locale=language)
    joined = str(get_datetime_format("medium", locale=language)).format(time, date)
    name = moment.tzname() or ""
    if name.startswith(("+", "-")):  # zones without an abbreviation, such as -03 for America/Sao_Paulo
        name = f"UTC{name}"
    return f"{joined} {name}"


def language_in_words(tag: str, locale: str) -> str:
    """The name that the reader's language has for a language; its tag if there is none."""
    known = _babel_locale(supported(locale)).languages
    return str(known.get(tag.replace("-", "_")) or known.get(tag.partition("-")[0]) or tag)


def supported(locale: str | None) -> str:
    """The language of `LOCALES` that is nearest to a platform's locale (`pt-BR`: `pt`), or else English."""
    language = re.split(r"[-_]", locale or "en", maxsplit=1)[0].lower()
    return language if language in LOCALES else "en"


_VALUE = re.compile(rb" *=.*(?:\n(?![a-zA-Z#-]).*)*")
"""The rest of a message or a term: its lines up to one that begins as another entry does (the grammar of Fluent,
https://github.com/projectfluent/fluent/blob/master/spec/fluent.ebnf)."""
_REFERENCE = re.compile(r"[{(,]\s*(-?[a-zA-Z][\w-]*)", re.ASCII)
"""A message or a term, or the name of a function, where one can stand: in a placeable or among arguments."""

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
    _wording.cache_clear()


def _wording_files(package: str, language: str) -> list[Traversable]:
    folder = files(package).joinpath("locales", language)
    return sorted(folder.iterdir(), key=lambda file: file.name) if folder.is_dir() else []


class _Wording:
    """The sentences of one language, each of which is looked up and parsed when it is first needed.

    To parse all takes 80 ms and a megabyte for each language, and a text for each of them three times the memory of the
    files.
    """

    def __init__(self, language: str) -> None:
        self._language = language
        read = (file.read_bytes() for package in _PACKAGES for file in _wording_files(package, language))
        self._source = b"\n".join((b"", *read)).replace(b"\r\n", b"\n")
        self._patterns: dict[str, str | Pattern | None] = {}
        self._parsing = Lock()

    def pattern(self, id: str) -> str | Pattern | None:
        """The wording of an id; a text if it has no values. None if there is none."""
        if id not in self._patterns:
            with self._parsing:
                self._patterns[id] = self._parsed(id)
        return self._patterns[id]

    def formatted(
        self, pattern: str | Pattern, values: Mapping[str, str | int | float]
    ) -> tuple[str, Sequence[Exception]]:
        """A wording with its values, and what is wrong with it."""
        if isinstance(pattern, str):
            return pattern, ()
        text, problems = self._bundle.format_pattern(pattern, dict(values))
        return str(text), problems

    @cached_property
    def _bundle(self) -> FluentBundle:
        _babel_locale(self._language)
        return FluentBundle([self._language], use_isolating=False)

    def _parsed(self, id: str) -> str | Pattern | None:
        entry = self._entry(id)
        if entry is None:
            return None
        text = entry.partition("=")[2].strip(" \n")
        if text and not set(text) & set("{}\n"):
            return text  # one line without values, as half of the sentences are, needs no parser
        needed: dict[str, str | None] = {}
        waiting = [id]
        while waiting:  # with all that it might refer to
            name = waiting.pop()
            if name not in needed:
                needed[name] = self._entry(name)
                waiting += _REFERENCE.findall(needed[name] or "")
        parser = FluentParser(with_spans=False)  # the places of words would double the memory
        self._bundle.add_resource(parser.parse("\n".join(filter(None, needed.values()))))
        return self._bundle.get_message(id).value if self._bundle.has_message(id) else None

    def _entry(self, id: str) -> str | None:
        """The source of a message or a term; None if there is none."""
        line, at = f"\n{id}".encode(), -1
        while (at := self._source.find(line, at + 1)) >= 0:
            if value := _VALUE.match(self._source, at + len(line)):
                return id + value[0].decode()
        return None


@cache
def _wording(language: str) -> _Wording:
    return _Wording(language)


@cache
def _babel_locale(language: str) -> Locale:
    """Babel's data of a language, read when it is first needed: 5 ms and more than a megabyte."""
    locale = Locale(language)
    locale.languages.get(language)
    return locale


def load_wording() -> None:
    """Reads the wording of all languages from their files, so in a thread before the first sentence is needed."""
    for language in LOCALES:
        _wording(language)


def has_wording(id: str, locale: str) -> bool:
    """True if the language of `locale` has wording for this id and does not fall back to English."""
    return _wording(supported(locale)).pattern(id) is not None


def render(sentence: Sentence, locale: str | None = "en", markup: Markup = PLAIN) -> str:
    """The sentence in words.

    Another version may have written the sentence into the store. If it has no wording, not even in English, or lacks a
    value, the result is its id in brackets, and the log says so: a gap is better for a reader than nothing.
    """
    language = supported(locale)
    if not has_wording(sentence.id, language):
        language = "en"
    wording = _wording(language)
    pattern = wording.pattern(sentence.id)
    if pattern is None:
        logger.error("the sentence %s is not worded", sentence.id)
        return f"[{sentence.id}]"
    values = {name: _plain(value, language, markup) for name, value in sentence.values.items()}
    text, problems = wording.formatted(pattern, values)
    if problems:
        logger.error("locales/%s: %s: %s", language, sentence.id, problems[0])
        return f"[{sentence.id}]"
    return text


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
