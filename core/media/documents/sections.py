"""Sections of texts that have no pages: lines, rows and headings divide them."""

from collections.abc import Iterator, Sequence

from core.media.documents.document import Section
from core.media.documents.markdown_table import markdown_table

LINES = 100
ROWS = 100
PART_CHARACTERS = 3_000


def sections_of_lines(text: str) -> Iterator[Section]:
    """Sections of about a hundred lines. They have no label, so that a text stays as it is."""
    lines = text.splitlines()
    for start in range(0, len(lines), LINES):
        piece = lines[start : start + LINES]
        yield Section(first=start + 1, last=start + len(piece), text="\n".join(piece))


def sections_of_rows(rows: Sequence[Sequence[str]]) -> Iterator[Section]:
    """Sections of about a hundred rows of a table, each below the table's head. The head is row 1."""
    head, body = rows[:1], rows[1:]
    if rows and not body:
        yield Section(first=1, last=1, text=markdown_table(rows), label="row 1")
    for start in range(0, len(body), ROWS):
        piece = body[start : start + ROWS]
        first, last = (start + 2 if start else 1), start + 1 + len(piece)
        yield Section(first=first, last=last, text=markdown_table([*head, *piece]), label=f"rows {first}-{last}")


def sections_of_blocks(blocks: Sequence[str]) -> Iterator[Section]:
    """Sections of whole paragraphs; a heading (`# …`) begins one where the section before it is long enough."""
    parts: list[list[str]] = [[]]
    length = 0
    for block in blocks:
        if length and (
            length + len(block) > PART_CHARACTERS or (block.startswith("#") and length > PART_CHARACTERS // 2)
        ):
            parts.append([])
            length = 0
        parts[-1].append(block)
        length += len(block)
    for number, part in enumerate(parts, 1):
        label = f"part {number}" if len(parts) > 1 else ""
        yield Section(first=number, last=number, text="\n\n".join(part), label=label)
