"""Archives of source files (zip): their texts one after the other. Nothing is unpacked to a disk, and archives in an
archive stay closed."""

import zipfile

from core.domain.errors import BadDocument
from core.domain.sentences import Quote
from core.media.documents.document import Document, Section

FILE_BYTES = 1_000_000
"""A longer file is no source that somebody wrote."""
ARCHIVE_BYTES = 20_000_000
"""The most bytes of all files that are read."""
FILES = 2_000
"""The most files that are read."""
_PATH_CHARACTERS = 200
_ASIDE = ("/.git/", "/__MACOSX/", "/node_modules/")
"""Parts of paths that lead to nothing that somebody wrote."""


def read_source_archive(package: zipfile.ZipFile, name: str) -> Document:
    """Reads the texts in an archive that was examined before (`open_package`), in the order of their paths.

    `headings` are the paths of all its files. Raises `BadDocument` if there is no text in it.
    """
    members = sorted((each for each in package.infolist() if not each.is_dir()), key=lambda each: each.filename)
    sections: list[Section] = []
    left = ARCHIVE_BYTES
    for member in members:
        if len(sections) == FILES or any(aside in f"/{member.filename}" for aside in _ASIDE):
            continue
        if member.file_size > min(FILE_BYTES, left):
            continue
        with package.open(member) as file:
            data = file.read(FILE_BYTES)
        left -= len(data)
        if (text := _text(data)) is not None:
            number = len(sections) + 1
            sections.append(Section(first=number, last=number, text=text, label=f"file {_path(member)}"))
    if not sections:
        raise BadDocument("document-archive", name=Quote(text=name))
    return Document(
        kind="zip",
        unit="file",
        total=len(sections),
        sections=tuple(sections),
        headings=tuple(map(_path, members)),
    )


def _text(data: bytes) -> str | None:
    """The text of a file; None for anything else."""
    if b"\0" in data:
        return None
    try:
        return data.decode("utf-8-sig").strip("\n") or None
    except UnicodeDecodeError:
        return None


def _path(member: zipfile.ZipInfo) -> str:
    """The path on one line, without signs that would end its label."""
    printable = "".join(letter if letter.isprintable() and letter not in "[]" else " " for letter in member.filename)
    return " ".join(printable.split())[-_PATH_CHARACTERS:]
