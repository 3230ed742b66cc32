"""A command's form as a modal, and the options that it submits.

A modal has at most five rows (https://docs.discord.com/developers/components/reference). Options that do not fit keep
their values, which are stored under the modal's id.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import JsonValue

from adapters.discord.admin_commands import discord_name
from core.commands.localization import description_of, summary_of
from core.commands.schema import Command, Parameter
from core.text.command_syntax import typed_name
from core.text.sanitising import shorten

ROWS = 5
LABEL_LIMIT, DESCRIPTION_LIMIT, TEXT_LIMIT, TITLE_LIMIT = 45, 100, 4000, 45
SELECT, TEXT_INPUT, LABEL = 3, 4, 18
SHORT, PARAGRAPH = 1, 2
SELECT_LIMIT = 25


def modal(command: Command, filled: Mapping[str, JsonValue], id: str, locale: str | None) -> dict[str, Any]:
    """Builds the modal of a command, filled with raw options."""
    rows = sorted(
        (parameter for parameter in command.parameters if parameter.kind != "attachment"),
        key=lambda parameter: (not parameter.required, not parameter.positional, parameter.name not in filled),
    )[:ROWS]
    return {
        "title": shorten(f"/{discord_name(command)}: {summary_of(command, locale)}", TITLE_LIMIT),
        "custom_id": id,
        "components": [_row(command, parameter, filled.get(parameter.name), locale) for parameter in rows],
    }


def submitted_options(components: Sequence[Mapping[str, Any]]) -> dict[str, JsonValue]:
    """Reads the submitted values by parameter; None for an empty field."""
    found: dict[str, JsonValue] = {}
    for row in components:
        for field in [row.get("component"), *row.get("components", ())]:
            if not field or "custom_id" not in field:
                continue
            chosen = field.get("values")
            value = (chosen[0] if chosen else None) if chosen is not None else field.get("value")
            found[str(field["custom_id"])] = value or None
    return found


def _row(command: Command, parameter: Parameter, value: JsonValue, locale: str | None) -> dict[str, Any]:
    return {
        "type": LABEL,
        "label": shorten(typed_name(parameter.name), LABEL_LIMIT),
        "description": shorten(description_of(command, parameter, locale), DESCRIPTION_LIMIT),
        "component": _field(parameter, parameter.default if value is None else value),
    }


def _field(parameter: Parameter, value: JsonValue) -> dict[str, Any]:
    choices = ("true", "false") if parameter.kind == "flag" else parameter.choices
    shown = str(value).lower() if isinstance(value, bool) else "" if value is None else str(value)
    if choices and len(choices) <= SELECT_LIMIT:
        options = [{"label": choice, "value": choice, "default": choice == shown} for choice in choices]
        return {"type": SELECT, "custom_id": parameter.name, "options": options, "required": False}
    field: dict[str, Any] = {
        "type": TEXT_INPUT,
        "custom_id": parameter.name,
        "style": PARAGRAPH if parameter.multiline else SHORT,
        "required": parameter.required or parameter.wanted,
        "max_length": min(parameter.max_length or TEXT_LIMIT, TEXT_LIMIT),
    }
    if shown:
        field["value"] = shown[: field["max_length"]]
    return field
