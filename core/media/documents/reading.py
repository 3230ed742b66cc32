"""Reads a document of any kind, recognised by its content. Runs in a process of `core.media.processes`."""

import zipfile
from collections.abc import Sequence

from core.domain.errors import BadDocument
from core.domain.sentences import Quote
from core.media.documents.document import Document
from core.media.documents.sections import sections_of_lines
from core.media.file_signatures import container_kind

_NAMED = {
    "pdf": "pdf",
    **dict.fromkeys(("docx", "docm", "dotx", "dotm", "doc"), "docx"),
    **dict.fromkeys(("pptx", "pptm", "potx", "ppsx", "ppt"), "pptx"),
    **dict.fromkeys(("xlsx", "xlsm", "xltx", "xls"), "xlsx"),
    "epub": "epub",
    "zip": "zip",
}
"""The kind of document that an ending of a name promises."""
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
"""The stream of an encrypted Office document
(https://learn.microsoft.com/openspecs/office_file_formats/ms-offcrypto/)."""


def promised_kind(name: str) -> str | None:
    """Returns the kind of document that a file's name promises; None for other files."""
    return _NAMED.get(name.lower().rpartition(".")[2]) if "." in name else None


def read_document(data: bytes, name: str, media_type: str) -> Document:
    """Reads a document. Raises `BadDocument` with a sentence of its own for each way in which it cannot be read."""
    match container_kind(data):
        case "pdf":
            from core.media.documents.pdf import read_pdf

            return read_pdf(data, name)
        case "zip":
            return _read_package(data, name)
        case "ole":
            sentence = "document-encrypted" if _ENCRYPTED in data else "document-old-format"
            raise BadDocument(sentence, name=Quote(text=name))
        case None:
            if promised_kind(name):
                raise BadDocument("document-lying", name=Quote(text=name))
    if media_type in ("text/csv", "text/tab-separated-values") or name.lower().endswith((".csv", ".tsv")):
        from core.media.documents.csv_rows import read_csv

        return read_csv(_decoded(data, name, "utf-8-sig", "cp1252"))  # Excel writes both
    text = _decoded(data, name, "utf-8-sig")
    if media_type in ("text/html", "application/xhtml+xml") or name.lower().endswith((".html", ".htm", ".xhtml")):
        from core.media.documents.web_page import read_web_page

        return read_web_page(text)
    return Document(kind="text", unit="line", total=len(text.splitlines()), sections=tuple(sections_of_lines(text)))


def draw_pages(data: bytes, pages: Sequence[int], name: str) -> list[bytes]:
    """Draws pages of a PDF, which are counted from 1, as JPEG. Raises `BadDocument`."""
    from core.media.documents.pdf import page_pictures

    return page_pictures(data, pages, name)


def _read_package(data: bytes, name: str) -> Document:
    from core.media.documents import office_package

    package = office_package.open_package(data, name)
    kind = office_package.package_kind(package)
    if kind is None and promised_kind(name) not in (None, "zip"):
        raise BadDocument("document-lying", name=Quote(text=name))
    if kind not in (None, "epub"):
        office_package.reject_declarations(package, name)
    try:
        match kind:
            case "docx":
                from core.media.documents.word import read_word

                return read_word(data, package)
            case "pptx":
                from core.media.documents.slides import read_slides

                return read_slides(data, package)
            case "xlsx":
                from core.media.documents.spreadsheet import read_workbook

                return read_workbook(data, package)
            case "epub":
                from core.media.documents.book import read_book

                return read_book(package)
            case None:
                from core.media.documents.source_archive import read_source_archive

                return read_source_archive(package, name)
    except (MemoryError, BadDocument):
        raise
    except RecursionError as error:
        raise BadDocument("document-bomb", name=Quote(text=name)) from error
    except (zipfile.BadZipFile, Exception) as error:  # the libraries raise nearly everything for a broken file
        raise BadDocument("document-broken", name=Quote(text=name)) from error


def _decoded(data: bytes, name: str, *encodings: str) -> str:
    """A text in the first encoding that fits, or in UTF-16 with its mark. Raises `BadDocument` if none does."""
    for encoding in ("utf-16",) if data.startswith((b"\xff\xfe", b"\xfe\xff")) else encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise BadDocument("attachment-not-text", name=Quote(text=name))
