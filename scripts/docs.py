#!/usr/bin/env python3
"""Writes the generated documents: the tables of commands and platforms, the page of settings, and Slack's manifest.

Continuous integration runs this and fails if it changes something.
"""

import re
from pathlib import Path

from bot.catalogue import load_commands
from bot.declarations import platform_declarations
from bot.documentation import command_table, platform_table, settings_page
from bot.settings import Settings
from bot.slack import app_manifest

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
PLATFORMS = ROOT / "docs" / "adding-a-platform.md"
SETTINGS = ROOT / "docs" / "settings.md"
SLACK_MANIFEST = ROOT / "deploy" / "slack-manifest.json"


def with_table(document: Path, name: str, table: str) -> str:
    """Puts the current table between a document's markers. Raises ValueError if it has none."""
    between_markers = re.compile(rf"(?<=<!-- {name}:begin -->\n).*?(?=<!-- {name}:end -->)", re.DOTALL)
    filled, places = between_markers.subn(lambda _: table.strip() + "\n", document.read_text(encoding="utf-8"))
    if places != 1:
        raise ValueError(f"{document} has no place for the table: <!-- {name}:begin --> and <!-- {name}:end -->")
    return filled


def main() -> None:
    """Writes all documents and prints the names of those that changed."""
    for document, text in (
        (README, with_table(README, "commands", command_table(load_commands()))),
        (PLATFORMS, with_table(PLATFORMS, "platforms", platform_table(platform_declarations()))),
        (SETTINGS, settings_page()),
        (SLACK_MANIFEST, app_manifest(Settings()) + "\n"),
    ):
        if not document.exists() or document.read_text(encoding="utf-8") != text:
            document.write_text(text, encoding="utf-8")
            print(f"wrote {document.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
