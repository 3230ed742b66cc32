"""Books (EPUB): their chapters in the order of reading (https://www.w3.org/TR/epub-33/)."""

import posixpath
import zipfile
from collections.abc import Iterable
from contextlib import suppress
from typing import Any
from urllib.parse import unquote

from lxml import etree

from core.media.documents.document import Document, Section
from core.media.documents.web_page import read_web_page

_CHAPTER = ("application/xhtml+xml", "text/html")


def read_book(package: zipfile.ZipFile) -> Document:
    """Reads a book. Raises `KeyError` or lxml's errors for a broken one."""
    container = _parsed(package.read("META-INF/container.xml"))
    path = str(container.xpath("string(//*[local-name()='rootfile']/@full-path)"))
    root = _parsed(package.read(path))
    items = {each.get("id"): each for each in root.iter("{*}item")}
    sections: list[Section] = []
    headings: list[str] = []
    for reference in root.iter("{*}itemref"):
        item = items.get(reference.get("idref"))
        if item is None or item.get("media-type") not in _CHAPTER:
            continue
        page = read_web_page(package.read(_place_of(item, path)).decode("utf-8", "replace"))
        text = "\n\n".join(section.text for section in page.sections)
        if text.strip():
            number = len(sections) + 1
            sections.append(Section(first=number, last=number, text=text, label=f"chapter {number}"))
            headings += page.headings[:1]
    title = str(root.xpath("string(//*[local-name()='title'])")).strip()
    return Document(
        kind="epub",
        unit="chapter",
        total=len(sections),
        sections=tuple(sections),
        title=title,
        headings=tuple(_contents(package, path, items.values()) or headings),
    )


def _contents(package: zipfile.ZipFile, path: str, items: Iterable[Any]) -> list[str]:
    """The table of contents, of EPUB 3 (`nav`) or EPUB 2 (NCX); empty without one that can be read."""
    for item in items:
        is_nav = "nav" in (item.get("properties") or "").split()
        if is_nav or item.get("media-type") == "application/x-dtbncx+xml":
            entries = ".//{*}nav//{*}a" if is_nav else ".//{*}navLabel/{*}text"
            with suppress(KeyError, etree.XMLSyntaxError):
                root = _parsed(package.read(_place_of(item, path)))
                found = [" ".join("".join(each.itertext()).split()) for each in root.iterfind(entries)]
                if any(found):
                    return list(filter(None, found))
    return []


def _place_of(item: Any, path: str) -> str:
    """The path of a part in the package; `path` is that of the list of parts."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(item.get("href") or "")))


def _parsed(data: bytes) -> Any:
    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
