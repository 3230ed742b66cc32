"""HTML as text with its headings, lists, links and tables. Scripts, styles and what is fetched are left out."""

from html.parser import HTMLParser

from core.media.documents.document import Document
from core.media.documents.markdown_table import markdown_table
from core.media.documents.sections import sections_of_blocks

_SKIPPED = frozenset(("script", "style", "template", "noscript", "svg", "iframe", "object", "head"))
_BLOCKS = frozenset(
    [
        "p", "div", "section", "article", "li", "tr", "table", "ul", "ol", "br", "hr", "pre", "blockquote",
        "dt", "dd", "header", "footer", "main", "nav", "aside", "figure", "figcaption", "form", "body",
    ]
)  # fmt: skip
_HEADINGS = {f"h{level}": level for level in range(1, 7)}


def read_web_page(text: str) -> Document:
    """Reads a page of HTML."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    reader.end_block()
    sections = tuple(sections_of_blocks(reader.blocks))
    return Document(
        kind="html",
        unit="part",
        total=len(sections),
        sections=sections,
        title=" ".join(reader.title.split()),
        headings=tuple(reader.headings),
    )


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.title = ""
        self.blocks: list[str] = []
        self.headings: list[str] = []
        self._text: list[str] = []
        self._skipped: list[str] = []
        self._in_title = False
        self._level = 0
        self._is_item = False
        self._is_pre = False
        self._rows: list[list[str]] | None = None
        self._tables = 0
        self._is_cell = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "title":
            self._in_title = True
        elif tag == "body":  # a head may be left open
            self._skipped = [each for each in self._skipped if each != "head"]
        if tag in _SKIPPED:
            self._skipped.append(tag)
        if self._skipped:
            return
        if tag == "table":
            self._tables += 1
            if self._tables == 1:
                self.end_block()
                self._rows = []
        elif self._rows is not None:
            if tag == "tr" and self._tables == 1:
                self._end_cell()
                self._rows.append([])
            elif tag in ("td", "th") and self._tables == 1:
                self._end_cell()
                self._text, self._is_cell = [], True
            elif tag in _BLOCKS:
                self._text.append(" ")
        elif tag in _HEADINGS:
            self.end_block()
            self._level = _HEADINGS[tag]
        elif tag in _BLOCKS:
            self.end_block()
            self._is_item, self._is_pre = tag == "li", tag == "pre"
        elif tag == "img" and (alt := dict(attrs).get("alt")):
            self._text.append(f"[picture: {alt}]")

    def handle_endtag(self, tag: str) -> None:
        if tag == "title":
            self._in_title = False
        if self._skipped:
            if tag in self._skipped:
                del self._skipped[self._skipped.index(tag) :]
            return
        if tag == "table" and self._tables:
            self._tables -= 1
            if not self._tables and self._rows is not None:
                self._end_cell()
                if table := markdown_table([row for row in self._rows if row]):
                    self.blocks.append(table)
                self._rows, self._text = None, []
        elif self._rows is not None:
            if tag in ("td", "th", "tr") and self._tables == 1:
                self._end_cell()
        elif tag in _HEADINGS or tag in _BLOCKS:
            self.end_block()

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title += data
        elif not self._skipped:
            self._text.append(data)

    def _end_cell(self) -> None:
        """Ends a cell, whose end tag may be left out."""
        if self._is_cell and self._rows is not None:
            if not self._rows:
                self._rows.append([])
            self._rows[-1].append("".join(self._text))
            self._text, self._is_cell = [], False

    def end_block(self) -> None:
        """Ends a paragraph, a heading or an item of a list."""
        text = "".join(self._text)
        text = f"```\n{text.strip()}\n```" if self._is_pre and text.strip() else " ".join(text.split())
        if text and self._level:
            self.headings.append(text)
            text = f"{'#' * self._level} {text}"
        if text:
            self.blocks.append(f"- {text}" if self._is_item else text)
        self._text, self._level, self._is_item, self._is_pre = [], 0, False, False
