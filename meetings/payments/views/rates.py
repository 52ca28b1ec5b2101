"""Rates with their dates, and what a rate announced late leaves short."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.people.models import Programme
from leap.core.errors import NotAllowed, NotNow
from leap.core.ids import as_id
from leap.design.forms import posted
from leap.design.parts import Column, Row, Table
from leap.design.times import say_day, say_pounds
from meetings.payments import access, actions, queries, wordings
from meetings.payments.forms import ALL, BANDS_WITH_AN_END, PAID_BANDS, BandsForm, LinesForm, RatesForm
from meetings.payments.models import Activity, ExpenseRule, Rate
from meetings.payments.planning.example_rates import EXAMPLE
from meetings.payments.planning.pounds import miles
from meetings.payments.queries import Short
from meetings.payments.views import parts


@require_safe
def rate_list(request: HttpRequest) -> HttpResponse:
    """Every rate of your programmes: for whom and what, from when, and since when we know."""
    if not access.can_see_records(request.user):
        raise NotAllowed
    programmes = list(queries.programmes_with_rates_for(request.user))
    rates = queries.rates_of(programmes)
    shown = queries.shown_of_rates(request.user)
    by_programme = {each.pk: [rate for rate in rates if rate.rate_set.programme_id == each.pk] for each in programmes}
    tables = [_rate_table(each.name, by_programme[each.pk], shown) for each in programmes]
    tables += [_end_table(each.name, queries.band_ends_of(each)) for each in programmes]
    rules = queries.rules_of(programmes)
    tables += [
        _rule_table(each.name, [rule for rule in rules if rule.rate_set.programme_id == each.pk]) for each in programmes
    ]
    mine = queries.programmes_with_terms_for(request.user)
    context = {"tables": tables, "programmes": [(each, not by_programme[each.pk]) for each in mine]}
    return render(request, "payments/rate_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def rate_new(request: HttpRequest, programme_id: UUID) -> HttpResponse:
    """Announce rates from a day on: what was typed is shown once more before it is kept."""
    programme = get_object_or_404(queries.programmes_with_terms_for(request.user), pk=programme_id)
    form = RatesForm(posted(request), programme=programme)
    if request.method == "POST" and form.is_valid() and "change" not in request.POST:
        if "agreed" not in request.POST:
            context = {"rows": _said(programme, form), "programme": programme, "kept": parts.kept(request)}
            return render(request, "payments/rate_check.html", context)
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
def rate_example(request: HttpRequest, programme_id: UUID) -> HttpResponse:
    """Look at the example rates, and take them to begin with."""
    programme = get_object_or_404(queries.programmes_with_terms_for(request.user), pk=programme_id)
    if request.method == "POST":
        actions.rates.take_example(programme_id=programme.pk, by=request.user)
        messages.success(request, "The example is kept. Check each rate with your funder and announce what differs.")
        return redirect("payments:rate-list")
    owed = queries.waiting_for_example(request.user, programme)
    context = {"programme": programme, "table": _example_table(), "owed": owed}
    return render(request, "payments/rate_example.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def band_edit(request: HttpRequest, programme_id: UUID) -> HttpResponse:
    """Say up to how many minutes somebody's time counts as each kind of length."""
    programme = get_object_or_404(queries.programmes_with_terms_for(request.user), pk=programme_id)
    asked = programme.panels.filter(pk=as_id(request.GET.get("panel", ""))).first()
    initial = {"panel_id": str(asked.pk) if asked else ALL, **queries.band_ends_of(programme, asked)}
    form = BandsForm(posted(request), programme=programme, initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.rates.keep_band_ends(programme_id=programme.pk, by=request.user, **form.cleaned_data)
        messages.success(request, "Kept. What is written down from now on goes by it.")
        return redirect("payments:rate-list")
    panels = programme.panels.order_by("name", "pk")
    context = {"form": form, "programme": programme, "panels": panels}
    return render(request, "payments/band_edit.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def uplift_list(request: HttpRequest) -> HttpResponse:
    """What a rate announced late leaves short on your panels: person, line, so far, due and what is missing."""
    if not access.can_see_work(request.user):
        raise NotAllowed
    shorts = queries.short_lines(request.user)
    choices = [(str(short.line.pk), _in_words(short)) for short in shorts]
    form = LinesForm(posted(request), lines=choices, label="To which of these is it added?")
    if request.method == "POST" and form.is_valid():
        added = actions.uplifts.add(line_ids=form.cleaned_data["lines"], by=request.user)
        said = "1 payment is" if added == 1 else f"{added} payments are"
        messages.success(request, f"{said} added. They can be confirmed like any other.")
        return redirect("payments:uplift-list")
    context = {"form": form, "table": _short_table(shorts)}
    return render(request, "payments/uplift_list.html", context, status=422 if form.errors else 200)


def _said(programme: Programme, form: RatesForm) -> list[Row]:
    """What was typed in words, with what each was worth on that day until now."""
    said = form.cleaned_data
    rate_set, on = queries.terms_of(programme), said["valid_from"]
    panel = programme.panels.filter(pk=said["panel_id"]).first() if said["panel_id"] else None
    rows = [
        Row("From", say_day(on)),
        Row("For", panel.name if panel else "All panels that have no rate of their own"),
        Row("Kind of work", Activity(said["activity"]).label),
    ]
    labels = dict(PAID_BANDS)
    for band, pence in said["amounts"].items():
        was = None
        if not rate_set._state.adding:
            was = queries.rate_for(rate_set, band, on, panel=panel, activity=said["activity"])
        until = f"{say_pounds(was.amount_pence)} until now" if was else "nothing was known until now"
        rows.append(Row(labels[band], f"{say_pounds(pence)} ({until})"))
    ready = {True: "Is in these amounts", False: "Is not in them", None: "As you say of all your offers"}
    rows.append(Row("Time to get ready", ready[said["counts_preparation"]]))
    return [*rows, Row("Who announced them", said["source_note"] or "Nothing written")]


def _end_table(name: str, ends: dict[str, int]) -> Table:
    labels = dict(PAID_BANDS)
    rows = [[labels[band], wordings.how_long(ends[band])] for band in BANDS_WITH_AN_END]
    rows.append([labels["full_day"], "Whatever is longer"])
    return Table(f"What counts as how long: {name}", [Column("What for"), Column("Up to")], rows)


def _example_table() -> Table:
    columns = [Column("From"), Column("What for"), Column("Amount", numeric=True), Column("Where it is from")]
    labels = dict(PAID_BANDS)
    rows = [[say_day(each.valid_from), labels[each.band], say_pounds(each.pence), each.note] for each in EXAMPLE]
    return Table("Example rates", columns, rows)


def _for_what(rate: Rate, shown: queries.ShownOfRates) -> str:
    if rate.activity == Activity.ANY:
        return rate.get_band_display()
    kind = rate.get_activity_display() if shown.kind_of(rate) else "One kind of work"
    return f"{rate.get_band_display()}: {kind.lower()}"


def _for_whom(rate: Rate, shown: queries.ShownOfRates) -> str:
    if rate.panel is None:
        return "All"
    return rate.panel.name if shown.panel_of(rate) else "One panel"


def _note(rate: Rate, shown: queries.ShownOfRates) -> str:
    """What was written down, for those who read for whom and for what the rate is: it may say both."""
    return rate.source_note if shown.panel_of(rate) and shown.kind_of(rate) else ""


def _rate_table(name: str, rates: list[Rate], shown: queries.ShownOfRates) -> Table:
    # By what is shown: an order by name would tell something about the names that are not.
    said = [(_for_whom(rate, shown), _for_what(rate, shown), rate) for rate in rates]
    said.sort(key=lambda each: each[:2])
    said.sort(key=lambda each: (each[2].valid_from, each[2].recorded_at), reverse=True)
    columns = [
        Column("From"),
        Column("What for"),
        Column("Panel"),
        Column("Amount", numeric=True),
        Column("Known since"),
        Column("Note"),
    ]
    rows = [
        [
            say_day(rate.valid_from),
            what,
            whom,
            say_pounds(rate.amount_pence),
            say_day(rate.recorded_at),
            _note(rate, shown),
        ]
        for whom, what, rate in said
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


def _why(short: Short) -> str:
    if short.miles_tenths is None:
        return "A new rate"
    return f"{miles(short.miles_tenths)} are among the first 10,000 of the tax year: an earlier journey was taken out"


def _short_table(shorts: list[Short]) -> Table:
    columns = [Column("Person"), Column("Date"), Column("What for"), Column("Why"), Column("So far", numeric=True),
               Column("Due", numeric=True), Column("Missing", numeric=True), Column("The line is")]  # fmt: skip
    rows = [
        [
            *parts.who_and_what(short.line, shows_names=True),
            _why(short),
            say_pounds(short.so_far_pence),
            say_pounds(short.due_pence),
            say_pounds(short.more_pence),
            parts.state(short.line),
        ]
        for short in shorts
    ]
    return Table("What a new rate leaves short", columns, rows)
