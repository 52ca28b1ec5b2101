"""How payments are going, what people were paid in a tax year, and what involvement cost."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from leap.core import clock
from leap.core.errors import NotAllowed, NotNow
from leap.core.tables import csv_download, person_ref, xlsx_download
from leap.design.forms import posted
from leap.design.parts import Cell, Column, Table
from leap.design.times import say_day, say_pounds
from meetings.payments import access, actions, queries, wordings
from meetings.payments.forms import AmountForm
from meetings.payments.models import Activity
from meetings.payments.planning import figures as planning
from meetings.payments.planning.statements import Period, tax_year_of
from meetings.payments.views import parts
from meetings.schedule.models import Meeting

LATE_SHOWN = 50
YEARS_BACK = 6  # as long as records of money are kept


@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """How long money takes, what is late, and how each panel stands to its budget."""
    if not access.can_see_records(request.user):
        raise NotAllowed
    late = queries.late_lines_for(request.user)
    named = queries.panels_named_for(request.user)
    years = queries.years_for(request.user)
    context = {
        "late_count": late.count(),
        "late_shown": LATE_SHOWN,
        "late": _late_table(late[:LATE_SHOWN], named),
        "ages": _age_table(queries.ages_for(request.user)),
        "waits": _wait_table(queries.waits_for(request.user), {each.panel.pk: each.panel.name for each in years}),
        "years": _year_table(years) if years else None,
        "programmes": queries.programmes_with_terms_for(request.user),
    }
    return render(request, "payments/figures.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def amount_edit(request: HttpRequest, programme_id: UUID) -> HttpResponse:
    """How much a panel may spend in a year."""
    programme = get_object_or_404(queries.programmes_with_terms_for(request.user), pk=programme_id)
    initial = {"starts_on": planning.financial_year(clock.today())}
    form = AmountForm(posted(request), programme=programme, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            kept = actions.batches.keep_amount(programme_id=programme.pk, by=request.user, **form.cleaned_data)
        except NotNow as not_now:
            form.add_error("starts_on", not_now.sentence)
        else:
            messages.success(request, f"The amount is kept, for the year from {say_day(kept.starts_on)}.")
            return redirect("payments:figures")
    context = {"form": form, "programme": programme}
    return render(request, "payments/amount_edit.html", context, status=422 if form.errors else 200)


@require_safe
def year_end(request: HttpRequest) -> HttpResponse:
    """What each person was paid in a tax year, by reference, with files that have the names for payments."""
    if not access.can_see_batches(request.user):
        raise NotAllowed
    year = _tax_year(request)
    people = queries.paid_to_people_for(request.user, year.first, year.last)
    context = {
        "period": wordings.period(year),
        "year": year.first.year,
        "years": [(each, f"{each} to {each + 1}") for each in _tax_years()],
        "table": _people_table(people),
    }
    return render(request, "payments/year_end.html", context)


@require_safe
def year_end_csv(request: HttpRequest) -> HttpResponse:
    """The same as CSV, with the names for payments."""
    year = _tax_year(request)
    rows = actions.files.export_year_end(first=year.first, last=year.last, form="csv", by=request.user)
    return csv_download(f"tax-year-{year.first.year}", rows)


@require_safe
def year_end_xlsx(request: HttpRequest) -> HttpResponse:
    """The same for Excel."""
    year = _tax_year(request)
    rows = actions.files.export_year_end(first=year.first, last=year.last, form="xlsx", by=request.user)
    return xlsx_download(f"tax-year-{year.first.year}", rows)


@require_safe
def costs(request: HttpRequest) -> HttpResponse:
    """What involvement cost in a financial year, by activity, in numbers that name nobody."""
    programmes = list(queries.programmes_with_terms_for(request.user))
    if not programmes:
        raise NotAllowed
    claims = max(queries.terms_of(each).claim_within_days for each in programmes)
    newest = planning.last_year_closed(clock.today(), claims).year
    years = range(newest, newest - YEARS_BACK, -1)
    asked = _year_asked(request, years)
    first, last = planning.year_from(date(asked, 4, 1))
    context = {
        "period": wordings.period(Period(first, last)),
        "year": asked,
        "years": [(each, f"{each} to {each + 1}") for each in years],
        "fewest": planning.FEWEST,
        "tables": [_cost_table(each.name, queries.costs_for(request.user, each, first, last)) for each in programmes],
    }
    return render(request, "payments/costs.html", context)


def _tax_years() -> range:
    now = tax_year_of(clock.today()).first.year
    return range(now, now - YEARS_BACK, -1)


def _tax_year(request: HttpRequest) -> Period:
    return tax_year_of(date(_year_asked(request, _tax_years()), 4, 6))


def _year_asked(request: HttpRequest, years: range) -> int:
    """The year somebody chose; this one where they chose none, or none that is shown."""
    asked = request.GET.get("year", "")
    return int(asked) if asked in {str(year) for year in years} else years[0]


def _late_table(lines, named) -> Table:
    labels = ("Person", "Date", "What for")
    columns = [*map(Column, labels), Column("Amount", numeric=True), Column("Promised by"), Column("Status")]
    rows = [
        [
            *parts.who_and_what(line, shows_names=line.panel_id in named),
            parts.amount(line),
            parts.promised(line),
            parts.state(line),
        ]
        for line in lines
    ]
    return Table("Late, the one promised first at the top", columns, rows, empty="Nothing is late.")


def _age_table(ages: dict[str, tuple[int, int]]) -> Table:
    columns = [Column("How late"), Column("Lines", numeric=True), Column("Amount", numeric=True)]
    rows = [[wordings.AGES[age], count, say_pounds(pence)] for age, (count, pence) in ages.items()]
    return Table("What is not paid yet", columns, rows)


def _wait_table(waits: dict[UUID | None, planning.Waits], names: dict[UUID, str]) -> Table:
    columns = [Column("For"), Column("Lines paid", numeric=True), Column("Half of them within", numeric=True),
               Column("The longest", numeric=True), Column("Later than promised", numeric=True)]  # fmt: skip
    rest = wordings.ALL_ELSE if any(waits) else wordings.ALL_PANELS
    rows = sorted(
        [
            names.get(panel, rest) if panel else rest,
            each.lines,
            wordings.days(each.half_within),
            wordings.days(each.longest),
            each.late,
        ]
        for panel, each in waits.items()
    )
    return Table("From the meeting to the money, in the last year", columns, rows, empty=wordings.NOT_PAID_YET)


def _year_table(years: list[queries.YearOfAPanel]) -> Table:
    columns = [Column("Panel"), Column("Year"), Column("Budget", numeric=True), Column("Paid", numeric=True),
               Column("Still to be paid", numeric=True), Column("Left", numeric=True)]  # fmt: skip
    return Table("How each panel stands to its budget", columns, [_year_row(each) for each in years])


def _year_row(year: queries.YearOfAPanel) -> list:
    when = f"{year.first:%B %Y} to {year.last:%B %Y}"
    spent = [say_pounds(year.paid), say_pounds(year.committed)]
    if year.amount is None:
        return [year.panel.name, when, "Not written down", *spent, ""]
    left = year.amount - year.paid - year.committed
    shown = Cell(say_pounds(left), tone="care") if left < 0 else say_pounds(left)
    return [year.panel.name, when, say_pounds(year.amount), *spent, shown]


def _people_table(people: list[queries.PaidToAPerson]) -> Table:
    columns = [Column("Person"), Column("For their time", numeric=True), Column("Of that, vouchers", numeric=True),
               Column("To a charity", numeric=True), Column("Paid back", numeric=True)]  # fmt: skip
    rows = [
        [person_ref(each.person_id), *map(say_pounds, (each.for_time, each.vouchers, each.charity, each.spent))]
        for each in people
    ]
    sums = [sum(getattr(each, name) for each in people) for name in ("for_time", "vouchers", "charity", "spent")]
    if rows:
        rows.append(["In all", *map(say_pounds, sums)])
    return Table("By reference", columns, rows, empty="Nothing was paid in this tax year.")


def _cost_table(name: str, found: list[planning.Cost] | None) -> Table:
    columns = [Column("Activity"), Column("Cost", numeric=True)]
    bands = {band: f"Meetings: {label}" for band, label in Meeting.FeeBand.choices}
    works = {activity: f"Other work: {label.lower()}" for activity, label in Activity.choices}
    labels = works | bands | {"spent": wordings.SPENT, planning.TOGETHER: wordings.TOGETHER}
    rows = [[labels[each.activity], say_pounds(each.pence)] for each in found or []]
    if len(rows) == 1:
        rows = [[wordings.ALL_ACTIVITIES, rows[0][1]]]
    elif rows:
        rows.append(["In all", say_pounds(sum(each.pence for each in found or []))])
    return Table(name, columns, rows, empty="Fewer than five people were paid, so there is no number to show.")
