"""Word documents (DOCX), opened by python-docx: text with headings, lists and tables, page by page where it says."""

import io
import zipfile
from collections.abc import Iterator
from typing import Any

import docx
from docx.oxml.ns import qn

from core.media.documents.document import Document, Section, Unit
from core.media.documents.markdown_table import markdown_table
from core.media.documents.office_package import has_macros, without_macros
from core.media.documents.sections import sections_of_blocks

_PAGE = "\f"
_PARAGRAPH, _TABLE, _ROW, _CELL = qn("w:p"), qn("w:tbl"), qn("w:tr"), qn("w:tc")
_TEXT, _BREAK, _TAB, _RENDERED_BREAK = qn("w:t"), qn("w:br"), qn("w:tab"), qn("w:lastRenderedPageBreak")
_CONTAINERS = {qn("w:sdt"), qn("w:sdtContent"), qn("w:ins"), qn("w:customXml"), qn("w:smartTag")}
_SKIPPED = {
    qn("w:del"),
    qn("w:pPr"),
    qn("w:tabs"),
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
}


def read_word(data: bytes, package: zipfile.ZipFile) -> Document:
    """Reads a Word document. Raises whatever python-docx raises for a broken one."""
    macros = has_macros(package)
    opened: Any = docx.Document(io.BytesIO(without_macros(package) if macros else data))
    headings: list[str] = []
    levels = _heading_levels(opened)
    blocks = list(_blocks(opened.element.body, levels, headings))
    pages = [page.strip() for page in "\n\n".join(blocks).split(_PAGE)]
    unit: Unit
    if len(pages) > 1:
        unit = "page"
        sections = tuple(
            Section(first=number, last=number, text=page, label=f"p. {number}") for number, page in enumerate(pages, 1)
        )
    else:
        unit, sections = "part", tuple(sections_of_blocks([block for block in blocks if block.strip()]))
    return Document(
        kind="docx",
        unit=unit,
        total=len(sections),
        sections=sections,
        title=str(opened.core_properties.title or "").strip(),
        headings=tuple(headings),
        has_macros=macros,
    )


def _heading_levels(opened: Any) -> dict[str, int]:
    """The level of each heading style, by its id."""
    found = {}
    for style in opened.styles:
        name = (style.name or "").lower()
        if name == "title":
            found[style.style_id] = 1
        elif name.startswith("heading ") and name[8:].isdigit():
            found[style.style_id] = min(int(name[8:]), 6)
    return found


def _blocks(parent: Any, levels: dict[str, int], headings: list[str]) -> Iterator[str]:
    """Paragraphs and tables, with a form feed at the beginning of each page."""
    for child in parent:
        if child.tag == _PARAGRAPH:
            text = _text(child)
            if _is_on(child.find(f"{qn('w:pPr')}/{qn('w:pageBreakBefore')}")) and not text.startswith(_PAGE):
                text = _PAGE + text
            words = text.replace(_PAGE, "").strip()
            style = child.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
            level = levels.get(style.get(qn("w:val"), ""), 0) if style is not None else 0
            is_item = child.find(f"{qn('w:pPr')}/{qn('w:numPr')}") is not None
            if words and (level or is_item):
                if level:
                    headings.append(words)
                shown = f"{'#' * level} {words}" if level else f"- {words}"
                before, after = text.partition(words.split()[0])[::2]
                yield _PAGE * before.count(_PAGE) + shown + _PAGE * after.count(_PAGE)
            elif text:
                yield text
        elif child.tag == _TABLE:
            rows = [[_text(cell) for cell in row.iter(_CELL)] for row in child.iter(_ROW)]
            breaks = sum(text.count(_PAGE) for row in rows for text in row)
            table = markdown_table([[text.replace(_PAGE, " ") for text in row] for row in rows])
            if table:
                yield table + _PAGE * breaks
        elif child.tag in _CONTAINERS:
            yield from _blocks(child, levels, headings)


def _is_on(switch: Any) -> bool:
    """The state of a switch of WordprocessingML (ECMA-376 part 1, 17.17.4), which is off where it is missing."""
    return switch is not None and switch.get(qn("w:val"), "true") in ("true", "1", "on")


def _text(element: Any) -> str:
    if element.tag in _SKIPPED:
        return ""
    if element.tag == _TEXT:
        return element.text or ""
    if element.tag == _TAB:
        return "\t"
    if element.tag == _RENDERED_BREAK or (element.tag == _BREAK and element.get(qn("w:type")) == "page"):
        return _PAGE
    if element.tag == _BREAK:
        return "\n"
    text = "".join(map(_text, element))
    return f"{text}\n" if element.tag == _PARAGRAPH and element.getparent().tag == _CELL else text
