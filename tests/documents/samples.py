"""The documents of this folder, a PDF with as many pages as a test wants, and documents that want to do harm."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

FOLDER = Path(__file__).parent
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED_DOCX = OLE + b"\0" * 504 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 500
BILLION_LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + step)} "{f"&{chr(97 + step)};" * 10}">' for step in range(9))
    + ']><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">&j;</w:document>'
).encode()
READS_A_FILE = (
    b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r>'
    b"<w:t>&x;</w:t></w:r></w:p></w:body></w:document>"
)


def sample(name: str) -> bytes:
    """The bytes of a document in this folder."""
    return (FOLDER / name).read_bytes()


def pdf_of(pages: Sequence[Sequence[str]]) -> bytes:
    """A PDF of pages of lines, all in ASCII and nothing compressed."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>"]
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    objects.append(f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>")
    objects.append("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
    for number, lines in enumerate(pages):
        objects.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F 3 0 R >> >> "
            f"/Contents {5 + 2 * number} 0 R >>"
        )
        shown = " T* ".join(f"({line}) Tj" for line in lines)
        stream = f"BT /F 10 Tf 12 TL 50 800 Td {shown} ET"
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
    out, offsets = "%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{content}\nendobj\n"
    rows = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    count = len(objects) + 1
    table = f"xref\n0 {count}\n0000000000 65535 f \n{rows}trailer\n<< /Size {count} /Root 1 0 R >>\n"
    return f"{out}{table}startxref\n{len(out)}\n%%EOF\n".encode("ascii")


def long_pdf(pages: int, words: int = 300) -> bytes:
    """A PDF of pages that name themselves, of about so many words each."""
    filler = "the quick brown fox jumps over the lazy dog once more "
    lines = [filler.strip()] * (words // 11)
    return pdf_of([[f"This is page {number}.", *lines] for number in range(1, pages + 1)])


def changed_package(name: str, parts: Mapping[str, bytes]) -> bytes:
    """A document of this folder with other parts in it."""
    out = io.BytesIO()
    with zipfile.ZipFile(FOLDER / name) as package, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as changed:
        for member in package.namelist():
            if member not in parts:
                changed.writestr(member, package.read(member))
        for member, content in parts.items():
            changed.writestr(member, content)
    return out.getvalue()


def with_macros() -> bytes:
    """A Word document with a program in it, as Word saves it."""
    with zipfile.ZipFile(FOLDER / "report.docx") as package:
        types = package.read("[Content_Types].xml")
    plain = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    assert plain in types
    macros = types.replace(plain, b"application/vnd.ms-word.document.macroEnabled.main+xml")
    return changed_package("report.docx", {"[Content_Types].xml": macros, "word/vbaProject.bin": OLE})


def zip_bomb() -> bytes:
    """A Word document of some kilobytes whose text has a hundred megabytes."""
    return changed_package("report.docx", {"word/document.xml": b"<a>" + b" " * 100_000_000 + b"</a>"})


def archive_of(files: Mapping[str, bytes]) -> bytes:
    """A zip file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()
