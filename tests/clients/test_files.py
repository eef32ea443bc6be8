"""Tables and documents as other programs open them: CSV, XLSX, PDF."""

import csv
import io

import openpyxl
import pypdf
import pytest
from conftest import ok

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TABLES = ["/meetings", "/members", "/agreements", "/partners", "/bodies"]


def rows_of(body):
    text = body.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), strict=True))


@pytest.fixture(scope="module", params=TABLES)
def table(request):
    return request.param


def test_csv_is_rfc_4180(table):
    answer = ok(f"{table}.csv", "text/csv")
    assert (answer.headers.get_content_charset() or "utf-8") == "utf-8"
    rows = rows_of(answer.body)
    assert len(rows) > 1, "a header and a row"
    header = rows[0]
    assert all(header) and len(set(header)) == len(header), header
    uneven = [n for n, row in enumerate(rows, 1) if len(row) != len(header)]
    assert not uneven, f"rows {uneven[:5]} have another number of cells"
    assert answer.body.endswith(b"\r\n"), "lines end in CRLF"
    # Outside of quotes every line ends in CRLF.
    inside = False
    previous = 0
    for byte in answer.body:
        if byte == 0x22:
            inside = not inside
        elif byte == 0x0A and not inside:
            assert previous == 0x0D, "a bare LF"
        previous = byte


def test_csv_cells_do_not_start_formulas(table):
    for row in rows_of(ok(f"{table}.csv", "text/csv").body)[1:]:
        for cell in row:
            formula = cell[:1] in {"=", "@", "\t", "\r"} or (cell[:1] in "+-" and cell[1:2].isalpha())
            assert not formula, f"a spreadsheet would run {cell!r}"


def test_xlsx_has_the_rows_of_the_csv(table):
    book = openpyxl.load_workbook(io.BytesIO(ok(f"{table}.xlsx", XLSX).body))
    sheet = book.worksheets[0]
    rows = [[c for c in row] for row in sheet.iter_rows(values_only=True)]
    rows = [row for row in rows if any(c is not None for c in row)]
    expected = rows_of(ok(f"{table}.csv", "text/csv").body)
    # A sheet may carry a title above its table.
    start = next((n for n, row in enumerate(rows) if [str(c or "") for c in row][: len(expected[0])] == expected[0]), None)
    assert start is not None, f"no row equals the header of the CSV: {rows[:3]}"
    assert len(rows) - start == len(expected)


@pytest.fixture(scope="module")
def pdf(meeting):
    return pypdf.PdfReader(io.BytesIO(ok(f"{meeting}.pdf", "application/pdf").body), strict=True)


def test_pdf_is_tagged_has_a_language_and_a_title(pdf):
    root = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] is True or root["/MarkInfo"]["/Marked"] == True  # noqa: E712
    assert "/StructTreeRoot" in root
    assert str(root["/Lang"]).strip()
    assert pdf.metadata and pdf.metadata.title
    assert not pdf.is_encrypted


def test_pdf_shows_its_title_and_has_text(pdf):
    preferences = pdf.trailer["/Root"].get("/ViewerPreferences", {})
    assert preferences.get("/DisplayDocTitle"), "readers show the title, not the file's name (PDF/UA)"
    text = "".join(page.extract_text() for page in pdf.pages)
    assert len(text.strip()) > 20


def test_pdf_fonts_are_enclosed(pdf):
    for page in pdf.pages:
        for font in page.get("/Resources", {}).get("/Font", {}).values():
            font = font.get_object()
            for part in font.get("/DescendantFonts", [font]):
                descriptor = part.get_object().get("/FontDescriptor", {})
                embedded = any(f"/FontFile{n}" in descriptor for n in ("", "2", "3"))
                assert embedded or font.get("/Subtype") == "/Type3", font.get("/BaseFont")


def test_pdf_is_the_same_twice(meeting):
    first, second = (ok(f"{meeting}.pdf", "application/pdf").body for _ in range(2))
    assert first == second, "the same record gives the same bytes"
