"""Rows of CSV, whatever separates its columns."""

import csv
import io

from core.media.documents.document import Document
from core.media.documents.sections import sections_of_rows

CELL_CHARACTERS = 1_000_000
_SEPARATORS = ",;\t|"


def read_csv(text: str) -> Document:
    """Reads a text as a table; its first row is the head."""
    csv.field_size_limit(CELL_CHARACTERS)
    try:
        dialect: type[csv.Dialect] = csv.Sniffer().sniff(text[:8_192], _SEPARATORS)
    except csv.Error:
        dialect = csv.excel
    rows = [row for row in csv.reader(io.StringIO(text, newline=""), dialect) if row]
    sections = tuple(sections_of_rows(rows))
    return Document(kind="csv", unit="row", total=len(rows), sections=sections, headings=tuple(rows[0]) if rows else ())
