"""Zip packages of Office and EPUB documents, examined before any library opens them.

ECMA-376 part 2 (https://ecma-international.org/publications-and-standards/standards/ecma-376/) forbids document type
declarations in the parts of a package, so one that has them wants to read other files or to grow.
"""

import io
import re
import zipfile
from typing import Literal

from core.domain.errors import BadDocument
from core.domain.sentences import Quote

MEMBERS = 20_000
PART_BYTES = 150_000_000
PACKAGE_BYTES = 400_000_000
"""The most members, and bytes of one and of all, once they are decompressed."""
RATIO = 200
"""More than this many times its size, for a part of some megabytes, is no document's. XML shrinks to a tenth."""
_SMALL_BYTES = 5_000_000
_DECLARATION = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_LOOK_BYTES = 8_192

PackageKind = Literal["docx", "pptx", "xlsx", "epub"]
_FOLDERS: dict[str, PackageKind] = {"word/": "docx", "ppt/": "pptx", "xl/": "xlsx"}


def open_package(data: bytes, name: str) -> zipfile.ZipFile:
    """Opens a zip file. Raises `BadDocument` if it is broken, encrypted or a bomb."""
    try:
        package = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise BadDocument("document-broken", name=Quote(text=name)) from error
    members = package.infolist()
    if any(each.flag_bits & 1 for each in members):
        raise BadDocument("document-encrypted", name=Quote(text=name))
    swollen = any(
        each.file_size > _SMALL_BYTES and each.file_size > RATIO * max(each.compress_size, 1) for each in members
    )
    largest = max((each.file_size for each in members), default=0)
    if (
        swollen
        or len(members) > MEMBERS
        or largest > PART_BYTES
        or sum(each.file_size for each in members) > PACKAGE_BYTES
    ):
        raise BadDocument("document-bomb", name=Quote(text=name))
    return package


def package_kind(package: zipfile.ZipFile) -> PackageKind | None:
    """Returns the kind of document that a package holds, by its parts; None for any other zip file."""
    names = package.namelist()
    if "[Content_Types].xml" in names:
        return next((kind for folder, kind in _FOLDERS.items() if any(each.startswith(folder) for each in names)), None)
    return "epub" if "META-INF/container.xml" in names else None


def reject_declarations(package: zipfile.ZipFile, name: str) -> None:
    """Raises `BadDocument` for a part that declares a document type or entities."""
    for member in package.infolist():
        if member.filename.lower().endswith((".xml", ".rels", ".vml")):
            try:
                with package.open(member) as part:
                    start = part.read(_LOOK_BYTES)
            except (zipfile.BadZipFile, OSError, NotImplementedError, EOFError, ValueError) as error:
                raise BadDocument("document-broken", name=Quote(text=name)) from error
            if _DECLARATION.search(start.replace(b"\0", b"")):  # also in UTF-16
                raise BadDocument("document-entities", name=Quote(text=name))


def has_macros(package: zipfile.ZipFile) -> bool:
    """True if a package has programs."""
    return any(each.lower().endswith(("vbaproject.bin", "vbadata.xml")) for each in package.namelist())


def without_macros(package: zipfile.ZipFile) -> bytes:
    """Returns a package as one of the plain kind, which its library opens, without its programs."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as plain:
        for member in package.infolist():
            content = package.read(member)
            if member.filename == "[Content_Types].xml":
                for kind in (b"document", b"template"):
                    content = content.replace(
                        b"application/vnd.ms-word."
                        + kind
                        + b".macroEnabled"
                        + (b".main" if kind == b"document" else b"Template.main"),
                        b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main",
                    )
            plain.writestr(member.filename, content)
    return out.getvalue()
