"""The languages of the world by their tags and names, from the Unicode CLDR."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from babel import Locale
from babel.core import UnknownLocaleError, get_global

from core.i18n.rendering import LOCALES

OWN_NAMES = {
    "ar": "العربية", "bg": "български", "bn": "বাংলা", "ca": "català", "cs": "čeština", "da": "dansk",
    "de": "Deutsch", "el": "Ελληνικά", "en": "English", "es": "español", "et": "eesti", "fa": "فارسی",
    "fi": "suomi", "fr": "français", "gu": "ગુજરાતી", "he": "עברית", "hi": "हिन्दी", "hr": "hrvatski",
    "hu": "magyar", "id": "Indonesia", "it": "italiano", "ja": "日本語", "ka": "ქართული", "ko": "한국어",
    "lt": "lietuvių", "lv": "latviešu", "mr": "मराठी", "ms": "Melayu", "nb": "norsk bokmål", "nl": "Nederlands",
    "pa": "ਪੰਜਾਬੀ", "pl": "polski", "pt": "português", "ro": "română", "ru": "русский", "sk": "slovenčina",
    "sl": "slovenščina", "sr": "српски", "sv": "svenska", "sw": "Kiswahili", "ta": "தமிழ்", "te": "తెలుగు",
    "th": "ไทย", "tr": "Türkçe", "uk": "українська", "ur": "اردو", "vi": "Tiếng Việt", "zh": "中文",
    "zh_Hans": "简体中文", "zh_Hant": "繁體中文",
}  # fmt: skip
"""The languages that are suggested, and the names that they give themselves. The CLDR keeps each in a file of its
own; reading all of those takes 40 MB."""

_NO_LANGUAGE = frozenset({"mul", "root", "und", "zxx"})
_TAG = re.compile(r"[a-z]{2,3}([-_][a-z]{4})?([-_]([a-z]{2}|\d{3}))?", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Language:
    """A language. `tag` is its BCP 47 tag, such as `pt-BR`; `name` is its English name."""

    tag: str
    name: str


def find_language(given: str, locale: str | None = None) -> Language | None:
    """Finds the language that a reader names by a tag (`de`, `pt-BR`) or by a name.

    The name is in the reader's language (`locale`), in a language that the bot speaks, or in the named language itself.
    Reads the names from files, so it runs in a thread.
    """
    given = given.strip()
    if _TAG.fullmatch(given) and (found := _by_tag(given)):
        return found
    name = _folded(given)
    tag = next((names[name] for names in _all_names(locale) if name in names), None)
    return _by_tag(tag) if tag else None


def suggested_languages(locale: str | None) -> list[tuple[str, str]]:
    """Lists the tags of `OWN_NAMES` with their names in the reader's language, sorted by name.

    Runs in a thread, as `find_language` does.
    """
    names = Locale(_known(locale) or "en").languages
    named = [(tag.replace("_", "-"), str(names.get(tag, tag))) for tag in OWN_NAMES]
    return sorted(named, key=lambda each: _folded(each[1]))


def _all_names(locale: str | None) -> Iterator[dict[str, str]]:
    """Tables of names, those that cost the least time first."""
    if known := _known(locale):
        yield _names(known)
    for each in LOCALES:
        yield _names(each)
    yield {_folded(name): tag for tag, name in OWN_NAMES.items()}


def _by_tag(given: str) -> Language | None:
    first, *rest = re.split("[-_]", given)
    english = Locale("en")
    language = get_global("language_aliases").get(first.lower(), first.lower())
    if language not in english.languages or language in _NO_LANGUAGE:
        return None
    subtags = [part.title() if len(part) == 4 else part.upper() for part in rest]
    details = [english.scripts.get(part) or english.territories.get(part) for part in subtags]
    if None in details:
        return None
    whole = english.languages.get("_".join((language, *subtags)))
    name = whole or f"{english.languages[language]} ({', '.join(map(str, details))})"
    return Language(tag="-".join((language, *subtags)), name=str(name))


@cache
def _names(language: str) -> dict[str, str]:
    """Tags by the names that a language has for them."""
    names = Locale(language).languages
    return {_folded(str(name)): str(tag) for tag, name in names.items() if tag not in _NO_LANGUAGE}


def _known(locale: str | None) -> str | None:
    """The language of a locale, if the CLDR has names in it."""
    language = re.split("[-_]", locale or "")[0].lower()
    try:
        return str(Locale(language).language) if language else None
    except (UnknownLocaleError, ValueError):
        return None


def _folded(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())
