"""How many miles somebody was paid for in a tax year, where the first 10,000 are worth more than the rest."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import OuterRef, Q, Subquery

from accounts.people import queries as people_queries
from accounts.people.models import Person
from leap.core import clock
from meetings.payments import states
from meetings.payments.models import Activity, Expense, Mile, PaymentLine, Rate, RateSet
from meetings.payments.planning.statements import tax_year_of
from meetings.payments.queries.rates import closest_first, rate_for
from meetings.schedule.models import Meeting

DENIED = PaymentLine.State.DENIED
Year = tuple[UUID, UUID, date | None]  # whose, by which rates, and the first day of the tax year


def year_of(person_id: UUID, rate_set_id: UUID, on: date) -> Year:
    """The tax year in which somebody's miles count together: all panels that are paid by the same rates."""
    return person_id, rate_set_id, tax_year_of(on).first


def first_miles(people: Iterable[UUID], rate_sets: Iterable[UUID]) -> dict[Year, int]:
    """How many tenths of a mile were counted among the first 10,000, by tax year, without what was denied; those
    counted there later, too. For actions and queries that have asked who may see the lines they are about. One query.
    """
    found = PaymentLine.objects.filter(person__in=list(people), rate__rate_set__in=list(rate_sets))
    found = found.filter(miles_tenths__isnull=False, rate__band=Mile.CAR).exclude(state=DENIED)
    used: dict[Year, int] = {}
    for person, rate_set, on, tenths in found.values_list(
        "person", "rate__rate_set", "activity_on", "miles_tenths"
    ).order_by("pk"):
        year = year_of(person, rate_set, on)
        used[year] = used.get(year, 0) + tenths
    return used


def left_of_first_miles(person_id: UUID, rate_set: RateSet, on: date) -> int:
    """How many tenths of the first 10,000 miles are left to somebody in the tax year of a day. For the actions."""
    used = first_miles([person_id], [rate_set.pk]).get(year_of(person_id, rate_set.pk, on), 0)
    return max(states.FIRST_TENTHS - used, 0)


def miles_are_gone(line: PaymentLine) -> bool:
    """Are there too few of the first 10,000 miles left for the miles of this denied line? No for what has no step."""
    if line.miles_tenths is None or line.rate is None or line.rate.band != Mile.CAR:
        return False
    rate_set, on = line.rate.rate_set, line.activity_on
    has_step = rate_for(rate_set, Mile.CAR_OVER, on, panel=line.panel) is not None
    return has_step and left_of_first_miles(line.person_id, rate_set, on) < line.miles_tenths


def takes_passengers(meeting: Meeting, rate_set: RateSet | None, on: date) -> bool:
    """Is something paid on that day for people who are taken along in a car? Nobody's secret."""
    return rate_set is not None and rate_for(rate_set, Mile.PASSENGER, on, panel=meeting.panel) is not None


def parts_of_journey(viewer: Person, journey: Expense) -> list[PaymentLine]:
    """What a journey is paid for, part by part, for whose it is and for those who run the panel; else nothing."""
    run = people_queries.panels_run_by(viewer).filter(pk=journey.meeting.panel_id)
    if journey.person_id != viewer.pk and not run.exists():
        return []
    return list(journey.parts.select_related("rate", "journey").order_by("made_at", "pk"))


def rate_of_first_miles() -> Subquery:
    """Of payment lines: the rate of the first 10,000 miles that holds for their day, as known now."""
    known = Rate.objects.filter(rate_set=OuterRef("rate__rate_set"), band=Mile.CAR, activity=Activity.ANY)
    known = known.filter(valid_from__lte=OuterRef("activity_on"), recorded_at__lte=clock.now())
    own_or_all = known.filter(Q(panel=None) | Q(panel=OuterRef("panel")))
    return Subquery(own_or_all.order_by(*closest_first()).values("pk")[:1])
