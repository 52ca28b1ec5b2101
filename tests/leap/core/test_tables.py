"""Files that spreadsheets open: the same values come back, and nothing in them runs."""

import csv
import io
import re
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import openpyxl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from leap.core import tables
from leap.core.texts import without_hidden

# Any text PostgreSQL can hold.
STORABLE = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=60)
NASTY = st.sampled_from(list("=+-@\t\r\n＝＋－＠ ;,\"'")).flatmap(lambda start: STORABLE.map(lambda rest: start + rest))
ROWS = st.lists(STORABLE | NASTY, min_size=3, max_size=3)
GRIDS = st.lists(ROWS, min_size=1, max_size=8)


def read_csv(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def read_sheet(content: bytes):
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert len(book.worksheets) == 1
    return book.worksheets[0]


def as_read(value: str | None) -> set[str]:
    """A letter XML cannot hold is written _xHHHH_ in the file: Excel reads it back, openpyxl leaves that to us."""
    return {value or "", re.sub("_x([0-9A-Fa-f]{4})_", lambda code: chr(int(code[1], 16)), value or "")}


@given(GRIDS)
@example([["=1+1", "+44 7700 900000", "-2", "@here", "\tx", "\rx", "＝1", '="a"&"b"', " =1"]])
@settings(deadline=None)
def test_csv_gives_the_same_words_back_with_an_apostrophe_before_formulas(grid):
    back = read_csv(tables.csv_bytes(grid))
    assert len(back) == len(grid)
    for was, now in zip(grid, back, strict=True):
        assert now == [tables.csv_safe(text) for text in was]
        for before, after in zip(was, now, strict=True):
            assert after in (before, f"'{before}")
            assert after[:1] not in tables.FORMULA_STARTS
            assert after.lstrip()[:1] not in tables.FORMULA_STARTS


@given(GRIDS)
@example([["_x0041_", "a\r\nb", "\x0b", "\ufffe", " ", "'"]])
@settings(deadline=None, max_examples=60)
def test_excel_gives_the_same_words_back_and_holds_no_formula(grid):
    sheet = read_sheet(tables.xlsx_bytes(grid))
    for line, row in enumerate(grid, start=1):
        for place, text in enumerate(row, start=1):
            cell = sheet.cell(line, place)
            assert cell.data_type != "f"
            assert text in as_read(cell.value)
    assert sheet.max_row == len(grid)


def test_plain_words_are_left_as_they_are_in_csv():
    assert tables.csv_bytes([["Name", "Came"], ["Zoë, O'Hara", 'said "yes"']]).decode("utf-8-sig") == (
        '"Name","Came"\r\n"Zoë, O\'Hara","said ""yes"""\r\n'
    )


def test_csv_says_it_is_utf8_so_that_excel_reads_it_right():
    assert tables.csv_bytes([["é"]]).startswith(b"\xef\xbb\xbf")


def test_numbers_dates_and_nothing_keep_their_meaning():
    there = datetime(2026, 3, 29, 9, 30)  # as the clock on a wall showed it
    row = [-500, Decimal("75.00"), 1.5, date(2026, 3, 29), datetime(2026, 3, 29, 9, tzinfo=UTC), there, None]
    said = ["-500", "75.00", "1.5", "2026-03-29", "2026-03-29T09:00:00+00:00", "2026-03-29T09:30:00", ""]
    assert read_csv(tables.csv_bytes([row])) == [said]
    cells = read_sheet(tables.xlsx_bytes([["h"] * 7, row]))[2]
    assert [cell.value for cell in cells] == [-500, 75, 1.5, datetime(2026, 3, 29), said[4], there, None]
    assert [cells[place].number_format for place in (3, 5)] == ["yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss"]


@given(GRIDS)
@settings(deadline=None, max_examples=60)
def test_long_tables_hold_what_is_seen_of_the_same_words_and_no_formula(grid):
    """In pieces, from rows that are taken one by one; above the table, or on a sheet of its own, what it is about."""
    seen = [[without_hidden(text) for text in row] for row in grid]
    about = [("Taken by", "=Wren")]
    back = read_csv(b"".join(tables.csv_pieces(iter([["A", "B", "C"], *grid]), about)))
    assert back == [
        ["Taken by", "'=Wren", ""], [""] * 3, ["A", "B", "C"],
        *[[tables.csv_safe(text) for text in row] for row in seen],
    ]  # fmt: skip
    book = openpyxl.load_workbook(io.BytesIO(b"".join(tables.xlsx_pieces(iter([["A", "B", "C"], *grid]), about))))
    table, said = book.worksheets
    assert not [cell for sheet in book for row in sheet for cell in row if cell.data_type == "f"]
    assert (table.freeze_panes, said["B1"].value) == ("A2", "=Wren")
    for line, row in enumerate(seen, start=2):
        for place, text in enumerate(row, start=1):
            assert text in as_read(table.cell(line, place).value)


def test_a_long_table_leaves_in_pieces_while_its_rows_are_read_and_goes_on_to_another_sheet(monkeypatch):
    taken = []

    def rows():
        yield ["Number", "Word"]
        for number in range(tables.LINES_AT_ONCE * 3):
            taken.append(number)
            yield [number, "word\u202e"]

    pieces = tables.csv_pieces(rows())
    next(pieces)
    assert taken == []
    assert next(pieces).count(b"\r\n") == tables.LINES_AT_ONCE == len(taken)
    assert b"".join(pieces).endswith(b'"1499","word"\r\n')
    monkeypatch.setattr(tables, "MOST_EXCEL_ROWS", 700)
    book = openpyxl.load_workbook(io.BytesIO(b"".join(tables.xlsx_pieces(rows()))))
    assert [(sheet.title, sheet.max_row) for sheet in book] == [
        ("Records", 701),
        ("Records 2", 701),
        ("Records 3", 101),
    ]


VALUES = st.one_of(
    STORABLE, NASTY, st.none(), st.booleans(), st.integers(-2, 2), st.sampled_from([1.0, 0.0, -2.0, 1.5]), st.dates(),
    st.sampled_from([Decimal("1"), Decimal("1.0"), Decimal("-82.50"), UUID(int=1)]), st.datetimes(),
)  # fmt: skip


@given(st.lists(st.tuples(VALUES, VALUES, STORABLE | NASTY), max_size=12), st.integers(1, 5))
@example([(1, 1.0, "="), (True, 1, "a"), (1.0, True, '"'), (Decimal("1.0"), Decimal("1"), ""), ("1", None, " -")], 5)
@settings(deadline=None)
def test_a_long_table_has_the_very_bytes_csv_writer_would_write_for_what_is_seen(rows, at_once):
    """Values that Python calls equal, like 1, 1.0 and True, are each written as they are; however few are kept."""
    seen = [[without_hidden(cell) if isinstance(cell, str) else cell for cell in row] for row in rows]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tables, "LINES_AT_ONCE", at_once)
        patch.setattr(tables, "MOST_KEPT", 2)
        assert b"".join(tables.csv_pieces(iter([["A", "B", "C"], *rows]))) == tables.csv_bytes([["A", "B", "C"], *seen])


