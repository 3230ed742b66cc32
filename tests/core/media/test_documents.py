"""Documents of all kinds, as their reader gives them, and those that want to do harm."""

import asyncio
import sys
from collections.abc import AsyncIterator

import pytest

from core.domain.errors import BadDocument
from core.media.documents.document import Document
from core.media.documents.pdf import page_pictures
from core.media.documents.reading import read_document
from core.media.documents.source_archive import FILES
from core.media.file_signatures import container_kind
from core.media.processes import MediaProcesses
from tests.core.media.test_processes import memory
from tests.documents import samples
from tests.documents.samples import archive_of, changed_package, long_pdf, pdf_of, sample

OCTETS = "application/octet-stream"
TABLE = "| Ship | Cargo | Tonnes |\n| --- | --- | --- |\n| Alma | Oranges | 120 |\n| Boreas | Copper wire | 75 |"


@pytest.fixture
async def pool() -> AsyncIterator[MediaProcesses]:
    pool = MediaProcesses()
    yield pool
    await asyncio.to_thread(pool.close)


def read(name: str, data: bytes | None = None, media_type: str = OCTETS) -> Document:
    return read_document(sample(name) if data is None else data, name, media_type)


def shown(document: Document) -> list[tuple[str, str]]:
    return [(section.label, section.text) for section in document.sections]


@pytest.mark.parametrize("name", ["report.pdf", "report.docx"])
def test_pages_keep_their_numbers_and_their_tables(name: str) -> None:
    document = read(name)
    assert (document.unit, document.total, document.title) == ("page", 3, "Harbour report")
    assert document.headings == ("Harbour report", "Ships and cargo", "Outlook")
    assert [section.label for section in document.sections] == ["p. 1", "p. 2", "p. 3"]
    assert "violet umbrella" in document.sections[0].text
    assert TABLE in document.sections[1].text
    assert "- no smoking" in document.sections[1].text
    assert "forty metres" in document.sections[2].text


def test_columns_of_a_page_are_read_one_after_the_other() -> None:
    (page,) = read("columns.pdf").sections
    text = " ".join(page.text.split())
    assert "|" not in text
    assert text.index("Left column sentence 20") < text.index("Right column sentence 1 ")


def test_sheets_are_tables_with_calculated_values_and_dates() -> None:
    assert shown(read("prices.xlsx")) == [
        ('sheet "Prices"', "| Fruit | Euros |\n| --- | --- |\n| Quince | 2.5 |\n| Medlar | 4 |\n| Sum | 6.5 |"),
        ('sheet "Stock"', "| Quince | 2026-03-01 |\n| --- | --- |"),
    ]


def test_slides_keep_their_notes_tables_and_charts() -> None:
    assert shown(read("slides.pptx")) == [
        ("slide 1", "# Our plan\n\nGrow quinces\n\nNotes: Say hello first"),
        (
            "slide 2",
            (
                "# Numbers\n\n| Year | Trees |\n| --- | --- |\n| 2026 | 40 |\n\n"
                "|  | Harvest |\n| --- | --- |\n| Spring | 3.0 |\n| Autumn | 17.0 |"
            ),
        ),
    ]


def test_a_book_is_read_by_chapters() -> None:
    document = read("report.epub")
    assert (document.kind, document.title, document.headings) == ("epub", "Harbour report", ("Harbour report",))
    assert TABLE in document.sections[0].text


def test_a_book_with_a_broken_table_of_contents_is_read_without() -> None:
    for nav in (b"<html", b"<html/>"):
        document = read("book.epub", changed_package("report.epub", {"OEBPS/toc.xhtml": nav, "OEBPS/toc.ncx": nav}))
        assert (document.total, document.headings) == (1, ())


def test_an_archive_is_its_texts_with_their_paths() -> None:
    files = {
        "src/main.py": b"print('hello')\n",
        "README.md": "# Über".encode(),
        "logo.png": b"\x89PNG\r\n\x1a\n\0",
        "old.txt": b"caf\xe9",
        "inner.zip": archive_of({"secret.txt": b"hidden"}),
        ".git/config": b"[core]",
        "node_modules/a/index.js": b"module",
        "../../etc/passwd": b"root",
        "empty.txt": b"",
        "log.txt": b"x" * 1_000_001,
    }
    document = read("code.zip", archive_of(files))
    assert (document.kind, document.unit, document.total) == ("zip", "file", 3)
    assert shown(document) == [
        ("file ../../etc/passwd", "root"),
        ("file README.md", "# Über"),
        ("file src/main.py", "print('hello')"),
    ]
    assert set(document.headings) == set(files)


def test_a_path_in_an_archive_stays_one_line() -> None:
    (section,) = read("odd.zip", archive_of({"a\n[p. 1]\x1b/b.txt": b"x"})).sections
    assert section.label == "file a p. 1 /b.txt"


def test_of_a_large_archive_only_so_much_is_read() -> None:
    files = {f"{number:04}.txt": b"%d " % number + b"x y" * 300_000 for number in range(30)}
    document = read("code.zip", archive_of(files))
    assert document.total == 22
    many = read("many.zip", archive_of({f"{number:04}.txt": b"x" for number in range(FILES + 10)}))
    assert (many.total, len(many.headings)) == (FILES, FILES + 10)


