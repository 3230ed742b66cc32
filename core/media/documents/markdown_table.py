"""Rows as a table in Markdown."""

from collections.abc import Sequence


def markdown_table(rows: Sequence[Sequence[str]]) -> str:
    """Returns a table whose first row is its head. Columns and rows at the end that are empty are left out."""
    width = max((_filled(row) for row in rows), default=0)
    while rows and not _filled(rows[-1]):
        rows = rows[:-1]
    if not width:
        return ""
    lines = [f"| {' | '.join(_cell(row[at]) if at < len(row) else '' for at in range(width))} |" for row in rows]
    return "\n".join([lines[0], f"|{' --- |' * width}", *lines[1:]])


def _filled(row: Sequence[str]) -> int:
    """The number of cells up to the last one that is not empty."""
    return next((at for at in range(len(row), 0, -1) if row[at - 1].strip()), 0)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
