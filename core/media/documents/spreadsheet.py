"""Excel workbooks (XLSX), read by openpyxl: each sheet as a table, with the values that were last calculated."""

import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

import openpyxl

from core.media.documents.document import Document, Section, Unit
from core.media.documents.office_package import has_macros
from core.media.documents.sections import sections_of_rows

CELLS = 400_000
"""The most cells that are read."""


def read_workbook(data: bytes, package: zipfile.ZipFile) -> Document:
    """Reads a workbook. Raises whatever openpyxl raises for a broken one."""
    opened: Any = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    formulas: Any = openpyxl.load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
    cells = CELLS
    sheets: list[tuple[str, list[Section]]] = []
    for sheet, written in zip(opened.worksheets, formulas.worksheets, strict=True):
        rows = []
        for row in _rows(sheet, written):
            cells -= len(row)
            if cells < 0:
                break
            rows.append(row)
        sheets.append((str(sheet.title), list(sections_of_rows(rows))))
    unit: Unit = "sheet" if all(len(sections) <= 1 for _, sections in sheets) else "part"
    found: list[Section] = []
    for number, (title, sections) in enumerate(sheets, 1):
        for section in sections or [Section(first=1, last=1, text="(empty)")]:
            at = number if unit == "sheet" else len(found) + 1
            rows_label = f", {section.label}" if len(sections) > 1 else ""
            label = f'sheet "{title}"{rows_label}'
            found.append(Section(first=at, last=at, text=section.text, label=label))
    return Document(
        kind="xlsx",
        unit=unit,
        total=len(found),
        sections=tuple(found),
        title=str(opened.properties.title or "").strip(),
        headings=tuple(title for title, _ in sheets),
        has_macros=has_macros(package),
    )


def _rows(sheet: Any, written: Any) -> Iterator[list[str]]:
    """The rows up to the last one with a value. A formula that no program has calculated stays a formula."""
    for each in (sheet, written):
        each.reset_dimensions()  # a sheet may claim a million rows
    empty: list[list[str]] = []
    for values, texts in zip(sheet.iter_rows(values_only=True), written.iter_rows(values_only=True), strict=False):
        row = [_shown(text if value is None else value) for value, text in zip(values, texts, strict=False)]
        if any(row):
            yield from empty
            empty = []
            yield row
        elif len(empty) < 1000:
            empty.append(row)


def _shown(value: object) -> str:
    match value:
        case None:
            return ""
        case datetime() as moment if moment.time() == time():
            return moment.date().isoformat()
        case datetime() | date() | time():
            return value.isoformat()
        case timedelta():
            return str(value)
        case bool():
            return str(value).upper()
        case float():
            return f"{value:.12g}"
    return str(getattr(value, "text", value))
