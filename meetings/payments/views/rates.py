"""Rates with their dates, and what a rate announced late leaves short."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from leap.core.errors import NotAllowed, NotNow
from leap.design.parts import Column, Table
from leap.design.times import say_day, say_pounds
from meetings.payments import access, actions, queries
from meetings.payments.forms import LinesForm, RatesForm
from meetings.payments.models import ExpenseRule, Rate
from meetings.payments.queries import Short
from meetings.payments.views import parts


@require_safe
def rate_list(request: HttpRequest) -> HttpResponse:
    """Every rate of your programmes: what, from when, and since when we know."""
    if not access.can_see_records(request.user):
        raise NotAllowed
    programmes = list(queries.programmes_with_rates_for(request.user))
    rates = queries.rates_of(programmes)
    tables = [
        _rate_table(each.name, [rate for rate in rates if rate.rate_set.programme_id == each.pk]) for each in programmes
    ]
    rules = queries.rules_of(programmes)
    tables += [
        _rule_table(each.name, [rule for rule in rules if rule.rate_set.programme_id == each.pk]) for each in programmes
    ]
    context = {"tables": tables, "programmes": queries.programmes_with_terms_for(request.user)}
    return render(request, "payments/rate_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def rate_new(request: HttpRequest, programme_id: UUID) -> HttpResponse:
    """Announce rates from a day on."""
    programme = get_object_or_404(queries.programmes_with_terms_for(request.user), pk=programme_id)
    form = RatesForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.rates.announce(programme_id=programme.pk, by=request.user, **form.cleaned_data)
        except NotNow as not_now:
            form.add_error(None, not_now.sentence)
        else:
            messages.success(request, "The rates are kept. Every meeting from that day on goes by them.")
            short = queries.short_lines(request.user)
            return redirect("payments:uplift-list" if short else "payments:rate-list")
    context = {"form": form, "programme": programme}
    return render(request, "payments/rate_new.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def uplift_list(request: HttpRequest) -> HttpResponse:
    """What a rate announced late leaves short on your panels: person, line, so far, due and what is missing."""
    if not access.can_see_work(request.user):
        raise NotAllowed
    shorts = queries.short_lines(request.user)
    choices = [(str(short.line.pk), _in_words(short)) for short in shorts]
    form = LinesForm(
        request.POST if request.method == "POST" else None, lines=choices, label="To which of these is it added?"
    )
    if request.method == "POST" and form.is_valid():
        added = actions.uplifts.add(line_ids=form.cleaned_data["lines"], by=request.user)
        said = "1 payment is" if added == 1 else f"{added} payments are"
        messages.success(request, f"{said} added. They can be confirmed like any other.")
        return redirect("payments:uplift-list")
    context = {"form": form, "table": _short_table(shorts)}
    return render(request, "payments/uplift_list.html", context, status=422 if form.errors else 200)


def _rate_table(name: str, rates: list[Rate]) -> Table:
    columns = [
        Column("From"),
        Column("What for"),
        Column("Amount", numeric=True),
        Column("Known since"),
        Column("Note"),
    ]
    rows = [
        [
            say_day(rate.valid_from),
            rate.get_band_display(),
            say_pounds(rate.amount_pence),
            say_day(rate.recorded_at),
            rate.source_note,
        ]
        for rate in rates
    ]
    return Table(f"Rates: {name}", columns, rows, empty="No rate is known yet, so nobody can be paid.")


def _rule_table(name: str, rules: list[ExpenseRule]) -> Table:
    columns = [
        Column("From"),
        Column("What for"),
        Column("At most", numeric=True),
        Column("Receipt"),
        Column("Known since"),
    ]
    rows = [
        [
            say_day(rule.valid_from),
            rule.get_kind_display(),
            say_pounds(rule.cap_pence) if rule.cap_pence else "As much as it was",
            _asks(rule),
            say_day(rule.recorded_at),
        ]
        for rule in rules
    ]
    empty = "Nothing is written down, so everything is paid back as it was, with a receipt."
    return Table(f"What is paid back: {name}", columns, rows, empty=empty)


def _asks(rule: ExpenseRule) -> str:
    if rule.receipt_over_pence is None:
        return "Never"
    return f"Above {say_pounds(rule.receipt_over_pence)}" if rule.receipt_over_pence else "Each time"


def _in_words(short: Short) -> str:
    who, day, what = parts.who_and_what(short.line, shows_names=True)
    return f"{who}, {day}, {what}: {say_pounds(short.more_pence)} more"


def _short_table(shorts: list[Short]) -> Table:
    columns = [Column("Person"), Column("Date"), Column("What for"), Column("So far", numeric=True),
               Column("Due", numeric=True), Column("Missing", numeric=True), Column("The line is")]  # fmt: skip
    rows = [
        [
            *parts.who_and_what(short.line, shows_names=True),
            say_pounds(short.so_far_pence),
            say_pounds(short.due_pence),
            say_pounds(short.more_pence),
            parts.state(short.line),
        ]
        for short in shorts
    ]
    return Table("What a new rate leaves short", columns, rows)
