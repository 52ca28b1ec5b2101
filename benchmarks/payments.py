"""The payment file with 100,000 lines, as CSV and for Excel, against bare writers of the same rows, and its memory.

Everything is made in a transaction that is taken back. Those that are compared take turns, so that a slow moment is
slow for both. "Bare" is Python's own csv.writer, and xlsxwriter in constant memory, with rows that lie ready in memory:
LEAP reads them from the database, looks names up and keeps formulas out.
"""

import csv
import io
import time
import tracemalloc
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from tempfile import TemporaryFile

from leap.local.figures import figure

LINES, PEOPLE, FEW = 100_000, 400, 5_000
ROUNDS = 3
# From the issue about payments: at most so many times what a bare writer takes for the same rows in the same run.
CSV_TIMES, XLSX_TIMES = 3, 1.5
# How much more memory 100,000 lines may take than 5,000: none, but for what Python leaves lying about.
MORE_MEMORY = 1.1


def main() -> None:
    """Print how long each file takes against a bare writer, and how much more memory many lines need than few."""
    import django

    django.setup()
    from django.db import transaction

    with transaction.atomic():
        many, few = make(LINES), make(FEW)
        rows = list(rows_of(many))
        if len(rows) != LINES + 1:
            raise AssertionError("the file does not hold all lines")
        found = [(timed(bare_csv, rows), timed(our_csv, many)) for _ in range(ROUNDS)]
        ours = [(timed(bare_xlsx, rows), timed(our_xlsx, many)) for _ in range(ROUNDS)]
        del rows
        memory = {form: (memory_of(form, few), memory_of(form, many)) for form in (our_csv, our_xlsx)}
        transaction.set_rollback(True)
    for name, times, most in (("csv", found, CSV_TIMES), ("xlsx", ours, XLSX_TIMES)):
        bare, our = (min(each) for each in zip(*times, strict=True))
        print(f"{name}: bare {bare:.2f} s, LEAP {our:.2f} s, best of {ROUNDS}")
        figure(f"payment_{name}_100000_lines_against_bare", our / bare, "times", most, at_most=True)
    for form, (small, large) in memory.items():
        print(f"{form.__name__}: peak {small / 1e6:.1f} and {large / 1e6:.1f} MB")
        name = f"payment_{form.__name__[4:]}_memory_100000_against_5000"
        figure(name, large / small, "times", MORE_MEMORY, at_most=True)


def timed(step, given) -> float:
    """How many seconds it takes to write everything to nowhere."""
    begun = time.perf_counter()
    size = step(given)
    took = time.perf_counter() - begun
    if size < LINES:
        raise AssertionError("the file does not hold all lines")
    return took


def rows_of(keeper):
    """The rows of the file, as they are handed out."""
    from meetings.payments import actions

    return actions.files.export_records(by=keeper, form="csv")


def our_csv(keeper) -> int:
    """LEAP's CSV file, with its line in the trail."""
    from leap.core import tables

    return sum(len(piece) for piece in tables.csv_pieces(rows_of(keeper)))


def our_xlsx(keeper) -> int:
    """LEAP's file for Excel."""
    from leap.core import tables

    return sum(len(piece) for piece in tables.xlsx_pieces(rows_of(keeper)))


def bare_csv(rows) -> int:
    """The same rows by csv.writer alone, with quotes around everything as in LEAP's file."""
    with TemporaryFile() as file:
        text = io.TextIOWrapper(file, encoding="utf-8", newline="")
        csv.writer(text, quoting=csv.QUOTE_ALL).writerows(rows)
        text.flush()
        return file.tell()


def bare_xlsx(rows) -> int:
    """The same rows by xlsxwriter alone, each value by the kind it is, as in LEAP's file."""
    import xlsxwriter

    with TemporaryFile() as file:
        with xlsxwriter.Workbook(file, {"constant_memory": True}) as book:
            page, day = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd"})
            for number, row in enumerate(rows):
                for place, cell in enumerate(row):
                    if isinstance(cell, int | Decimal):
                        page.write_number(number, place, cell)
                    elif isinstance(cell, date):
                        page.write_datetime(number, place, cell, day)
                    elif cell:
                        page.write_string(number, place, cell)
        return file.seek(0, io.SEEK_END)


def memory_of(form, keeper) -> int:
    """The most memory that Python held at once for it, in bytes."""
    tracemalloc.start()
    form(keeper)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


def make(count: int):
    """A finance officer who keeps so many lines of 400 people, each of whom has a name for payments."""
    from accounts.people.models import Panel, Person, Programme, Role
    from leap.core import clock
    from meetings.payments.models import PaymentLine, Rate, RateSet
    from meetings.schedule.models import Meeting

    programme = Programme.objects.create(name=f"Payments {count}")
    panel = Panel.objects.create(programme=programme, name="Panel", site="Site")
    keeper = Person.objects.create_user(email=f"finance-{count}@example.org", called_name="Finance")
    since = clock.today() - timedelta(days=10)
    Role.objects.create(person=keeper, programme=programme, kind=Role.Kind.FINANCE_OFFICER, starts_on=since)
    people = [Person.objects.create_user(called_name=f"Person {number}") for number in range(PEOPLE)]
    for number, person in enumerate(people):
        person.legal_name = f"Example-{number}, O'Neill"
        person.save()
    rates = RateSet.objects.create(programme=programme, name="Invented")
    rate = Rate.objects.create(rate_set=rates, band="half_day", amount_pence=8250, valid_from=date(2020, 1, 1))
    first = datetime(2020, 1, 6, 10, tzinfo=UTC)
    meetings = Meeting.objects.bulk_create(
        Meeting(
            panel=panel,
            title="Advisory meeting",
            starts_at=first + timedelta(days=number),
            minutes=180,
            place="Room 2",
            state=Meeting.State.HELD,
            fee_band="half_day",
        )
        for number in range(-(-count // PEOPLE))
    )
    lines = (
        PaymentLine(person=people[number % PEOPLE], meeting=meetings[number // PEOPLE], panel=panel, rate=rate,
                    amount_pence=8250, activity_on=meetings[number // PEOPLE].starts_at.date(), made_at=first,
                    state="owed")
        for number in range(count)
    )  # fmt: skip
    PaymentLine.objects.bulk_create(lines, batch_size=2000)
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE payments_paymentline, schedule_meeting, people_person")
    return keeper
