"""Remakes the documents in this folder, with LibreOffice and the libraries: `python -m tests.documents.remake`.

Tests only read them. LibreOffice is on the machine of whoever remakes them (`soffice`), never in continuous
integration.
"""

import io
import shutil
import subprocess
import tempfile
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches

FOLDER = Path(__file__).parent

REPORT = """<html><head><title>Harbour report</title><meta name="author" content="Troubadour"></head><body>
<h1>Harbour report</h1>
<p>The violet umbrella stood at the lighthouse all year.</p>
<h2 style="page-break-before: always">Ships and cargo</h2>
<p>These ships came in:</p>
<table border="1"><tr><th>Ship</th><th>Cargo</th><th>Tonnes</th></tr>
<tr><td>Alma</td><td>Oranges</td><td>120</td></tr>
<tr><td>Boreas</td><td>Copper wire</td><td>75</td></tr></table>
<ul><li>first come, first served</li><li>no smoking</li></ul>
<h2 style="page-break-before: always">Outlook</h2>
<p>Next year the quay grows by forty metres.</p>
</body></html>"""

COLUMNS = """<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"

 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" office:version="1.3"
 office:mimetype="application/vnd.oasis.opendocument.text">
<office:automatic-styles><style:style style:name="S" style:family="section">
<style:section-properties>
<style:columns fo:column-count="2" fo:column-gap="1cm"><style:column style:rel-width="1*"/>
<style:column style:rel-width="1*"/></style:columns></style:section-properties></style:style></office:automatic-styles>
<office:body><office:text><text:section text:style-name="S" text:name="two">PARAGRAPHS</text:section></office:text>
</office:body></office:document>"""

WORKBOOK = """<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:of="urn:oasis:names:tc:opendocument:xmlns:of:1.2"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
 xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0"
 office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.spreadsheet">
<office:automatic-styles><number:date-style style:name="D">
<number:year number:style="long"/><number:text>-</number:text>
<number:month number:style="long"/><number:text>-</number:text><number:day number:style="long"/></number:date-style>
<style:style style:name="C" style:family="table-cell" style:data-style-name="D"/></office:automatic-styles>
<office:body><office:spreadsheet>
<table:table table:name="Prices"><table:table-row><table:table-cell office:value-type="string"><text:p>Fruit</text:p>
</table:table-cell>
<table:table-cell office:value-type="string"><text:p>Euros</text:p></table:table-cell>
</table:table-row>
<table:table-row><table:table-cell office:value-type="string"><text:p>Quince</text:p></table:table-cell>
<table:table-cell office:value-type="float" office:value="2.5"/></table:table-row>
<table:table-row><table:table-cell office:value-type="string"><text:p>Medlar</text:p></table:table-cell>
<table:table-cell office:value-type="float" office:value="4"/></table:table-row>
<table:table-row><table:table-cell office:value-type="string"><text:p>Sum</text:p></table:table-cell>
<table:table-cell table:formula="of:=SUM([.B2:.B3])" office:value-type="float" office:value="6.5"/></table:table-row>
</table:table>
<table:table table:name="Stock"><table:table-row><table:table-cell office:value-type="string"><text:p>Quince</text:p>
</table:table-cell><table:table-cell table:style-name="C"
 office:value-type="date" office:date-value="2026-03-01"/></table:table-row>
</table:table></office:spreadsheet></office:body></office:document>"""

PASSWORD = (
    'pdf:writer_pdf_Export:{"EncryptFile":{"type":"boolean","value":"true"},'
    '"DocumentOpenPassword":{"type":"string","value":"secret"}}'
)


def main() -> None:
    """Remakes all of them."""
    with tempfile.TemporaryDirectory() as temporary:
        work = Path(temporary)
        (work / "report.html").write_text(REPORT, encoding="utf-8")
        columns = "".join(
            f"<text:p>{side} column sentence {number} goes on for a while and then it ends.</text:p>"
            for side in ("Left", "Right")
            for number in range(1, 26)
        )
        (work / "columns.fodt").write_text(COLUMNS.replace("PARAGRAPHS", columns), encoding="utf-8")
        (work / "prices.fods").write_text(WORKBOOK, encoding="utf-8")
        convert(work, "report.html", "odt:writer8", "--infilter=HTML (StarWriter)")
        for kind in ("pdf", "docx:MS Word 2007 XML", "doc:MS Word 97", "epub"):
            convert(work, "report.odt", kind)
        convert(work, "columns.fodt", "pdf")
        convert(work, "prices.fods", "xlsx")
        for name in ("report.pdf", "report.docx", "report.doc", "report.epub", "columns.pdf", "prices.xlsx"):
            shutil.copy(work / name, FOLDER / name)
        convert(work, "report.odt", PASSWORD)
        shutil.copy(work / "report.pdf", FOLDER / "encrypted.pdf")
    (FOLDER / "slides.pptx").write_bytes(slides())
    (FOLDER / "scan.pdf").write_bytes(scan())


def convert(folder: Path, name: str, kind: str, *options: str) -> None:
    """Converts a file of a folder with LibreOffice."""
    command = ["soffice", "--headless", *options, "--convert-to", kind, "--outdir", str(folder), str(folder / name)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)


def slides() -> bytes:
    """A presentation with a table, a chart and notes."""
    deck = Presentation()
    first = deck.slides.add_slide(deck.slide_layouts[1])
    first.shapes.title.text = "Our plan"
    first.placeholders[1].text_frame.text = "Grow quinces"
    first.notes_slide.notes_text_frame.text = "Say hello first"
    second = deck.slides.add_slide(deck.slide_layouts[5])
    second.shapes.title.text = "Numbers"
    table = second.shapes.add_table(2, 2, Inches(1), Inches(2), Inches(4), Inches(1)).table
    for row, cells in enumerate((("Year", "Trees"), ("2026", "40"))):
        for column, text in enumerate(cells):
            table.cell(row, column).text = text
    data = CategoryChartData()  # type: ignore[no-untyped-call]
    data.categories = ["Spring", "Autumn"]
    data.add_series("Harvest", (3, 17))  # type: ignore[no-untyped-call]
    second.shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, Inches(1), Inches(4), Inches(4), Inches(2), data)
    out = io.BytesIO()
    deck.save(out)
    return out.getvalue()


def scan() -> bytes:
    """A page that is a picture of words."""
    page = Image.new("L", (620, 877), "white")
    ImageDraw.Draw(page).text((60, 80), "SCANNED INVOICE 42", "black", ImageFont.load_default(40))
    out = io.BytesIO()
    page.save(out, "PDF", resolution=75)
    return out.getvalue()


if __name__ == "__main__":
    main()
