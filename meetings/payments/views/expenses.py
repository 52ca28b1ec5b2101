"""What it cost people to take part: claimed, written down for somebody, worked out by the mile, and its receipts."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.people.models import Person
from leap.core import clock, uploads
from leap.core.errors import NotAllowed, NotNow
from leap.design.forms import posted
from leap.design.parts import Cell, Column, Table
from leap.design.times import say_day, say_pounds
from meetings.payments import access, actions, queries, states, wordings
from meetings.payments.forms import ExpenseForm, MilesForm, RecordExpenseForm, RuleForm
from meetings.payments.models import Advance, Booking, Expense, PaymentLine
from meetings.payments.views import found, parts
from meetings.schedule.models import Meeting

KEPT = "Thank you. We have kept it, and it comes back to you with your payments."
KEPT_BEFORE = "Thank you. We have kept it. We paid you for it before the meeting, so there is nothing more to pay."
KEPT_MILES = "Thank you. We work out the miles, and you see them on your payments."


@require_http_methods(["GET", "HEAD", "POST"])
def expense_new(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Claim what this meeting cost you; what you claimed for it already."""
    meeting = get_object_or_404(queries.my_claimable_for(request.user), meeting=meeting_id).meeting
    rate_set, on = queries.rate_set_of(meeting), queries.day_of(meeting)
    form = ExpenseForm(*_typed(request), **_shown(meeting), initial={"receipt": "photo"})
    if request.method == "POST" and form.is_valid():
        try:
            kept = actions.expenses.claim(meeting_id=meeting.pk, spent=form.cleaned_data["spent"], by=request.user)
        except NotNow as not_now:
            form.refuse(not_now.sentence)
        else:
            said = KEPT_MILES if kept.kind in states.BY_THE_MILE else KEPT if kept.line_id else KEPT_BEFORE
            messages.success(request, said)
            return redirect("payments:expense-new", meeting_id=meeting.pk)
    context = {
        "form": form,
        "meeting": meeting,
        "booked": [each.get_kind_display() for each in queries.my_bookings_for(request.user, meeting)],
        "advances": [
            (each.line.amount_pence, each.line.get_state_display(), wordings.advance(each, own=True))
            for each in queries.my_advances_for(request.user, meeting)
        ],
        "claim_by": states.claim_by(on, rate_set.claim_within_days if rate_set else states.DAYS_TO_CLAIM),
        "table": _my_claims(queries.my_expenses_for(request.user, meeting)),
    }
    return render(request, "payments/expense_new.html", context, status=422 if form.errors else 200)


