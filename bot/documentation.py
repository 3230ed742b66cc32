"""What is written about commands and settings, made from their declarations."""

from collections.abc import Iterator

from bot.sections.section import SettingsSection
from bot.setting_sources import DOTENV, TOML
from bot.settings import SECTIONS, SETTING_KEYS, Settings, allowed_values, formatted, variable_names
from core.commands.registry import Registry
from core.commands.schema import Parameter
from core.text.command_line import typed_name

SETTINGS_HEAD = f"""\
# Settings

<!-- Made by `make docs` from bot/sections/. -->

Each setting is an environment variable, a line in `{DOTENV}`, or a key in `{TOML}` (the name in lower case, without
`TROUBADOUR_`), both in the folder that Troubadour is started in. Where one is given twice, flags count before the
environment, this before `{DOTENV}`, this before `{TOML}`. A secret can also be read from a file:
`TROUBADOUR_WEB_PASSWORD_FILE=/run/secrets/password`. `troubadour settings` prints what is in effect and where it comes
from. Names that begin with `TROUBADOUR_` and are not listed here are refused, as are unknown keys in `{TOML}`.
"""


def command_table(registry: Registry) -> str:
    """The commands as a Markdown table."""
    rows = ["| command | does | options |", "|---|---|---|"]
    for declared in registry:
        options = ", ".join(f"`{_option(parameter)}`" for parameter in declared.parameters)
        rows.append(f"| `/{declared.name}` | {_cell(declared.summary)} | {options} |")
    return "\n".join(rows)


def command_lines(registry: Registry) -> str:
    """The commands for reading in a terminal."""
    width = max(len(declared.name) for declared in registry) + 3
    return "\n".join(f"{'/' + declared.name:<{width}}{declared.summary}" for declared in registry)


def effective_settings(settings: Settings) -> str:
    """All settings that are in use or were given, with where each comes from."""
    rows = [
        (variable_names(key.field)[0], settings.display_value(key.field), settings.source(key.field))
        for key in SETTING_KEYS
    ]
    widths = [max(len(row[column]) for row in rows) for column in (0, 1)]
    return "\n".join(f"{name:<{widths[0]}}  {value:<{widths[1]}}  {source}" for name, value, source in rows)


def settings_page() -> str:
    """`docs/settings.md`: a table for each section."""
    tables = ("\n".join(_section(title, section)) for title, section in SECTIONS.items())
    return "\n\n".join([SETTINGS_HEAD.rstrip(), *tables]) + "\n"


def _section(title: str, section: type[SettingsSection]) -> Iterator[str]:
    yield from (f"## {title}", "", section.__doc__ or "", "")
    yield "| name | what it is | allowed | default |"
    yield "|---|---|---|---|"
    for field, info in section.model_fields.items():
        default = formatted(info.default)
        names = " or ".join(f"`{name}`" for name in variable_names(field))
        row = (names, info.description or "", allowed_values(field), f"`{default}`" if default else "")
        yield f"| {' | '.join(map(_cell, row))} |"


def _option(parameter: Parameter) -> str:
    shown = typed_name(parameter.name)
    return f"<{shown}>" if parameter.positional else f"--{shown}"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