def test_a_line_with_a_cell_too_few_is_never_written_as_if_it_were_whole():
    with pytest.raises(ValueError, match="zip"):
        list(tables.csv_pieces(iter([["A", "B"], ["1", "2"], ["3"]])))


def test_a_leading_zero_in_a_text_is_kept_in_excel():
    cell = read_sheet(tables.xlsx_bytes([["ref"], ["00123"]]))["A2"]
    assert (cell.value, cell.data_type) == ("00123", "s")


def test_a_text_too_long_for_a_cell_is_refused_not_cut():
    assert read_sheet(tables.xlsx_bytes([["x" * 32767]]))["A1"].value == "x" * 32767
    with pytest.raises(ValueError, match="longer than a spreadsheet cell"):
        tables.xlsx_bytes([["x" * 32768]])


def test_a_persons_reference_is_stable_and_is_not_their_key():
    one, other = UUID(int=1), UUID(int=2)
    assert tables.person_ref(one) == tables.person_ref(one) != tables.person_ref(other)
    assert len(tables.person_ref(one)) == 13
    assert str(one)[:5] not in tables.person_ref(one)


@pytest.mark.parametrize(
    ("download", "name", "kind"),
    [(tables.csv_download, "records.csv", tables.CSV_TYPE), (tables.xlsx_download, "records.xlsx", tables.XLSX_TYPE)],
)
def test_a_download_is_saved_under_the_name_it_was_given(download, name, kind):
    response = download("records", [["a"]])
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'
    assert response["Content-Type"] == kind
