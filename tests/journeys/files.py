"""Files that people take away, opened as a spreadsheet program opens them."""

import csv
from pathlib import Path

import openpyxl
from playwright.sync_api import Page


def take_file(page: Page, label: str, folder: Path) -> Path:
    with page.expect_download() as coming:
        page.get_by_role("link", name=label).click()
    path = folder / coming.value.suggested_filename
    coming.value.save_as(path)
    return path


def take_records(page: Page, button: str, folder: Path) -> Path:
    with page.expect_download() as coming:
        page.get_by_role("button", name=button).click()
    path = folder / coming.value.suggested_filename
    coming.value.save_as(path)
    return path


def rows_of(path: Path) -> list[dict[str, str]]:
    """A CSV file as a spreadsheet program reads it; what stands above the table ends with an empty line."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.reader(file))
    empty = [number for number, line in enumerate(lines) if not any(line)]
    headings, *rows = lines[empty[0] + 1 :] if empty else lines
    return [dict(zip(headings, row, strict=True)) for row in rows]


def cells_of(path: Path) -> list[dict[str, object]]:
    """An Excel file, in which nothing is a formula."""
    sheet = openpyxl.load_workbook(path).worksheets[0]
    assert not any(cell.data_type == "f" for row in sheet for cell in row)
    headings, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(headings, row, strict=True)) for row in rows]
