"""Markdown tables for platforms without tables: an aligned code block, or a list if that would be too wide."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from core.text.markdown_lines import TABLE, LineKind, parse_lines

WIDTH_LIMIT = 64
"""The number of columns that a code block shows without wrapping in a chat window of ordinary size."""


def tables_as_code(text: str, *, width_limit: int = WIDTH_LIMIT) -> str:
    """Rewrites every Markdown table outside of code blocks for a platform without tables.

    A table becomes a code block. Its delimiter row says how columns are aligned; widths are display widths (two for
    wide CJK characters and emoji, none for combining marks). A table wider than `width_limit` columns becomes a list
    with a line "header: value" for each cell. Rows may have fewer or more cells than the header; no text is lost.
    """
    written: list[str] = []
    table: list[str] = []
    for line in parse_lines(text):
        source = text[line.start : line.end]
        if line.kind is LineKind.TABLE_HEAD and table:
            written.append(_rewritten(table, width_limit))
            table = []
        if line.kind in TABLE:
            table.append(source)
            continue
        if table:
            written.append(_rewritten(table, width_limit))
            table = []
        written.append(source)
    if table:
        written.append(_rewritten(table, width_limit))
    return "".join(written)


@dataclass(frozen=True, slots=True)
class _Table:
    """Cells by row, header first, all rows padded to the same length, and an alignment (<, >, ^) for each column."""

    rows: tuple[tuple[str, ...], ...]
    alignments: tuple[str, ...]


def _rewritten(source: Sequence[str], width_limit: int) -> str:
    end = "\n" if source[-1].endswith("\n") else ""
    table = _read(source)
    bare = [[_bare(cell) for cell in row] for row in table.rows]
    widths = [max(1, *map(_width, column)) for column in zip(*bare, strict=True)]
    if sum(widths) + len(_GAP) * (len(widths) - 1) > width_limit:
        return _as_list(table) + end
    head, *body = (_GAP.join(map(_aligned, row, widths, table.alignments)).rstrip() for row in bare)
    content = "\n".join([head, _GAP.join("-" * width for width in widths), *body])
    fence = "`" * (max([2, *map(len, re.findall("`+", content))]) + 1)
    return f"{fence}\n{content}\n{fence}{end}"


_GAP = "  "


def _read(source: Sequence[str]) -> _Table:
    head, rule, *body = (_cells(line) for line in source)
    columns = max(map(len, [head, rule, *body]))
    rows = tuple((*row, *[""] * (columns - len(row))) for row in [head, *body])
    alignments = tuple(map(_alignment, (*rule, *["-"] * (columns - len(rule)))))
    return _Table(rows, alignments)


def _cells(line: str) -> list[str]:
    r"""Returns the cells of a row. `\|` is a pipe within a cell (GFM, 4.10); a pipe at either end is only a border."""
    row = line.strip()
    found = [cell.strip() for cell in re.split(r"(?<!\\)\|", row)]
    if row.startswith("|"):
        found = found[1:]
    if found and row.endswith("|") and not row.endswith("\\|"):
        found = found[:-1]
    return [cell.replace("\\|", "|") for cell in found] or [""]


def _alignment(rule: str) -> str:
    if rule.endswith(":"):
        return "^" if rule.startswith(":") else ">"
    return "<"


_WHOLE = re.compile(r"(\*\*|__)(?P<strong>[^*_`]+)\1|`(?P<code>[^`]+)`")


def _bare(cell: str) -> str:
    """Removes the marks of a cell that is entirely bold or code, because a code block would show them."""
    whole = _WHOLE.fullmatch(cell)
    return (whole["strong"] or whole["code"]) if whole else cell


def _aligned(cell: str, width: int, alignment: str) -> str:
    space = width - _width(cell)
    left = {"<": 0, ">": space, "^": space // 2}[alignment]
    return " " * left + cell + " " * (space - left)


def _as_list(table: _Table) -> str:
    head, *body = table.rows
    if not body:
        return "\n".join(f"- {name}" for name in head if name)
    blocks = [[_entry(name, cell) for name, cell in zip(head, row, strict=True) if cell] for row in body]
    unused = [name for column, name in enumerate(head) if name and not any(row[column] for row in body)]
    blocks.insert(0, [f"- {name}:" for name in unused])
    return "\n\n".join("\n".join(block) for block in blocks if block)


def _entry(name: str, cell: str) -> str:
    return f"- {name}: {cell}" if name else f"- {cell}"


def _width(text: str) -> int:
    # Imported late: its tables would add about 40 ms to the start.
    from wcwidth import wcswidth

    width = int(wcswidth(text))
    # The width is negative if there are control characters, whose effect on a terminal is unknown.
    return width if width >= 0 else len(text)
