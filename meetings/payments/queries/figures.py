"""How payments are going: for those who run panels, for those who keep the money, and for the PPI lead."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import (
    BooleanField,
    Case,
    Count,
    Exists,
    IntegerField,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)

from accounts.people import queries as people_queries
from accounts.people.models import Panel, Person, Programme
from leap.core import clock
from meetings.payments import states
from meetings.payments.models import PanelBudget, PaymentLine
from meetings.payments.planning import figures
from meetings.payments.queries.lines import (
    for_time,
    leaves_something,
    meetings_waiting_for_a_rate,
    panels_named_for,
    records_for,
)
from meetings.payments.queries.statements import with_paid_day

DAYS_BACK = 365


@dataclass(frozen=True, slots=True)
class YearOfAPanel:
    """The money of one panel in one year, in pence. No amount: nobody wrote one down."""

    panel: Panel
    first: date
    last: date
    amount: int | None
    committed: int
    paid: int


@dataclass(frozen=True, slots=True)
class PaidToAPerson:
    """What one person was paid in a tax year, in pence. Vouchers are part of what is for their time."""

    person_id: UUID
    legal_name: str
    for_time: int
    vouchers: int
    charity: int
    spent: int


def waits_for(viewer: Person) -> dict[UUID | None, figures.Waits]:
    """How long money took that was paid in the last year: by panel where the viewer runs it, the rest as one (None)."""
    since, named = clock.today() - timedelta(days=DAYS_BACK), panels_named_for(viewer)
    lines = with_paid_day(records_for(viewer)).filter(state=states.PAID, paid_on__gte=since)
    found: dict[UUID | None, list[tuple[date, date | None, date]]] = {}
    for panel, *days in lines.order_by("activity_on", "pk").values_list(
        "panel", "activity_on", "promised_on", "paid_on"
    ):
        found.setdefault(panel if panel in named else None, []).append(tuple(days))
    return {panel: waits for panel, days in found.items() if (waits := figures.waits_of(days))}


def open_lines_for(viewer: Person) -> QuerySet[PaymentLine]:
    """Every line the viewer keeps that is neither paid nor denied nor taken back in full, the one promised first at the
    top."""
    lines = records_for(viewer).filter(leaves_something()).exclude(state__in=states.SETTLED)
    return lines.order_by("promised_on", "activity_on", "meeting_id", "made_at", "pk")


def late_lines_for(viewer: Person) -> QuerySet[PaymentLine]:
    """Those of them whose promised day has passed. What takes back is nobody's to wait for."""
    return open_lines_for(viewer).filter(promised_on__lt=clock.today(), amount_pence__gt=0)


def what_waits_for(viewer: Person) -> tuple[int, bool]:
    """How many lines the viewer keeps are late, and whether a meeting of theirs waits for a rate. One query."""
    late = late_lines_for(viewer).order_by().values(one=Value(1)).annotate(count=Count("pk")).values("count")
    asked = Person.objects.filter(pk=viewer.pk).annotate(
        late=Subquery(late, output_field=IntegerField()), no_rate=Exists(meetings_waiting_for_a_rate(viewer))
    )
    count, has_no_rate = asked.values_list("late", "no_rate").get()
    return count or 0, has_no_rate


def ages_for(viewer: Person) -> dict[str, tuple[int, int]]:
    """By how late it is, how many lines are not paid, and how much."""
    return figures.ages_of(open_lines_for(viewer).values_list("promised_on", "amount_pence"), clock.today())


def years_for(viewer: Person) -> list[YearOfAPanel]:
    """Budget, committed and paid for each panel the viewer runs: the years that are not long over, the newest first.

    A panel without an amount for this year is there, too, for the financial year from 1 April. Three queries.
    """
    panels = list(people_queries.panels_run_by(viewer).order_by("name", "pk"))
    today = clock.today()
    kept = PanelBudget.objects.filter(panel__in=panels, starts_on__gt=today - timedelta(days=2 * DAYS_BACK))
    years = {
        panel.pk: [
            (*figures.year_from(each.starts_on), each.amount_pence) for each in kept if each.panel_id == panel.pk
        ]
        for panel in panels
    }
    for each in years.values():
        if not any(first <= today <= last for first, last, _ in each):
            each.append((*figures.year_from(figures.financial_year(today)), None))
    sums = _by_day(panels)
    return [
        _year(panel, first, last, amount, sums)
        for panel in panels
        for first, last, amount in sorted(years[panel.pk], key=lambda year: year[0], reverse=True)
    ]


