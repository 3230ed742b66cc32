"""Names and descriptions of commands, options and menus in the reader's language."""

from collections.abc import Callable, Mapping

from core.commands.schema import Command, Parameter
from core.domain.sentences import say
from core.i18n.rendering import LOCALES, has_wording, render, supported

GROUPS: Mapping[str, str] = {
    "troubadour": "Troubadour's own affairs: models, usage, privacy and help",
    "troubadour-admin": "For administrators: pause, blocks, and what is answered without a mention",
}
"""The subject of the commands whose names begin with the same word."""

MENUS: Mapping[str, str] = {
    "Write a limerick": "Write a limerick about this message or its picture",
    "Describe picture": "Say what is in this message's picture",
    "Speak": "Say this message aloud",
    "Translate": "Translate this message into your language",
    "Summarize from here": "Summarise what was said since this message",
    "Transcribe": "Write down what is said in this message",
    "Report": "Tell the administrators about this answer",
}
"""The work of the built-in menus on messages."""


def summary_of(declared: Command, locale: str | None) -> str:
    """The summary of a command in the reader's language; English where the language has no wording."""
    return _translated(f"command-{_slug(declared.name)}", declared.summary, locale)


def description_of(declared: Command, parameter: Parameter, locale: str | None) -> str:
    """The description of an option in the reader's language."""
    own = f"option-{_slug(declared.name)}-{_slug(parameter.name)}"
    shared = _translated(f"option-{_slug(parameter.name)}", parameter.description, locale)
    return _translated(own, shared, locale)


def label_of(declared: Command, parameter: Parameter, locale: str | None) -> str:
    """The name of an option above its field, in the reader's language."""
    own = f"field-{_slug(declared.name)}-{_slug(parameter.name)}"
    english = parameter.name.replace("_", " ").capitalize()
    return _translated(own, _translated(f"field-{_slug(parameter.name)}", english, locale), locale)


def choice_label(choice: str, locale: str | None) -> str:
    """The label of a choice, in the reader's language."""
    return _translated(f"choice-{_slug(choice)}", choice.replace("_", " "), locale)


def group_summary(group: str, locale: str | None) -> str:
    """The summary of a command group in the reader's language."""
    return _translated(f"group-{_slug(group)}", GROUPS.get(group, group), locale)


def menu_summary(menu: str) -> str | None:
    """The work of a built-in menu, in English; None for another one."""
    return MENUS.get(menu)


def menu_of(menu: str, locale: str | None) -> str:
    """The name of a message's menu, in the reader's language."""
    return _translated(f"menu-{_slug(menu).lower()}", menu, locale)


def localisations(describe: Callable[[str], str]) -> dict[str, str]:
    """A text in every language except English, by language."""
    return {locale: describe(locale) for locale in LOCALES[1:]}


def _translated(id: str, english: str, locale: str | None) -> str:
    if supported(locale) == "en" or not has_wording(id, supported(locale)):
        return english
    return render(say(id), locale)


def _slug(name: str) -> str:
    return name.replace(" ", "-").replace("_", "-")
