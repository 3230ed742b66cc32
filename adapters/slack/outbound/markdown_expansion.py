"""The blocks that Slack makes of one Markdown block: headings, rules and tables become blocks of their own.

They count against the 50 blocks of a message, which may have one table
(https://docs.slack.dev/reference/block-kit/blocks/table-block).
"""

import re
from collections.abc import Iterator

from core.text.markdown_lines import TABLE, Line, LineKind, parse_lines
from core.text.markdown_tables import tables_as_code

BLOCKS_LIMIT = 40
"""The most blocks of one message's Markdown; the other ten are for what stands above and below it."""
TABLE_ROWS, TABLE_COLUMNS, TABLE_CHARACTERS = 100, 20, 10_000
"""The limits of a table; a longer one is code."""
_RULE = re.compile(r"[ \t]{0,3}(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})")


def expandable_spans(text: str) -> list[str]:
    """The text in spans that Slack can expand: at most `BLOCKS_LIMIT` blocks and one table in each."""
    cuts, blocks, tables, running = [0], 0, 0, False
    for line in parse_lines(text):
        alone = line.kind is LineKind.HEADING or _is_rule(text, line)
        table = line.kind is LineKind.TABLE_HEAD
        begins = alone or table or (not running and line.kind is not LineKind.BLANK and line.kind not in TABLE)
        if begins and (blocks == BLOCKS_LIMIT or (table and tables)):
            cuts.append(line.start)
            blocks = tables = 0
        blocks += begins
        tables += table
        if line.kind is not LineKind.BLANK:
            running = not alone and line.kind not in TABLE
    return [text[start:end] for start, end in zip(cuts, [*cuts[1:], len(text)], strict=True)] if text else []


def with_bounded_tables(text: str) -> str:
    """The text with code in the place of tables that are too large for Slack."""
    return "".join(tables_as_code(source) if _is_large(source) else source for source in _tables_and_rest(text))


def _tables_and_rest(text: str) -> Iterator[str]:
    start, inside = 0, False
    for line in parse_lines(text):
        if line.kind is LineKind.TABLE_HEAD or (line.kind in TABLE) is not inside:
            yield text[start : line.start]
            start, inside = line.start, line.kind in TABLE
    yield text[start:]


def _is_large(source: str) -> bool:
    rows = source.splitlines()
    if len(rows) < 2 or parse_lines(source)[0].kind is not LineKind.TABLE_HEAD:
        return False
    columns = max(row.count("|") for row in rows)
    return len(rows) - 1 > TABLE_ROWS or columns > TABLE_COLUMNS or len(source) > TABLE_CHARACTERS


def _is_rule(text: str, line: Line) -> bool:
    return line.kind is LineKind.TEXT and bool(_RULE.fullmatch(text[line.start : line.end].rstrip()))