def _by_day(panels: Iterable[Panel]) -> list[dict]:
    lines = PaymentLine.objects.filter(panel__in=panels).exclude(state=states.DENIED)
    days = lines.order_by().values("panel", "activity_on", "state").annotate(pence=Sum("amount_pence"))
    return list(days.order_by("panel", "activity_on", "state"))


def _year(panel: Panel, first: date, last: date, amount: int | None, sums: list[dict]) -> YearOfAPanel:
    mine = [row for row in sums if row["panel"] == panel.pk and first <= row["activity_on"] <= last]
    paid = sum(row["pence"] for row in mine if row["state"] == states.PAID)
    return YearOfAPanel(panel, first, last, amount, sum(row["pence"] for row in mine) - paid, paid)


def paid_to_people_for(viewer: Person, first: date, last: date) -> list[PaidToAPerson]:
    """By person, what was paid from one day to another in the programmes whose money the viewer keeps, with the names
    for payments; nobody else gets a row. In the order of their keys, which says nothing about them. Two queries."""
    kept = people_queries.programmes_with_money_for(viewer).values("pk")
    lines = with_paid_day(PaymentLine.objects.filter(panel__programme__in=kept, state=states.PAID))
    rows = (
        lines.filter(paid_on__gte=first, paid_on__lte=last)
        .annotate(is_time=_is_time())
        .order_by()
        .values("person", "way", "is_time")
        .annotate(pence=Sum("amount_pence"))
        .order_by("person", "way", "is_time")
    )
    sums = {(row["person"], row["way"], row["is_time"]): row["pence"] for row in rows}
    people = Person.objects.filter(pk__in={person for person, _, _ in sums}).order_by("pk")
    return [_paid_to(person, sums) for person in people]


def _paid_to(person: Person, sums: dict[tuple[UUID, str, bool], int]) -> PaidToAPerson:
    def of(way: str, *, is_time: bool = True) -> int:
        return sums.get((person.pk, way, is_time), 0)

    money, vouchers = of(PaymentLine.Way.MONEY), of(PaymentLine.Way.VOUCHER)
    spent = of(PaymentLine.Way.MONEY, is_time=False)
    return PaidToAPerson(person.pk, person.legal_name, money + vouchers, vouchers, of(PaymentLine.Way.CHARITY), spent)


def costs_for(viewer: Person, programme: Programme, first: date, last: date) -> list[figures.Cost] | None:
    """What involvement cost in a programme the viewer leads, by activity and without names (see figures.without_names);
    None where that cannot be told, and for anybody else. What was denied is left out, and whoever gets nothing after
    their corrections counts as nobody. One query."""
    if not people_queries.programmes_led_by(viewer).filter(pk=programme.pk).exists():
        return None
    lines = PaymentLine.objects.filter(panel__programme=programme, activity_on__gte=first, activity_on__lte=last)
    rows = lines.exclude(state=states.DENIED).annotate(is_time=_is_time()).order_by()
    rows = (
        rows.values("is_time", "activity", "meeting__fee_band", "person")
        .annotate(pence=Sum("amount_pence"))
        .filter(pence__gt=0)
    )
    costs: dict[str, tuple[int, set[UUID]]] = {}
    for row in rows.order_by("is_time", "activity", "meeting__fee_band", "person"):
        activity = (row["meeting__fee_band"] or row["activity"]) if row["is_time"] else "spent"
        pence, people = costs.get(activity, (0, set()))
        costs[activity] = (pence + row["pence"], people | {row["person"]})
    return figures.without_names(
        figures.Cost(activity, pence, frozenset(people)) for activity, (pence, people) in costs.items()
    )


def _is_time() -> Case:
    return Case(When(Q(for_time()), then=Value(True)), default=Value(False), output_field=BooleanField())
