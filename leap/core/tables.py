"""Tables as files: CSV and Excel, safe to open in a spreadsheet.

A spreadsheet runs a cell that looks like a formula. In CSV such a text gets an apostrophe in front (CSV has no other
way to say "this is text"); in Excel files every text is stored as text, so nothing is added. Numbers are never a
person's text, so they are written as they are. An empty cell and an empty text are the same in both.
"""

import base64
import csv
import hashlib
import io
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

import xlsxwriter
from django.http import HttpResponse

Cell = str | int | Decimal | date | UUID | None
Row = Sequence[Cell]

FORMULA_STARTS = frozenset("=+-@\t\r\n＝＋－＠")
LONGEST_EXCEL_TEXT = 32767

CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def csv_bytes(rows: Iterable[Row]) -> bytes:
    """The rows (headings first) as RFC 4180 CSV in UTF-8, with the mark (BOM) by which Excel knows it is UTF-8."""
    text = io.StringIO(newline="")
    lines = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    lines.writerows([_csv_cell(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def xlsx_bytes(rows: Iterable[Row], sheet: str = "Records") -> bytes:
    """The rows (headings first) as an Excel workbook of one sheet: texts as texts, numbers as numbers, never a formula.

    A text longer than Excel can hold in a cell (32,767) raises ValueError rather than being cut.
    """
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        page = book.add_worksheet(sheet)
        bold = book.add_format({"bold": True})
        page.freeze_panes(1, 0)
        page.set_column(0, 30, 22)
        for line, row in enumerate(rows):
            for place, cell in enumerate(row):
                _write(page, line, place, cell, bold if line == 0 else None)
    return file.getvalue()


def csv_download(name: str, rows: Iterable[Row]) -> HttpResponse:
    """A response that saves the rows as `name`.csv. The name must be neutral: it stays in a downloads folder."""
    return _download(csv_bytes(rows), CSV_TYPE, f"{name}.csv")


def xlsx_download(name: str, rows: Iterable[Row]) -> HttpResponse:
    """A response that saves the rows as `name`.xlsx. The name must be neutral: it stays in a downloads folder."""
    return _download(xlsx_bytes(rows), XLSX_TYPE, f"{name}.xlsx")


def person_ref(person_id: UUID) -> str:
    """P-ABCDE-FGHIJ: the same for a person in every file, and no way back to their pages."""
    letters = base64.b32encode(hashlib.sha256(b"person-ref:" + person_id.bytes).digest()).decode()
    return f"P-{letters[:5]}-{letters[5:10]}"


def csv_safe(text: str) -> str:
    """The text as it stands in a CSV file: an apostrophe goes before what a spreadsheet could take for a formula."""
    looks_like = text.lstrip()[:1] or text[:1]
    return f"'{text}" if text[:1] in FORMULA_STARTS or looks_like in FORMULA_STARTS else text


def _csv_cell(cell: Cell) -> str:
    return str(cell) if _is_number(cell) else csv_safe(_text(cell))


def _write(page: xlsxwriter.worksheet.Worksheet, line: int, place: int, cell: Cell, style: object) -> None:
    if _is_number(cell):
        page.write_number(line, place, cell, style)
        return
    text = _text(cell)
    if len(text.encode("utf-16-le")) // 2 > LONGEST_EXCEL_TEXT:
        raise ValueError("a text is longer than a spreadsheet cell can hold")
    page.write_string(line, place, text, style)


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    return cell.isoformat() if isinstance(cell, date) else str(cell)  # a datetime is a date too


def _is_number(cell: Cell) -> bool:
    return isinstance(cell, int | Decimal) and not isinstance(cell, bool)


def _download(content: bytes, content_type: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=content_type, headers=headers)