@require_safe
def expense_list(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """What everyone claimed for a meeting, and for whom you can write a claim down, for those who run the panel."""
    meeting = found.meeting_to_record_for(request.user, meeting_id)
    claims = queries.expenses_for(request.user, meeting)
    columns = [
        Column("Name"),
        Column("What it was for"),
        Column("Receipt"),
        Column("Amount", numeric=True),
        Column("Status"),
    ]
    rows = [[each.person.shown_name, *_claim(each, request.user)] for each in claims]
    context = {
        "meeting": meeting,
        "advances": _advances(queries.advances_for(request.user).filter(line__meeting=meeting)),
        "booked": _booked(queries.bookings_for(request.user).filter(meeting=meeting)),
        "table": Table("What it cost people", columns, rows, empty="Nobody has claimed anything yet."),
        "people": _for_somebody(request.user, meeting),
    }
    return render(request, "payments/expense_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def expense_record(request: HttpRequest, meeting_id: UUID, person_id: UUID) -> HttpResponse:
    """Write down what somebody told you they spent."""
    meeting, person = found.claimant(request.user, meeting_id, person_id)
    form = RecordExpenseForm(*_typed(request), **_shown(meeting), initial={"receipt": "paper"})
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            actions.expenses.record_claim(
                meeting_id=meeting.pk,
                person_id=person_id,
                spent=told["spent"],
                miles_tenths=told["miles"],
                how=told["how"],
                read_back=told["read_back"],
                by=request.user,
            )
        except NotNow as not_now:
            form.refuse(not_now.sentence)
        else:
            messages.success(request, f"We have kept what {person.shown_name} told you.")
            return redirect("payments:expense-list", meeting_id=meeting.pk)
    context = {"form": form, "meeting": meeting, "person": person}
    return render(request, "payments/expense_record.html", context, status=422 if form.errors else 200)


@require_safe
def journey_list(request: HttpRequest) -> HttpResponse:
    """Journeys by the mile that wait for somebody to work them out."""
    if not access.can_see_work(request.user):
        raise NotAllowed
    columns = [Column("Person"), Column("Date"), Column("Meeting"), Column("How"), Column("Miles")]
    rows = [
        [
            each.person.shown_name,
            say_day(each.meeting.starts_at, each.meeting),
            each.meeting.title,
            each.get_kind_display(),
            Cell("Work out", url=reverse("payments:journey-edit", args=[each.pk])),
        ]
        for each in queries.journeys_for(request.user)
    ]
    table = Table("Journeys to work out", columns, rows, empty="There is no journey to work out.")
    return render(request, "payments/journey_list.html", {"table": table})


@require_http_methods(["GET", "HEAD", "POST"])
def journey_edit(request: HttpRequest, expense_id: UUID) -> HttpResponse:
    """Say how far a journey was."""
    journey = get_object_or_404(queries.journeys_for(request.user), pk=expense_id)
    takes = journey.kind == states.CAR and _shown(journey.meeting)["takes_passengers"]
    typed, initial = posted(request), {"passengers": journey.passengers or None}
    form = MilesForm(typed, takes_passengers=takes, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            lines = actions.expenses.work_out(expense_id=journey.pk, by=request.user, **form.cleaned_data)
        except NotNow as not_now:
            form.add_error(None, not_now.sentence)
        else:
            messages.success(request, wordings.worked_out([parts.journey(line) for line in lines], _sum(lines)))
            return redirect("payments:journey-list")
    context = {"form": form, "journey": journey}
    return render(request, "payments/journey_edit.html", context, status=422 if form.errors else 200)


@require_safe
def receipt(request: HttpRequest, file_id: UUID) -> HttpResponse:
    """A receipt, for whoever sent it and for those who prepare and keep the money."""
    claim = get_object_or_404(queries.receipts_for(request.user), file=file_id)
    return uploads.answer(claim.file, "receipt")


@require_http_methods(["GET", "HEAD", "POST"])
def rule_new(request: HttpRequest, programme_id: UUID) -> HttpResponse:
    """Say what is paid back for one kind of cost from a day on."""
    programme = get_object_or_404(queries.programmes_with_terms_for(request.user), pk=programme_id)
    form = RuleForm(posted(request))
    if request.method == "POST" and form.is_valid():
        actions.expenses.keep_rule(programme_id=programme.pk, by=request.user, **form.cleaned_data)
        messages.success(request, "Kept. It holds for every meeting from that day on.")
        return redirect("payments:rate-list")
    context = {"form": form, "programme": programme}
    return render(request, "payments/rule_new.html", context, status=422 if form.errors else 200)


def _typed(request: HttpRequest) -> tuple:
    return (request.POST, request.FILES) if request.method == "POST" else ()


def _shown(meeting: Meeting) -> dict[str, Any]:
    """What a form for a claim says of this meeting: up to how much is paid back, and a box for people taken along."""
    rate_set, on = queries.rate_set_of(meeting), queries.day_of(meeting)
    return {
        "hints": parts.paid_back_hints(queries.rules_on(rate_set, on)),
        "takes_passengers": queries.takes_passengers(meeting, rate_set, on),
    }


def _for_somebody(viewer: Person, meeting: Meeting) -> Table | None:
    """What can be written down for each person who was asked: a claim, what was booked, and money before the meeting
    while it is ahead."""
    columns = [Column("Name"), Column("What they spent"), Column("What you booked and paid")]
    is_ahead = clock.now() < meeting.starts_at
    links = [("expense-record", "Write a claim down"), ("booking-new", "Write a booking down")]
    links += [("advance-new", "Pay something now")] if is_ahead else []
    rows = [
        [
            each.person.shown_name,
            *(Cell(said, url=reverse(f"payments:{name}", args=[meeting.pk, each.person_id])) for name, said in links),
        ]
        for each in queries.claimable_for(viewer, meeting)
        if each.person_id != viewer.pk
    ]
    before = [Column("Before the meeting")] if is_ahead else []
    return Table("What you can do for somebody", [*columns, *before], rows) if rows else None


def _booked(bookings: Iterable[Booking]) -> Table | None:
    columns = [Column("Name"), Column("What it is"), Column("Cost", numeric=True), Column("Status")]
    rows = [
        [
            each.person.shown_name,
            each.get_kind_display(),
            say_pounds(each.cost_pence) if each.cost_pence else "",
            Cell("Called off", tone="quiet")
            if each.called_off_at
            else Cell("Booked", tone="good", url=reverse("payments:booking-off", args=[each.pk])),
        ]
        for each in bookings
    ]
    return Table("Booked and paid by us", columns, rows) if rows else None


def _advances(advances: Iterable[Advance]) -> Table | None:
    columns = [Column("Name"), Column("Amount", numeric=True), Column("Where it went"), Column("Status")]
    rows = [
        [
            each.line.person.shown_name,
            say_pounds(each.line.amount_pence),
            wordings.advance(each, own=False),
            parts.state(each.line),
            _to_settle(each),
        ]
        for each in advances
    ]
    return Table("Paid before the meeting", [*columns, Column("What is left")], rows) if rows else None


def _to_settle(advance: Advance) -> Cell:
    if advance.rest or not advance.left:
        return Cell("Nothing")
    return Cell("Settle it", url=reverse("payments:advance-settle", args=[advance.pk]))


def _my_claims(claims: list[Expense]) -> Table | None:
    columns = [Column("What it was for"), Column("Receipt"), Column("Amount", numeric=True), Column("Status")]
    rows = [
        [each.get_kind_display(), parts.receipt_of(each), *_money(each, "We work out the miles")] for each in claims
    ]
    return Table("What you have claimed for this meeting", columns, rows) if rows else None


def _claim(claim: Expense, viewer: Person) -> list:
    own = claim.person_id == viewer.pk
    url = "" if own or claim.line_id else reverse("payments:journey-edit", args=[claim.pk])
    amount, status = _money(claim, "To be worked out")
    return [claim.get_kind_display(), parts.receipt_of(claim), amount, Cell(status.text, tone=status.tone, url=url)]


def _money(claim: Expense, waits: str) -> tuple[str, Cell]:
    if claim.line is None and claim.amount_pence:
        return say_pounds(claim.amount_pence), Cell("Paid before the meeting", tone="good")
    if claim.line is None:
        return "", Cell(waits, tone="waiting")
    if claim.from_advance_pence:
        state = parts.state(claim.line)
        before = f"{say_pounds(claim.from_advance_pence)} was paid before the meeting. The rest: {state.text}"
        return say_pounds(claim.amount_pence or 0), Cell(before, tone=state.tone)
    return say_pounds(claim.journey_pence or claim.line.amount_pence), parts.state(claim.line)


def _sum(lines: list[PaymentLine]) -> int:
    return sum(line.amount_pence for line in lines)
