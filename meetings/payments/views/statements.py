"""Somebody's own statement of what they were paid: on a page, and as files."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from leap.core import clock
from leap.core.tables import Row as FileRow
from leap.core.tables import stream_csv, stream_xlsx
from leap.design.parts import Column, Table
from leap.design.times import say_day
from meetings.payments import actions, queries, states, wordings
from meetings.payments.forms import StatementForm
from meetings.payments.models import PaymentLine
from meetings.payments.planning import finance_files, statements
from meetings.payments.views import parts

PAGE, CSV, XLSX = "page", "csv", "xlsx"
HEADINGS = (
    "Date", "What for", "What it is", "Amount in pounds", "How", "Promised by", "Status", "Paid on", "Reference",
)  # fmt: skip


@dataclass(frozen=True)
class Statement:
    """Everything a statement says."""

    name: str
    period: str
    lines: Sequence[PaymentLine]
    counts_paid: bool
    tells: bool
    made_on: date
    booked: Sequence[str]

    @property
    def sums(self) -> list[str]:
        """What it comes to, in sentences."""
        return wordings.statement_sums(statements.sums_of(map(_entry, self.lines)), counts_paid=self.counts_paid)


@require_http_methods(["GET", "HEAD", "POST"])
def statement_own(request: HttpRequest) -> HttpResponseBase:
    """What the viewer was paid in a time they choose: to look at and print, or as a table."""
    form = StatementForm(request.POST or None, initial={"name": request.user.shown_name})
    if not form.is_bound or not form.is_valid():
        return _asks(request, form)
    made = _made(request, form.cleaned_data)
    taken = request.POST.get("as", PAGE)
    actions.files.note_statement(form=taken if taken in (CSV, XLSX) else PAGE, by=request.user)
    if taken in (CSV, XLSX):
        stream = stream_csv if taken == CSV else stream_xlsx
        return stream("statement", _as_rows(made), _about(made))
    return render(request, "payments/statement_shown.html", {"statement": made, "table": _as_table(made)})


def _asks(request: HttpRequest, form: StatementForm) -> HttpResponse:
    return render(request, "payments/statement_own.html", {"form": form}, status=422 if form.is_bound else 200)


def _made(request: HttpRequest, typed: dict[str, Any]) -> Statement:
    counts, period = typed["counts"], typed["period"]
    lines = queries.my_statement_for(request.user, counts=counts, first=period.first, last=period.last)
    counts_paid = counts == statements.PAID_THEN
    said = wordings.period(period)
    tells = typed["tells"]
    bookings = queries.my_bookings_between(request.user, period.first, period.last)
    booked = [wordings.booked(each.get_kind_display().lower() if tells else "", each.on) for each in bookings]
    return Statement(typed["name"], said, lines, counts_paid, tells, clock.today(), booked)


def _entry(line: PaymentLine) -> statements.Entry:
    return statements.Entry(
        pence=line.amount_pence,
        way=line.way,
        is_spent=queries.is_spent(line),
        is_paid=line.state == states.PAID,
        is_denied=line.state == states.DENIED,
    )


def _what_for(line: PaymentLine, made: Statement) -> str:
    return line.called if made.tells else finance_files.neutral_title(line.activity)


def _reference(line: PaymentLine) -> str:
    return finance_files.reference_of(line.batch_number, str(line.pk)) if line.batch_number else ""


def _as_table(made: Statement) -> Table:
    columns = [
        Column("Date"),
        Column("What for"),
        Column("What it is"),
        Column("Amount", numeric=True),
        *([] if made.counts_paid else [Column("Promised by"), Column("Status")]),
        Column("Paid on"),
        Column("Reference"),
    ]
    rows = [
        [
            say_day(line.activity_on),
            _what_for(line, made),
            parts.what_it_is(line, shows_kind=made.tells),
            parts.amount(line),
            *([] if made.counts_paid else [parts.promised(line), parts.state(line)]),
            say_day(line.paid_on) if line.paid_on else "",
            _reference(line),
        ]
        for line in made.lines
    ]
    empty = "Nothing was paid in this time." if made.counts_paid else "There is nothing for meetings in this time."
    return Table("Payments, the oldest first", columns, rows, empty=empty)


def _as_rows(made: Statement) -> Iterator[FileRow]:
    yield HEADINGS
    for line in made.lines:
        yield (
            line.activity_on,
            _what_for(line, made),
            parts.what_it_is(line, shows_kind=made.tells),
            Decimal(line.amount_pence).scaleb(-2),
            line.get_way_display(),
            line.promised_on,
            line.get_state_display(),
            line.paid_on,
            _reference(line),
        )


def _about(made: Statement) -> list[FileRow]:
    named = [("Name", made.name)] if made.name else []
    return [
        ("Statement of payments",),
        *named,
        ("Time", made.period),
        ("Made on", say_day(made.made_on)),
        *((said,) for said in (*made.sums, *made.booked)),
    ]
