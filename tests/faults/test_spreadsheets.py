"""Finance opens a payment file in LibreOffice Calc, saves it there, and the same names and codes are still in it.

Calc is large, so only `make test-faults` has this; it installs Calc where it may and it is not here yet.
"""

import csv
import io
import shutil
import subprocess
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from django.urls import reverse

from leap.local import debian
from meetings.payments import actions
from meetings.payments.models import Budget
from meetings.payments.planning.finance_files import MORE_COLUMNS, PAYMENT_COLUMNS
from tests import factories
from tests.meetings.payments import factories as money

pytestmark = pytest.mark.django_db
PACKAGE = "libreoffice-calc-nogui"
# Text, between commas and quotes, in UTF-8; the last two say what becomes of quoted texts, and of odd numbers.
AS_SHOWN = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,true,true,false"
QUOTED_IS_TEXT, AS_IT_GUESSES = "CSV:44,34,76,1,,0,true,false", "CSV:44,34,76,1,,0,false,false"
NAMES = (
    "O'Neill, Ines", "=1+1", "+44 7700 900000", "-2", "@SUM(A1)", "=HYPERLINK(\"https://example.org\")", "Ж" * 60,
    "陈小明", "عمر", "00417", "1e5",
)  # fmt: skip


@pytest.fixture(scope="module")
def soffice():
    """The command; the test is skipped where there is none and none can be installed."""
    if not shutil.which("soffice"):
        debian.install(PACKAGE)
    return shutil.which("soffice") or pytest.skip(f"LibreOffice Calc is not here: sudo apt install {PACKAGE}")


@pytest.fixture
def through_calc(soffice, tmp_path):
    """Let Calc open a file, save it as another kind, and give back what it saved."""

    def convert(content: bytes, kind: str, to: str, *how: str) -> bytes:
        given = tmp_path / f"given.{kind}"
        given.write_bytes(content)
        home = f"-env:UserInstallation=file://{tmp_path}/profile"
        command = [soffice, home, "--headless", *how, "--convert-to", to, "--outdir", tmp_path / "saved", given]
        subprocess.run(command, check=True, capture_output=True, timeout=300)
        return Path(tmp_path, "saved", f"given.{to.partition(':')[0]}").read_bytes()

    return convert


@pytest.fixture
def file_of(as_):
    """Files of a batch with eleven people whose names a spreadsheet might take for something else."""
    world = factories.small_panel(members=len(NAMES))
    money.example_rates(world.programme)
    for person, name in zip(world.members, NAMES, strict=True):
        person.legal_name = name
        person.save()
    codes = {"name": "Advice", "cost_centre": "00123", "project_code": "0007"}
    actions.batches.keep_budget(programme_id=world.programme.pk, panel_id=None, **codes, by=world.lead)
    columns = [*PAYMENT_COLUMNS, *MORE_COLUMNS]
    actions.batches.keep_columns(programme_id=world.programme.pk, columns=columns, by=world.lead)
    lines = money.register(money.held_meeting(world.panel), dict.fromkeys(world.members, "in_person"))
    for person in world.members:
        told = {"programme_id": world.programme.pk, "person_id": person.pk, "by": world.finance}
        actions.payees.keep_number(number="000471", **told)
    money.confirmed_and_approved(world, lines)
    batch = actions.batches.make(budget_id=Budget.objects.get().pk, by=world.finance)
    client = as_(world.finance)
    return lambda name: client.get(reverse(f"payments:batch-{name}", args=[batch.pk])).content


def in_csv(content):
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def in_excel(content):
    """The rows, and no formula anywhere."""
    head, *rows = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0].iter_rows()
    assert "f" not in {cell.data_type for row in rows for cell in row}
    return [{name.value: cell.value for name, cell in zip(head, row, strict=True)} for row in rows]


def apart(rows, *names):
    return sorted(tuple(row[name] for name in names) for row in rows)


CODES = ("batch", "cost_centre", "project_code")


def test_the_excel_file_keeps_every_name_and_code_when_calc_saves_it_as_excel_or_csv(file_of, through_calc):
    given = file_of("payment-xlsx")
    ours = in_excel(given)
    assert sorted(row["payee_legal_name"] for row in ours) == sorted(NAMES)
    assert {tuple(row[name] for name in CODES) for row in ours} == {("00001", "00123", "0007")}
    assert {row["supplier_or_payroll_no"] for row in ours} == {"000471"}
    assert in_excel(through_calc(given, "xlsx", "xlsx")) == ours
    texts = [name for name in ours[0] if not name.startswith("amount")]
    saved = in_csv(through_calc(given, "xlsx", AS_SHOWN))
    assert apart(saved, *texts) == apart(ours, *texts)
    assert {(row["amount_pence"], float(row["amount_pounds"])) for row in saved} == {("8250", 82.5)}


def test_days_are_still_days(file_of, through_calc):
    days = {row["activity_date"] for row in in_excel(through_calc(file_of("coding-xlsx"), "xlsx", "xlsx"))}
    assert days == {datetime(2026, 3, 10)}
    assert {row["activity_date"] for row in in_csv(through_calc(file_of("coding-xlsx"), "xlsx", AS_SHOWN))} == {
        "2026-03-10"
    }


def test_csv_keeps_every_cell_where_quoted_cells_are_opened_as_text(file_of, through_calc):
    given = file_of("payment-csv")
    assert in_excel(through_calc(given, "csv", "xlsx", f"--infilter={QUOTED_IS_TEXT}")) == [
        dict(row) for row in in_csv(given)
    ]


def test_csv_loses_the_zeros_in_front_where_calc_guesses_as_the_page_says_and_runs_nothing_even_then(
    file_of, through_calc
):
    given = file_of("payment-csv")
    guessed = in_excel(through_calc(given, "csv", "xlsx", f"--infilter={AS_IT_GUESSES}"))
    assert {tuple(row[name] for name in CODES) for row in guessed} == {(1, 123, 7)}
    formulas = [name for name in NAMES if name[0] in "=+-@"]
    assert {f"'{name}" for name in formulas} <= {row["payee_legal_name"] for row in guessed}
