"""The bot's commands as JSON payloads of Discord's application commands.

Limits: https://docs.discord.com/developers/interactions/application-commands
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

from adapters.discord.admin_commands import discord_name
from core.commands.localization import description_of, group_summary, localisations, menu_of, summary_of
from core.commands.schema import Command, Parameter
from core.domain.sentences import say
from core.i18n.rendering import render
from core.text.command_syntax import typed_name
from core.text.sanitising import shorten

Payload = dict[str, Any]

DESCRIPTION_LIMIT = 100
TEXT_LIMIT = 6000
CHOICES_LIMIT = 25
INTEGER_LIMIT = 2**53
MANAGE_SERVER = 1 << 5
"""The permission without which Discord hides administrators' commands, unless a server's settings show them
(https://docs.discord.com/developers/topics/permissions#permissions-bitwise-permission-flags)."""
SUBCOMMAND, CHAT_INPUT, MESSAGE_MENU = 1, 1, 3
STRING, INTEGER, BOOLEAN, USER, NUMBER, ATTACHMENT = 3, 4, 5, 6, 10, 11
EVERYWHERE: Mapping[str, list[int]] = {"integration_types": [0, 1], "contexts": [0, 1, 2]}
"""Installable to servers and by users; usable in servers, in direct messages with the bot and in other ones."""
DISCORD_LOCALES: Mapping[str, tuple[str, ...]] = {
    "de": ("de",),
    "fr": ("fr",),
    "es": ("es-ES", "es-419"),
    "ja": ("ja",),
    "pt": ("pt-BR",),
}
"""Discord's locales by language (https://docs.discord.com/developers/reference#locales)."""

_TYPES: Mapping[str, int] = {
    "text": STRING,
    "choice": STRING,
    "integer": INTEGER,
    "number": NUMBER,
    "flag": BOOLEAN,
    "attachment": ATTACHMENT,
}
ASK = "Ask about this"
"""The menu whose form asks for a question about a message and its files."""


def commands_for(registry: Iterable[Command]) -> list[Payload]:
    """Builds all commands and their menus in a stable order; members of a group become subcommands."""
    top: dict[str, Payload] = {}
    menus: list[Payload] = [_menu(ASK, lambda locale: render(say("discord-ask-about"), locale))]
    for declared in registry:
        group, _, member = discord_name(declared).partition(" ")
        if member:
            parent = top.setdefault(group, _chat_input(group, _descriptions(partial(group_summary, group))))
            parent["options"].append({"type": SUBCOMMAND, "name": member, **_described(declared)})
        else:
            top[group] = _chat_input(group, _described(declared))
        if declared.admin:
            top[group]["default_member_permissions"] = MANAGE_SERVER
        menus += [_menu(menu, partial(menu_of, menu)) for menu in declared.menus]
    return [*sorted(top.values(), key=_name), *sorted(menus, key=_name)]


def fingerprint(application: str, payload: list[Payload]) -> str:
    """Returns a hash of an application's commands."""
    content = json.dumps([application, payload], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(content.encode()).hexdigest()


def option_name(parameter: str) -> str:
    """Returns a parameter's name as users see it."""
    return typed_name(parameter)


def _chat_input(name: str, rest: Payload) -> Payload:
    return {"type": CHAT_INPUT, "name": name, "options": [], **rest, **EVERYWHERE}


def _menu(menu: str, name_in: Callable[[str], str]) -> Payload:
    """Builds a menu. When it is used, Discord sends the English name, whatever the user's language."""
    names = _localised(localisations(name_in))
    return {"type": MESSAGE_MENU, "name": menu, "name_localizations": names, **EVERYWHERE}


def _described(declared: Command) -> Payload:
    return {
        **_descriptions(lambda locale: summary_of(declared, locale)),
        "options": [_option(declared, parameter) for parameter in declared.parameters],
    }


def _option(declared: Command, parameter: Parameter) -> Payload:
    option: Payload = {
        "type": USER if parameter.refers == "person" else _TYPES[parameter.kind],
        "name": option_name(parameter.name),
        "required": parameter.required,
        **_descriptions(lambda locale: description_of(declared, parameter, locale)),
    }
    match parameter.kind:
        case "text" if parameter.refers != "person":
            option["max_length"] = min(parameter.max_length or TEXT_LIMIT, TEXT_LIMIT)
            if parameter.min_length:
                option["min_length"] = parameter.min_length
        case "integer" | "number":
            for side, bound in (("min_value", parameter.minimum), ("max_value", parameter.maximum)):
                if bound is not None and abs(bound) <= INTEGER_LIMIT:
                    option[side] = int(bound) if parameter.kind == "integer" else bound
        case "choice" if len(parameter.choices) <= CHOICES_LIMIT:
            option["choices"] = [{"name": choice, "value": choice} for choice in parameter.choices]
        case "choice":
            option["autocomplete"] = True
        case "attachment" if parameter.accepts and all(kind.startswith("image/") for kind in parameter.accepts):
            option["file_types"] = ["image"]
    if parameter.suggest in ("models", "voices", "languages"):
        option["autocomplete"] = True
    return option


def _descriptions(describe: Callable[[str | None], str]) -> Payload:
    translated = _localised(localisations(describe))
    return {
        "description": shorten(describe(None), DESCRIPTION_LIMIT),
        "description_localizations": {tag: shorten(text, DESCRIPTION_LIMIT) for tag, text in translated.items()},
    }


def _localised(translated: Mapping[str, str]) -> dict[str, str]:
    """Keys translations by Discord's locales."""
    return {tag: translated[language] for language, tags in DISCORD_LOCALES.items() for tag in tags}


def _name(payload: Payload) -> str:
    return str(payload["name"])
