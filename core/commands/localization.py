"""What commands, options and menus are called in the reader's language."""

from collections.abc import Callable, Mapping

from core.commands.schema import Command, Parameter
from core.domain.sentences import say
from core.i18n.rendering import LOCALES, has_wording, render, supported

GROUPS: Mapping[str, str] = {"troubadour": "Troubadour's own affairs: models, usage, privacy and help"}
"""What the commands are about whose names begin with the same word."""


def summary_of(declared: Command, locale: str | None) -> str:
    """What a command does, in the reader's language; English where that has no wording for it."""
    return _translated(f"command-{_slug(declared.name)}", declared.summary, locale)


def description_of(declared: Command, parameter: Parameter, locale: str | None) -> str:
    """What an option is for, in the reader's language."""
    own = f"option-{_slug(declared.name)}-{_slug(parameter.name)}"
    shared = _translated(f"option-{_slug(parameter.name)}", parameter.description, locale)
    return _translated(own, shared, locale)


def group_summary(group: str, locale: str | None) -> str:
    """What the commands of a group are about, in the reader's language."""
    return _translated(f"group-{_slug(group)}", GROUPS.get(group, group), locale)


def menu_of(menu: str, locale: str | None) -> str:
    """The name of a message's menu, in the reader's language."""
    return _translated(f"menu-{_slug(menu).lower()}", menu, locale)


def localisations(describe: Callable[[str], str]) -> dict[str, str]:
    """The wording of something in every language but English, by language."""
    return {locale: describe(locale) for locale in LOCALES[1:]}


def _translated(id: str, english: str, locale: str | None) -> str:
    if supported(locale) == "en" or not has_wording(id, supported(locale)):
        return english
    return render(say(id), locale)


def _slug(name: str) -> str:
    return name.replace(" ", "-").replace("_", "-")
