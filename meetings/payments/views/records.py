"""Money pages: my own payments, and the records of those who keep them."""

from collections.abc import Iterable
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.people.models import Person
from leap.core.errors import NotAllowed
from leap.core.tables import csv_download, stream_csv, stream_xlsx
from leap.design.parts import Cell, Column, Row, Table
from leap.design.times import say_day, say_pounds
from meetings.payments import access, actions, queries, states, wordings
from meetings.payments.models import PaymentLine, Work
from meetings.payments.views import parts

LINES_ON_A_PAGE = 30


@require_safe
def payment_list(request: HttpRequest) -> HttpResponse:
    """What you are owed, meeting by meeting."""
    lines = queries.lines_of(request.user)
    totals, works = queries.totals_of(lines), queries.my_work_ahead_for(request.user)
    ceiling = queries.ceiling_of(request.user)
    past = queries.past_my_ceiling(request.user, works=works, ceiling=ceiling)
    return render(
        request,
        "payments/payment_list.html",
        {
            "table": _my_table(lines) if totals.lines else None,
            "totals": totals,
            "waiting_for_check": any(line.state == PaymentLine.State.TO_CHECK for line in lines),
            "to_say": sum(parts.can_be_said(line) for line in lines),
            "corrected": any(line.kind == PaymentLine.Kind.ADJUSTMENT for line in lines),
            "keeps_records": access.can_see_records(request.user),
            "works": _my_works(works) if works else None,
            "choices": _my_choices(request.user, *ceiling),
            "numbers": queries.my_payee_numbers_for(request.user),
            "past": [parts.past_in_words(each) for each in past],
        },
    )


@require_safe
def record_list(request: HttpRequest) -> HttpResponse:
    """Every payment line you keep, with totals and files to take away."""
    if not access.can_see_records(request.user):
        raise NotAllowed
    lines = queries.records_for(request.user)
    page = Paginator(lines, LINES_ON_A_PAGE).get_page(request.GET.get("page"))
    named = queries.panels_named_for(request.user)
    return render(
        request,
        "payments/record_list.html",
        {
            "table": _record_table(page, named),
            "page": page,
            "rows": _total_rows(queries.totals_of(lines)),
            "legal_names": access.can_see_legal_names(request.user),
            "waiting_meetings": queries.meetings_waiting_for_a_rate(request.user),
            "named_panels": named,
            "confirms": queries.lines_to_confirm(request.user).count(),
            "approves": queries.lines_to_approve(request.user).count(),
            "journeys": queries.journeys_for(request.user).count(),
            "shorts": len(queries.short_lines(request.user)),
            "works": queries.works_for(request.user).filter(done_at=None, called_off_at=None).count(),
            "runs_panels": bool(named),
            "programmes": queries.programmes_with_terms_for(request.user),
        },
    )


@require_safe
def record_csv(request: HttpRequest) -> HttpResponseBase:
    """The records as CSV."""
    return stream_csv("payments", actions.files.export_records(by=request.user, form="csv"))


@require_safe
def record_xlsx(request: HttpRequest) -> HttpResponseBase:
    """The records as an Excel workbook."""
    return stream_xlsx("payments", actions.files.export_records(by=request.user, form="xlsx"))


@require_safe
def record_control(request: HttpRequest) -> HttpResponse:
    """The control totals of the records, as CSV."""
    return csv_download("payments-control", actions.files.export_control(by=request.user))


def _my_table(lines: Iterable[PaymentLine]) -> Table:
    columns = [
        Column("Date"),
        Column("What for"),
        Column("What it is"),
        Column("Amount", numeric=True),
        Column("Promised by"),
        Column("Status"),
    ]
    rows = [
        [
            Cell(say_day(line.activity_on), url=reverse("payments:line-detail", args=[line.pk])),
            line.called,
            parts.what_it_is(line, shows_kind=True),
            parts.amount(line),
            parts.promised(line),
            parts.state(line),
        ]
        for line in lines
    ]
    return Table("Your payments", columns, rows)


def _my_works(found: list[tuple[Work, int | None]]) -> Table:
    """What they are asked to do outside meetings, with what they get for it and where to choose."""
    columns = [Column("What it is"), Column("By"), Column("What you get"), Column("Your choice")]
    rows = [
        [
            work.title,
            say_day(work.on),
            "We do not know yet how much" if pence is None else say_pounds(pence),
            Cell("Look and choose", url=reverse("payments:work-choice", args=[work.pk])),
        ]
        for work, pence in found
    ]
    return Table("What you are asked to do outside meetings", columns, rows)


def _my_choices(viewer: Person, week: int | None, month: int | None) -> list[Row]:
    """What holds for all their meetings, and what only they are told."""
    wish = queries.my_wish(viewer)
    told = [f"{say_pounds(pence)} in a {period}" for pence, period in ((week, "week"), (month, "month")) if pence]
    holds = (wish.answer, wish.amount_pence) if wish else (states.FULL, None)
    wanted = "No payment" if holds[0] == states.NONE else wordings.answer_in_words(*holds)
    return [
        Row(
            "When you choose nothing",
            wanted,
            reverse("payments:wish-edit"),
            "Change",
            "what holds when you choose nothing",
        ),
        Row(
            "Tell you above",
            " and ".join(told) or "Not set",
            reverse("payments:ceiling-edit"),
            "Change",
            "above how much we tell you",
        ),
    ]


def _record_table(lines: Iterable[PaymentLine], named: set[UUID]) -> Table:
    labels = ("Person", "Date", "What for", "What it is")
    columns = [*map(Column, labels), Column("Amount", numeric=True), Column("Promised by"), Column("Status")]
    rows = [
        [
            *parts.who_and_what(line, shows_names=line.panel_id in named),
            parts.what_it_is(line, shows_kind=line.panel_id in named),
            parts.amount(line),
            parts.promised(line),
            parts.state(line),
        ]
        for line in lines
    ]
    return Table("Payment lines, the newest meeting first", columns, rows, empty="There are no payment lines yet.")


def _total_rows(totals: queries.Totals) -> list[Row]:
    labels: dict[str, str] = dict(PaymentLine.State.choices)
    by_state = [
        Row(labels[state], f"{say_pounds(pence)} in {_lines(count)}") for state, count, pence in totals.by_state
    ]
    return [*by_state, Row("In all", f"{say_pounds(totals.pence)} in {_lines(totals.lines)}")]


def _lines(count: int) -> str:
    return f"{count} line" if count == 1 else f"{count} lines"
