"""A document as its reader gives it: its text in sections that can be cited."""

from dataclasses import dataclass
from typing import Literal

DocumentKind = Literal["pdf", "docx", "pptx", "xlsx", "epub", "html", "csv", "text", "zip"]
Unit = Literal["page", "slide", "sheet", "row", "chapter", "line", "part", "file"]
"""The unit by which the sections of a document are numbered."""


@dataclass(frozen=True, kw_only=True)
class Section:
    """A stretch of a document: the units from `first` to `last`, counted from 1.

    `label` names it for a model, which cites it (`p. 7`); empty where nothing can be cited. `scanned` marks a page
    without any text, which is a picture. `is_cut` says that it goes on after this text.
    """

    first: int
    last: int
    text: str
    label: str = ""
    scanned: bool = False
    is_cut: bool = False


@dataclass(frozen=True, kw_only=True)
class Document:
    """The text of a document. `total` is the number of its units, of which `sections` may be only the first.

    `headings` are its chapters, headings or files, in order. `has_macros` says that it has programs, which nobody ran.
    """

    kind: DocumentKind
    unit: Unit
    total: int
    sections: tuple[Section, ...]
    title: str = ""
    headings: tuple[str, ...] = ()
    has_macros: bool = False

    @property
    def characters(self) -> int:
        """The length of the text."""
        return sum(len(section.text) for section in self.sections)
