#!/usr/bin/env python3
"""Writes the generated documents: the README's table of commands, the page of settings, and Slack's manifest.

Continuous integration runs this and fails if it changes something.
"""

import re
from pathlib import Path

from bot.catalogue import load_commands
from bot.documentation import command_table, settings_page
from bot.settings import Settings
from bot.slack import app_manifest

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
SETTINGS = ROOT / "docs" / "settings.md"
SLACK_MANIFEST = ROOT / "deploy" / "slack-manifest.json"

BETWEEN_MARKERS = re.compile(r"(?<=<!-- commands:begin -->\n).*?(?=<!-- commands:end -->)", re.DOTALL)


def with_command_table(readme: str) -> str:
    """Puts the current table between the README's markers. Raises ValueError if it has none."""
    filled, places = BETWEEN_MARKERS.subn(lambda _: command_table(load_commands()).strip() + "\n", readme)
    if places != 1:
        raise ValueError(f"{README} has no place for the table: <!-- commands:begin --> and <!-- commands:end -->")
    return filled


def main() -> None:
    """Writes all documents and prints the names of those that changed."""
    for document, text in (
        (README, with_command_table(README.read_text(encoding="utf-8"))),
        (SETTINGS, settings_page()),
        (SLACK_MANIFEST, app_manifest(Settings()) + "\n"),
    ):
        if not document.exists() or document.read_text(encoding="utf-8") != text:
            document.write_text(text, encoding="utf-8")
            print(f"wrote {document.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