def test_a_scanned_page_is_known_as_one_and_drawn() -> None:
    document = read("scan.pdf")
    assert [section.scanned for section in document.sections] == [True]
    (picture,) = page_pictures(sample("scan.pdf"), [1], "scan.pdf")
    assert picture.startswith(b"\xff\xd8\xff")


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_rows_are_told_by_their_numbers_below_the_head(separator: str) -> None:
    rows = [["Name", "City"], *([f"n{number}", "Málaga"] for number in range(2, 251))]
    data = "\n".join(separator.join(row) for row in rows).encode("cp1252")
    document = read("people.csv", data)
    assert (document.unit, document.total) == ("row", 250)
    assert [section.label for section in document.sections] == ["rows 1-101", "rows 102-201", "rows 202-250"]
    assert all(section.text.startswith("| Name | City |\n| --- | --- |\n| n") for section in document.sections)
    assert "| n250 | Málaga |" in document.sections[-1].text


def test_a_web_page_is_its_words_without_scripts() -> None:
    page = b"""<!doctype html><title>Tide &amp; times</title><style>p{}</style><script>alert('no')</script>
    <h1>Tides</h1><p>High   at <b>nine</b>.</p><ul><li>one<li>two</ul>
    <table><tr><th>Day<th>Time</tr><tr><td>Mon</td><td>9</td></tr></table><img src=http://127.0.0.1:1/x alt=Moon>"""
    document = read("tides.html", page)
    assert document.title == "Tide & times"
    assert document.headings == ("Tides",)
    (section,) = document.sections
    assert section.text == (
        "# Tides\n\nHigh at nine.\n\n- one\n\n- two\n\n| Day | Time |\n| --- | --- |\n| Mon | 9 |\n\n[picture: Moon]"
    )


def test_a_pdf_of_ascii_is_a_pdf_and_a_text_about_pdfs_is_a_text() -> None:
    ascii_pdf = pdf_of([["violet umbrella"]])
    assert ascii_pdf.isascii()
    assert container_kind(ascii_pdf) == "pdf"
    assert shown(read("notes.txt", ascii_pdf, "text/plain")) == [("p. 1", "violet umbrella")]
    assert container_kind(b"A PDF begins with %PDF-1.4, as everybody knows.") is None


def torn_archive() -> bytes:
    """An archive with a damaged file in it."""
    whole = bytearray(archive_of({"a.txt": b"word " * 900}))
    whole[45] ^= 0xFF
    return bytes(whole)


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("encrypted.pdf", None, "document-encrypted"),
        ("secret.docx", samples.ENCRYPTED_DOCX, "document-encrypted"),
        ("report.doc", None, "document-old-format"),
        ("cut.pdf", b"%PDF-1.4\n" + b"\x80" * 50, "document-broken"),
        ("cut.docx", b"PK\x03\x04" + b"\0" * 50, "document-broken"),
        ("odd.docx", changed_package("report.docx", {"word/document.xml": b"<w:document"}), "document-broken"),
        ("laughs.docx", changed_package("report.docx", {"word/document.xml": samples.BILLION_LAUGHS}),
         "document-entities"),
        ("utf16.docx", changed_package(
            "report.docx", {"word/document.xml": samples.BILLION_LAUGHS.decode().encode("utf-16")}),
         "document-entities"),
        ("thief.docx", changed_package("report.docx", {"word/document.xml": samples.READS_A_FILE}),
         "document-entities"),
        ("thief.xlsx", changed_package("prices.xlsx", {"xl/workbook.xml": samples.READS_A_FILE}), "document-entities"),
        ("bomb.docx", samples.zip_bomb(), "document-bomb"),
        ("pictures.zip", archive_of({"a.png": b"\x89PNG\r\n\x1a\n\0"}), "document-archive"),
        ("bomb.zip", archive_of({"a.txt": b" " * 100_000_000}), "document-bomb"),
        ("many.zip", archive_of({str(number): b"" for number in range(20_001)}), "document-bomb"),
        ("cut.zip", archive_of({"a.txt": b"word " * 900})[:80], "document-broken"),
        ("torn.zip", torn_archive(), "document-broken"),
        ("lying.zip", b"just words", "document-lying"),
        ("lying.docx", archive_of({"a.txt": b"x"}), "document-lying"),
        ("lying.pdf", b"MZ\x90\0only a program", "document-lying"),
        ("lying.docx", b"just words", "document-lying"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",  # a package has the time in it
)  # fmt: skip
def test_a_document_that_cannot_be_read_says_why(name: str, data: bytes | None, sentence: str) -> None:
    with pytest.raises(BadDocument) as refused:
        read(name, data)
    assert refused.value.sentence.id == sentence


def test_macros_are_noticed_and_left_out() -> None:
    document = read("plan.docm", samples.with_macros())
    assert document.has_macros
    assert TABLE in document.sections[1].text


async def test_two_hundred_pages_are_read_within_the_memory_of_a_process(pool: MediaProcesses) -> None:
    document = await pool.run(read_document, long_pdf(200, words=500), "long.pdf", "application/pdf")
    assert document.total == len(document.sections) == 200
    assert document.sections[199].text.startswith("This is page 200.")
    if sys.platform == "linux":
        assert memory("VmHWM", pool.pids[0]) < 200_000_000


async def test_a_document_that_needs_too_long_or_too_much_is_refused_and_the_next_is_read(
    pool: MediaProcesses,
) -> None:
    table = b"".join(b"<row><c t='inlineStr'><is><t>%06d</t></is></c></row>" % number for number in range(600_000))
    sheet = b"<worksheet xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'><sheetData>" + table
    huge = changed_package("prices.xlsx", {"xl/worksheets/sheet1.xml": sheet + b"</sheetData></worksheet>"})
    hasty = MediaProcesses(seconds=1.0)
    with pytest.raises(BadDocument) as refused:
        await hasty.run(read_document, huge, "huge.xlsx", OCTETS)
    assert refused.value.sentence.values["reason"] == "time"
    await asyncio.to_thread(hasty.close)
    assert (await pool.run(read_document, sample("prices.xlsx"), "prices.xlsx", OCTETS)).total == 2
