"""PowerPoint presentations (PPTX), opened by python-pptx: text, tables, charts and notes of each slide."""

import io
import zipfile
from collections.abc import Iterable, Iterator
from operator import attrgetter
from typing import Any

from pptx import Presentation

from core.media.documents.document import Document, Section
from core.media.documents.markdown_table import markdown_table
from core.media.documents.office_package import has_macros

_VALUES = attrgetter("values")
"""The numbers of a chart's series."""


def read_slides(data: bytes, package: zipfile.ZipFile) -> Document:
    """Reads a presentation. Raises whatever python-pptx raises for a broken one."""
    opened: Any = Presentation(io.BytesIO(data))
    sections, headings = [], []
    for number, slide in enumerate(opened.slides, 1):
        title = slide.shapes.title
        heading = title.text_frame.text.strip() if title is not None and title.has_text_frame else ""
        if heading:
            headings.append(heading)
        texts = [f"# {heading}" if heading else ""]
        others = (each for each in slide.shapes if title is None or each.shape_id != title.shape_id)
        texts += _texts(others)
        if slide.has_notes_slide and (frame := slide.notes_slide.notes_text_frame) is not None and frame.text.strip():
            texts.append(f"Notes: {frame.text.strip()}")
        text = "\n\n".join(filter(None, texts))
        sections.append(Section(first=number, last=number, text=text, label=f"slide {number}"))
    return Document(
        kind="pptx",
        unit="slide",
        total=len(sections),
        sections=tuple(sections),
        title=str(opened.core_properties.title or "").strip(),
        headings=tuple(headings),
        has_macros=has_macros(package),
    )


def _texts(shapes: Iterable[Any]) -> Iterator[str]:
    for shape in shapes:
        if hasattr(shape, "shapes"):  # a group
            yield from _texts(shape.shapes)
        elif shape.has_text_frame:
            yield shape.text_frame.text.replace("\v", "\n").strip()
        elif getattr(shape, "has_table", False):
            yield markdown_table([[cell.text for cell in row.cells] for row in shape.table.rows])
        elif getattr(shape, "has_chart", False):
            yield _chart(shape.chart)


def _chart(chart: Any) -> str:
    plots = list(chart.plots)
    if not plots:
        return ""
    series = list(plots[0].series)
    columns = [
        [str(each) for each in plots[0].categories],
        *([str(value) for value in _VALUES(each)] for each in series),
    ]
    longest = max(map(len, columns), default=0)
    rows = [[column[at] if at < len(column) else "" for column in columns] for at in range(longest)]
    return markdown_table([["", *(str(each.name) for each in series)], *rows])
