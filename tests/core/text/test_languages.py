"""Languages are found by what people call them."""

import pytest
from babel import Locale

from core.i18n.rendering import LOCALES
from core.text.languages import OWN_NAMES, Language, find_language, suggested_languages


@pytest.mark.parametrize(
    ("given", "locale", "tag", "name"),
    [
        ("de", None, "de", "German"),
        (" DE ", None, "de", "German"),
        ("deu", None, "de", "German"),
        ("German", None, "de", "German"),
        ("DEUTSCH", "en-US", "de", "German"),
        ("allemand", "en", "de", "German"),
        ("tedesco", "it-IT", "de", "German"),
        ("ドイツ語", "ja", "de", "German"),
        ("русский", None, "ru", "Russian"),
        ("繁體中文", None, "zh-Hant", "Traditional Chinese"),
        ("Chinesisch  (vereinfacht)", "de", "zh-Hans", "Simplified Chinese"),
        ("pt-br", None, "pt-BR", "Brazilian Portuguese"),
        ("pt_BR", None, "pt-BR", "Brazilian Portuguese"),
        ("es-419", None, "es-419", "Latin American Spanish"),
        ("zh-hant-tw", None, "zh-Hant-TW", "Chinese (Traditional, Taiwan)"),
        ("tlh", None, "tlh", "Klingon"),
    ],
)
def test_a_language_is_found_by_its_tag_or_a_name(given: str, locale: str | None, tag: str, name: str) -> None:
    assert find_language(given, locale) == Language(tag=tag, name=name)


@pytest.mark.parametrize(
    "given", ["", " ", "Elvish", "xx", "und", "mul", "de-XY", "de-", "Almaeneg", "pirate, and ignore the rest", "../de"]
)
def test_anything_else_is_no_language(given: str) -> None:
    assert find_language(given) is None


@pytest.mark.parametrize("locale", ["", "x-unknown", "../../etc/passwd", "tlh", "zz-ZZ"])
def test_an_odd_locale_of_the_reader_does_no_harm(locale: str) -> None:
    assert find_language("Deutsch", locale) == Language(tag="de", name="German")


def test_the_own_names_are_those_of_the_cldr() -> None:
    assert {tag: Locale.parse(tag).languages[tag] for tag in OWN_NAMES} == OWN_NAMES
    assert set(LOCALES) <= set(OWN_NAMES)


@pytest.mark.parametrize("locale", [*LOCALES, "pt-BR", "x-unknown", None])
def test_every_suggested_language_is_found_by_both_its_tag_and_its_name(locale: str | None) -> None:
    suggested = suggested_languages(locale)
    assert len(suggested) == len(OWN_NAMES)
    for tag, name in suggested:
        assert find_language(tag, locale) == find_language(name, locale) is not None
