"""The app's message shortcuts: a few of the menus, and one with a form for all others.

Slack's manifest schema allows ten in its rule and five in its description
(https://github.com/slackapi/manifest-schema), so the app has five at most.
"""

from collections.abc import Iterable

from core.commands.registry import Registry
from core.commands.schema import Command

SHORTCUTS_LIMIT, NAME_LIMIT = 5, 24
ASK = "Ask Troubadour…"
"""The shortcut whose form offers what has no shortcut of its own."""
ASK_ID = "menu-ask-troubadour"
_FIRST = ("Translate", "Summarize from here", "Transcribe")
"""The menus with a shortcut of their own, besides those for answers of the bot."""


def shortcut_id(menu: str) -> str:
    """The callback id of a shortcut: `Write a limerick` becomes `menu-write-a-limerick`."""
    return f"menu-{menu.lower().replace(' ', '-')}"


def own_shortcuts(registry: Registry) -> list[tuple[Command, str]]:
    """The menus with a shortcut of their own, each with its command; room is left for `ASK`."""
    menus = [(declared, menu) for declared in registry for menu in declared.menus if len(menu) <= NAME_LIMIT]
    chosen = [each for each in menus if each[1] in _FIRST]
    return [*chosen[: SHORTCUTS_LIMIT - 2], *[each for each in menus if _is_about_answers(each[0])][:1]]


def other_menus(registry: Registry) -> list[tuple[Command, str]]:
    """The menus that the form of `ASK` offers."""
    own = [menu for _, menu in own_shortcuts(registry)]
    return [(each, menu) for each in registry for menu in each.menus if menu not in own and not _is_about_answers(each)]


def command_of_shortcut(registry: Iterable[Command], callback: str) -> Command | None:
    """The command of a shortcut, by its callback id."""
    return next((each for each in registry for menu in each.menus if shortcut_id(menu) == callback), None)


def _is_about_answers(declared: Command) -> bool:
    return any(parameter.refers == "message" for parameter in declared.parameters)
