"""PDF, read by PDFium: the text of each page with its tables, and pictures of pages."""

import io
from collections.abc import Iterator, Sequence

import pypdfium2
from pypdfium2 import raw

from core.domain.errors import BadDocument
from core.domain.sentences import Quote
from core.media.documents.document import Document, Section
from core.media.documents.markdown_table import markdown_table

PAGES = 2_000
"""The most pages that are read."""
CHARACTERS = 4_000_000
"""The most text that is read."""
PICTURE_SIDE = 1_600
"""The longer side of a page's picture in pixels, on which small print can be read."""
_CELL_GAP = 0.45
"""The width between two cells of a row, in heights of a line. Words are closer."""
_BULLETS = frozenset("•◦▪‣·\u2013-*o\uf0b7")


def read_pdf(data: bytes, name: str) -> Document:
    """Reads a PDF. Raises `BadDocument` if it is encrypted or broken."""
    with _opened(data, name) as pdf:
        total, length = len(pdf), 0
        sections: list[Section] = []
        for number in range(1, min(total, PAGES) + 1):
            text = _page_text(pdf, number)
            sections.append(
                Section(first=number, last=number, text=text, label=f"p. {number}", scanned=not text.strip())
            )
            length += len(text)
            if length > CHARACTERS:
                break
        headings = tuple(title for each in pdf.get_toc(max_depth=3) if (title := each.get_title().strip()))
        title = str(pdf.get_metadata_dict().get("Title") or "").strip()
    return Document(kind="pdf", unit="page", total=total, sections=tuple(sections), title=title, headings=headings)


def page_pictures(data: bytes, pages: Sequence[int], name: str) -> list[bytes]:
    """Draws pages, which are counted from 1, as JPEG. Raises as `read_pdf` does."""
    pictures = []
    with _opened(data, name) as pdf:
        for number in pages:
            page = pdf[number - 1]
            scale = PICTURE_SIDE / max(*page.get_size(), 1.0)
            out = io.BytesIO()
            page.render(scale=min(scale, 4.0)).to_pil().convert("RGB").save(out, "JPEG", quality=80)
            page.close()
            pictures.append(out.getvalue())
    return pictures


def _opened(data: bytes, name: str) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code == raw.FPDF_ERR_PASSWORD:
            raise BadDocument("document-encrypted", name=Quote(text=name)) from error
        raise BadDocument("document-broken", name=Quote(text=name)) from error


def _page_text(pdf: pypdfium2.PdfDocument, number: int) -> str:
    try:
        page = pdf[number - 1]
    except pypdfium2.PdfiumError:  # a damaged page among others
        return ""
    try:
        return "\n".join(_lines(page.get_textpage()))
    finally:
        page.close()


def _lines(text_page: pypdfium2.PdfTextPage) -> Iterator[str]:
    """The lines of a page. Rows of the same number of cells that follow each other are a table."""
    table: list[list[str]] = []
    for row in [*_rows(text_page), []]:
        if len(row) == 2 and row[0] in _BULLETS:
            row = [f"- {row[1]}"]
        if table and len(row) != len(table[0]):
            yield from [markdown_table(table)] if len(table) > 1 else [" ".join(table[0])]
            table = []
        if len(row) > 1:
            table.append(row)
        elif row:
            yield row[0]


def _rows(text_page: pypdfium2.PdfTextPage) -> Iterator[list[str]]:
    """Each line of a page as its cells, in the order in which the page was written.

    A page in columns was written one column after the other, and a table row by row: text to the right of what came
    before, on the same line and at a distance, is the next cell.
    """
    row: list[str] = []
    before: tuple[float, float, float, float] | None = None
    for at in range(text_page.count_rects()):
        left, bottom, right, top = rect = text_page.get_rect(at)
        text = " ".join(text_page.get_text_bounded(left, bottom, right, top).split())
        if not text:
            continue
        if before is not None and _is_on_line(before, rect) and left >= before[2] - 1:
            if left - before[2] > _CELL_GAP * (top - bottom):
                row.append(text)
            else:
                row[-1] = f"{row[-1]} {text}" if left - before[2] > 0.1 * (top - bottom) else row[-1] + text
        else:
            if row:
                yield row
            row = [text]
        before = rect
    if row:
        yield row


def _is_on_line(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    shared = min(one[3], other[3]) - max(one[1], other[1])
    return shared > 0.5 * min(one[3] - one[1], other[3] - other[1])
