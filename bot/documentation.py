"""Documentation of commands and settings, generated from their declarations."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from bot.setting_sources import DOTENV, TOML
from bot.settings import FIELDS, SECTIONS, SETTING_KEYS, Settings, allowed_values, formatted, variable_names
from core.commands.registry import Registry
from core.commands.schema import Parameter
from core.domain.settings import SettingsSection
from core.platform_declaration import PlatformDeclaration, PlatformFeature
from core.text.command_syntax import typed_name

SETTINGS_HEAD = f"""\
# Settings

<!-- Made by `make docs` from the sections of settings. -->

A setting is an environment variable, a line in `{DOTENV}`, or a key in `{TOML}` (the name in lower case, without
`TROUBADOUR_`). Both files are in the folder that Troubadour is started in. If several sources set the same name, flags
take precedence over the environment, then come `{DOTENV}` and `{TOML}`. A secret can also come from a file:
`TROUBADOUR_WEB_PASSWORD_FILE=/run/secrets/password`. `troubadour settings` prints the effective settings and their
sources. Troubadour refuses to start with a name that begins with `TROUBADOUR_` and is not listed here, or with an
unknown key in `{TOML}`.
"""


def command_table(registry: Registry) -> str:
    """Formats the commands as a Markdown table."""
    rows = ["| command | description | options |", "|---|---|---|"]
    for declared in registry:
        options = ", ".join(f"`{_option(parameter)}`" for parameter in declared.parameters)
        rows.append(f"| `/{declared.name}` | {_cell(declared.summary)} | {options} |")
    return "\n".join(rows)


def platform_table(platforms: Iterable[PlatformDeclaration[Any]]) -> str:
    """Formats what each platform can do as a Markdown table."""
    rows = [f"| platform | {' | '.join(PlatformFeature)} |", "|---" * (len(PlatformFeature) + 1) + "|"]
    for declared in platforms:
        marks = ("yes" if feature in declared.features else "no" for feature in PlatformFeature)
        rows.append(f"| {declared.title} | {' | '.join(marks)} |")
    return "\n".join(rows)


def command_lines(registry: Registry) -> str:
    """Formats the commands for a terminal."""
    width = max(len(declared.name) for declared in registry) + 3
    return "\n".join(f"{'/' + declared.name:<{width}}{declared.summary}" for declared in registry)


def effective_settings(settings: Settings) -> str:
    """Formats the value and the source of every setting."""
    rows = [
        (variable_names(key.field)[0], settings.display_value(key.field), settings.source(key.field))
        for key in SETTING_KEYS
    ]
    widths = [max(len(row[column]) for row in rows) for column in (0, 1)]
    return "\n".join(f"{name:<{widths[0]}}  {value:<{widths[1]}}  {source}" for name, value, source in rows)


def settings_page() -> str:
    """Generates `docs/settings.md`, with a table for each section."""
    titles = dict.fromkeys(title for title, _ in SECTIONS)
    tables = ("\n".join(_section(title, [section for each, section in SECTIONS if each == title])) for title in titles)
    return "\n\n".join([SETTINGS_HEAD.rstrip(), *tables]) + "\n"


def _section(title: str, sections: Sequence[type[SettingsSection]]) -> Iterator[str]:
    yield from (f"## {title}", "", sections[0].__doc__ or "", "")
    yield "| name | description | allowed values | default |"
    yield "|---|---|---|---|"
    for field, declared in FIELDS.items():
        if declared.section not in sections:
            continue
        default = formatted(declared.info.default)
        names = " or ".join(f"`{name}`" for name in variable_names(field))
        row = (names, declared.info.description or "", allowed_values(field), f"`{default}`" if default else "")
        yield f"| {' | '.join(map(_cell, row))} |"


def _option(parameter: Parameter) -> str:
    shown = typed_name(parameter.name)
    return f"<{shown}>" if parameter.positional else f"--{shown}"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
