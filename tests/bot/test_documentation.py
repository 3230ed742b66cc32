"""The generated documentation of commands and settings."""

from pathlib import Path

from bot.catalogue import load_commands
from bot.declarations import platform_declarations
from bot.documentation import command_lines, command_table, effective_settings, platform_table, settings_page
from bot.settings import SETTING_KEYS, Settings, variable_names


def test_the_page_names_every_setting() -> None:
    page = settings_page()
    for key in SETTING_KEYS:
        assert f"`{variable_names(key.field)[0]}`" in page
    (port,) = [line for line in page.splitlines() if line.startswith("| `TROUBADOUR_PORT` or `PORT` |")]
    assert port.endswith("| a whole number from 1 to 65535 | `7860` |")


def test_effective_settings_say_where_each_comes_from(tmp_path: Path) -> None:
    settings = Settings.load(environ={"PORT": "81", "HF_TOKEN": "secret"}, folder=tmp_path)
    lines = {line.split()[0]: line.split()[1:] for line in effective_settings(settings).splitlines()}
    assert lines["TROUBADOUR_PORT"] == ["81", "environment", "PORT"]
    assert lines["TROUBADOUR_HOST"] == ["127.0.0.1", "default"]
    assert lines["HF_TOKEN"] == ["**REDACTED**", "environment", "HF_TOKEN"]


def test_every_command_is_listed_with_its_options() -> None:
    registry = load_commands()
    table = command_table(registry).splitlines()
    lines = command_lines(registry).splitlines()
    assert len(table) - 2 == len(lines) == len(list(registry))
    (imagine,) = [row for row in table if row.startswith("| `/imagine` |")]
    assert "`<prompt>`, `--negative-prompt`" in imagine


def test_the_table_of_platforms_says_what_each_can_do() -> None:
    head, _, *rows = platform_table(platform_declarations()).splitlines()
    assert head == "| platform | forms | private answers | edits | threads | buttons | files |"
    assert "| Web room | yes | yes | yes | yes | yes | yes |" in rows
    assert "| Terminal | no | no | yes | no | yes | yes |" in rows
    assert "| Slack | yes | yes | yes | yes | yes | yes |" in rows
