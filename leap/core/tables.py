"""Tables as files: CSV and Excel, safe to open in a spreadsheet.

A spreadsheet runs a cell that looks like a formula. In CSV such a text gets an apostrophe in front (CSV has no other
way to say "this is text"); in Excel files every text is stored as text, so nothing is added. Numbers are never a
person's text, so they are written as they are. In Excel files a date is a date, and a time without a zone a time (it
is what the clock on that wall showed). An empty cell and an empty text are the same in both.

`stream_csv` and `stream_xlsx` are for long tables: the rows are taken one by one, and never all of them are in memory.
"""

import base64
import csv
import hashlib
import io
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from uuid import UUID

import xlsxwriter
from django.http import HttpResponse, StreamingHttpResponse

from leap.core.texts import without_hidden

Cell = str | int | float | Decimal | date | UUID | None
Row = Sequence[Cell]

FORMULA_STARTS = frozenset("=+-@\t\r\n＝＋－＠")
LONGEST_EXCEL_TEXT = 32767
MOST_EXCEL_ROWS = 1_000_000  # a sheet holds a few more; what comes after goes on the next
LINES_AT_ONCE = 500
PIECE = 64 * 1024
MOST_KEPT = 500
ABOUT = "About this file"

CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def csv_bytes(rows: Iterable[Row]) -> bytes:
    """The rows (headings first) as RFC 4180 CSV in UTF-8, with the mark (BOM) by which Excel knows it is UTF-8."""
    text = io.StringIO(newline="")
    lines = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    lines.writerows([_csv_cell(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def xlsx_bytes(rows: Iterable[Row], sheet: str = "Records", made_at: datetime | None = None) -> bytes:
    """The rows (headings first) as an Excel workbook of one sheet: texts as texts, numbers as numbers, never a formula.

    A text longer than Excel can hold in a cell (32,767) raises ValueError rather than being cut. With `made_at` the
    file says it was made then, and the same rows give the same bytes at any time.
    """
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        if made_at is not None:
            book.set_properties({"created": made_at.replace(tzinfo=None)})
        sheets, lines = _Sheets(book), iter(rows)
        page = sheets.add(sheet, next(lines, ()))
        for number, row in enumerate(lines, start=1):
            sheets.write(page, number, row)
    return file.getvalue()


def stream_csv(name: str, rows: Iterable[Row], about: Iterable[Row] = ()) -> StreamingHttpResponse:
    """The same as `csv_download`, for a long table: what is written has left before the next rows are read.

    The lines of `about` stand above the table, with an empty line between. Signs that nobody can see are left out.
    """
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return StreamingHttpResponse(csv_pieces(rows, about), content_type=CSV_TYPE, headers=headers)


def csv_pieces(rows: Iterable[Row], about: Iterable[Sequence[Cell]] = ()) -> Iterator[bytes]:
    """The file in pieces. Every line has as many cells as the headings, those of `about` too; else ValueError."""
    lines = iter(rows)
    headings = next(lines)
    above = [[*row, *[""] * (len(headings) - len(row))] for row in about]
    top: list[Sequence[Cell]] = [*above, *([[""] * len(headings)] if above else []), headings]
    yield csv_bytes([_seen(cell) for cell in row] for row in top)
    columns = [_Column() for _ in headings]
    while taken := list(islice(lines, LINES_AT_ONCE)):
        cells = [column.said(each) for column, each in zip(columns, zip(*taken, strict=True), strict=True)]
        yield "\r\n".join([*map(",".join, zip(*cells, strict=True)), ""]).encode()


def stream_xlsx(name: str, rows: Iterable[Row], about: Iterable[Row] = ()) -> StreamingHttpResponse:
    """The same as `xlsx_download`, for a long table: it grows on the disk. `about` gets a sheet of its own."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.xlsx"'}
    return StreamingHttpResponse(xlsx_pieces(rows, about), content_type=XLSX_TYPE, headers=headers)


def xlsx_pieces(rows: Iterable[Row], about: Iterable[Row] = ()) -> Iterator[bytes]:
    """The workbook in pieces. It is written to a file of its own first, which is gone afterwards."""
    with tempfile.TemporaryFile() as file:
        with xlsxwriter.Workbook(file, {"constant_memory": True}) as book:
            sheets, lines = _Sheets(book), iter(rows)
            headings = next(lines)
            page = sheets.add("Records", headings)
            for number, row in enumerate(lines):
                if number and number % MOST_EXCEL_ROWS == 0:
                    page = sheets.add(f"Records {number // MOST_EXCEL_ROWS + 1}", headings)
                sheets.write(page, number % MOST_EXCEL_ROWS + 1, [_seen(cell) for cell in row])
            for number, row in enumerate(about):
                page = sheets.add_plain(ABOUT) if number == 0 else page
                sheets.write(page, number, [_seen(cell) for cell in row])
        file.seek(0)
        while piece := file.read(PIECE):
            yield piece


def csv_download(name: str, rows: Iterable[Row]) -> HttpResponse:
    """A response that saves the rows as `name`.csv. The name must be neutral: it stays in a downloads folder."""
    return _download(csv_bytes(rows), CSV_TYPE, f"{name}.csv")


def xlsx_download(name: str, rows: Iterable[Row], made_at: datetime | None = None) -> HttpResponse:
    """A response that saves the rows as `name`.xlsx. The name must be neutral: it stays in a downloads folder."""
    return _download(xlsx_bytes(rows, made_at=made_at), XLSX_TYPE, f"{name}.xlsx")


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


def _seen(cell: Cell) -> Cell:
    return without_hidden(cell) if isinstance(cell, str) else cell


class _Column:
    """One column of a long table. Most of its values come many times, and are worked out once: csv.writer would look
    at each letter of each. Few are kept at once, so that a column of a million different ones takes no more room."""

    def __init__(self) -> None:
        self.kept: dict[type, _Kept] = {}

    def said(self, cells: Sequence[Cell]) -> Iterator[str]:
        """How these stand in the file, quotes and all."""
        kinds = set(map(type, cells))
        for kind in kinds:
            if len(self.kept.get(kind, ())) > MOST_KEPT or kind not in self.kept:
                self.kept[kind] = _Kept()
        if len(kinds) == 1:
            return map(self.kept[kinds.pop()].__getitem__, cells)
        return iter([self.kept[type(cell)][cell] for cell in cells])


class _Kept(dict[Cell, str]):
    """How each value of one type stands in a file. Each type has its own: 1 and 1.0 would be one."""

    def __missing__(self, cell: Cell) -> str:
        if isinstance(cell, str):
            said = self[cell] = _quoted_text(cell)
        elif isinstance(cell, Decimal):  # 82.5 and 82.50 would be one
            return f'"{cell}"'
        else:
            said = self[cell] = _quoted(_csv_cell(cell))
        return said


def _quoted_text(text: str) -> str:
    if text[:1].isalnum() and text.isascii() and text.isprintable() and '"' not in text:
        return f'"{text}"'  # what most texts are like: nothing in it can do harm or is hidden
    return _quoted(csv_safe(without_hidden(text)))


def _quoted(text: str) -> str:
    return '"{}"'.format(text.replace('"', '""'))


class _Sheets:
    """The pages of a workbook, and how each kind of value is written."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self.book = book
        self.bold = book.add_format({"bold": True})
        self.day = book.add_format({"num_format": "yyyy-mm-dd"})
        self.moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})

    def add(self, name: str, headings: Row) -> xlsxwriter.worksheet.Worksheet:
        page = self.book.add_worksheet(name)
        page.freeze_panes(1, 0)
        page.set_column(0, 30, 22)
        for place, heading in enumerate(headings):
            page.write_string(0, place, checked_for_excel(_text(heading)), self.bold)
        return page

    def add_plain(self, name: str) -> xlsxwriter.worksheet.Worksheet:
        page = self.book.add_worksheet(name)
        page.set_column(0, 1, 30)
        return page

    def write(self, page: xlsxwriter.worksheet.Worksheet, line: int, row: Row) -> None:
        for place, cell in enumerate(row):
            if cell is None or cell == "":
                continue
            if isinstance(cell, str):
                page.write_string(line, place, checked_for_excel(cell))
            elif _is_number(cell):
                page.write_number(line, place, cell)
            elif isinstance(cell, date) and getattr(cell, "tzinfo", None) is None:
                style = self.moment if isinstance(cell, datetime) else self.day
                page.write_datetime(line, place, cell, style)
            else:
                page.write_string(line, place, _text(cell))


def checked_for_excel(text: str) -> str:
    """The text, if a cell can hold it; else ValueError, rather than being cut."""
    if len(text) > LONGEST_EXCEL_TEXT // 2 and len(text.encode("utf-16-le")) // 2 > LONGEST_EXCEL_TEXT:
        raise ValueError("a text is longer than a spreadsheet cell can hold")
    return text


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    return cell.isoformat() if isinstance(cell, date) else str(cell)  # a datetime is a date too


def _is_number(cell: Cell) -> bool:
    return isinstance(cell, int | float | Decimal) and not isinstance(cell, bool)


def _download(content: bytes, content_type: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=content_type, headers=headers)
