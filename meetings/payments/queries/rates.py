"""What a band is worth on a day, and what a programme says beside each offer. Nobody's secret."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from accounts.people import queries as people_queries
from accounts.people.models import Person, Programme, Role
from leap.core import clock
from leap.design.times import there
from meetings.payments import states
from meetings.payments.models import Rate, RateSet
from meetings.schedule.models import Meeting


@dataclass(frozen=True, slots=True)
class RateCard:
    """Every rate known now in some programmes, read at once, for pages with many meetings."""

    sets: dict[UUID, RateSet]
    rates: tuple[Rate, ...]  # the one that holds comes first

    def rate(self, meeting: Meeting) -> Rate | None:
        """The rate of the meeting's band on its day; None when nothing is offered or no rate is known."""
        rate_set = self.sets.get(meeting.panel.programme_id)
        if rate_set is None or meeting.fee_band == Meeting.FeeBand.NONE:
            return None
        on = day_of(meeting)
        found = (each for each in self.rates if each.rate_set_id == rate_set.pk and each.band == meeting.fee_band)
        return next((each for each in found if each.valid_from <= on), None)

    def answers(self, meeting: Meeting) -> tuple[str, ...]:
        """What people may choose about the money for the meeting."""
        return answers_for(self.sets.get(meeting.panel.programme_id))


def day_of(meeting: Meeting) -> date:
    """The date of the meeting on the wall calendar of its panel: the date that picks the rate."""
    return there(meeting.starts_at, meeting.panel).date()


def rate_for(rate_set: RateSet, band: str, on: date, known_at: datetime | None = None) -> Rate | None:
    """The rate of a band on a date, as it was known at a moment (now, if none is given); None when none was known.

    The rate that started last before or on the date holds; of two records of the same start, the later record.
    """
    known = rate_set.rates.filter(band=band, valid_from__lte=on, recorded_at__lte=known_at or clock.now())
    return known.order_by("-valid_from", "-recorded_at").first()


def rate_set_of(meeting: Meeting) -> RateSet | None:
    """The rates and terms of the meeting's programme, once there are any."""
    return RateSet.objects.filter(programme=meeting.panel.programme_id).first()


def rate_of_meeting(meeting: Meeting) -> Rate | None:
    """The rate of the meeting's band on its day; None when nothing is offered or no rate is known."""
    if meeting.fee_band == Meeting.FeeBand.NONE:
        return None
    rate_set = rate_set_of(meeting)
    return rate_for(rate_set, meeting.fee_band, day_of(meeting)) if rate_set else None


def card_for(programmes: Iterable[UUID]) -> RateCard:
    """All rates known now in these programmes: two queries, however many there are."""
    sets = {each.programme_id: each for each in RateSet.objects.filter(programme__in=set(programmes)).order_by("pk")}
    known = Rate.objects.filter(rate_set__programme__in=list(sets), recorded_at__lte=clock.now())
    return RateCard(sets, tuple(known.order_by("-valid_from", "-recorded_at", "pk")))


def answers_for(rate_set: RateSet | None) -> tuple[str, ...]:
    """What people of a programme may choose about their money: always full, less and none."""
    return states.answers_offered(
        voucher=bool(rate_set and rate_set.voucher), charity=bool(rate_set and rate_set.charity)
    )


def answers_in_any(viewer: Person) -> tuple[str, ...]:
    """What the viewer may choose in at least one of the programmes in which they are a panel member."""
    held = Role.objects.filter(people_queries.in_force(), person=viewer, kind=Role.Kind.MEMBER)
    sets = list(RateSet.objects.filter(programme__in=held.values("programme")).order_by("pk"))
    return states.answers_offered(
        voucher=any(each.voucher for each in sets), charity=any(each.charity for each in sets)
    )


def programmes_with_terms_for(viewer: Person) -> QuerySet[Programme]:
    """The programmes whose rates and terms the viewer sets: as their PPI lead."""
    led = Role.objects.filter(people_queries.in_force(), person=viewer, kind=Role.Kind.PPI_LEAD)
    return Programme.objects.filter(pk__in=led.values("programme")).order_by("name", "pk")


def programmes_with_rates_for(viewer: Person) -> QuerySet[Programme]:
    """The programmes whose rates the viewer reads: those whose money they keep, and those whose panels they run."""
    kept = people_queries.programmes_with_money_for(viewer).values("pk")
    run = people_queries.panels_run_by(viewer).values("programme")
    return Programme.objects.filter(Q(pk__in=kept) | Q(pk__in=run)).order_by("name", "pk")


def rates_of(programmes: Iterable[Programme]) -> list[Rate]:
    """Every rate that was ever recorded in these programmes, the newest start first, then by band."""
    found = Rate.objects.filter(rate_set__programme__in=[each.pk for each in programmes]).select_related("rate_set")
    return list(found.order_by("-valid_from", "band", "-recorded_at", "pk"))


def terms_of(programme: Programme) -> RateSet:
    """What the programme says beside its offers; what holds by itself where nothing was kept yet."""
    return RateSet.objects.filter(programme=programme).first() or RateSet(programme=programme)


def days_to_pay(meeting: Meeting) -> int:
    """Within how many days of the meeting the programme promises the money."""
    rate_set = rate_set_of(meeting)
    return rate_set.pay_within_days if rate_set else RateSet._meta.get_field("pay_within_days").default
