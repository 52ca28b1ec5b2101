"""What a band is worth on a day, and what a programme says beside each offer. Nobody's secret."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Case, F, Q, QuerySet, Value, When
from django.db.models.expressions import OrderBy

from accounts.people import queries as people_queries
from accounts.people.models import Panel, Person, Programme, Role
from leap.core import clock
from leap.design.times import there
from meetings.payments import states
from meetings.payments.models import Activity, BandEnd, PaymentLine, Rate, RateSet, Work
from meetings.schedule.models import Meeting


@dataclass(frozen=True, slots=True)
class RateCard:
    """Every rate known now in some programmes, read at once, for pages with many meetings."""

    sets: dict[UUID, RateSet]
    rates: tuple[Rate, ...]  # the one that holds comes first

    def rate(self, meeting: Meeting) -> Rate | None:
        """The rate of the meeting's band on its day; None when nothing is offered or no rate is known."""
        if meeting.fee_band == Meeting.FeeBand.NONE:
            return None
        return self.rate_on(meeting.panel, meeting.fee_band, day_of(meeting), Activity.MEETING)

    def rate_on(self, panel: Panel, band: str, on: date, activity: str) -> Rate | None:
        """The rate of a band on a day for a panel and a kind of work; None when no rate is known."""
        rate_set = self.sets.get(panel.programme_id)
        found = (
            each
            for each in self.rates
            if rate_set is not None
            and (each.rate_set_id, each.band) == (rate_set.pk, band)
            and each.panel_id in (None, panel.pk)
            and each.activity in (Activity.ANY, activity)
            and each.valid_from <= on
        )
        # The first of those that are meant most closely: see closest_first.
        return min(found, key=lambda each: (each.panel_id is None, each.activity == Activity.ANY), default=None)

    def answers(self, meeting: Meeting) -> tuple[str, ...]:
        """What people may choose about the money for the meeting."""
        return answers_for(self.sets.get(meeting.panel.programme_id))


def day_of(meeting: Meeting | Work) -> date:
    """The date of the meeting on the wall calendar of its panel (of work: its own): the date that picks the rate."""
    if isinstance(meeting, Work):
        return meeting.on
    return there(meeting.starts_at, meeting.panel).date()


def rate_for(
    rate_set: RateSet,
    band: str,
    on: date,
    known_at: datetime | None = None,
    *,
    panel: Panel | None = None,
    activity: str = Activity.MEETING,
) -> Rate | None:
    """The rate of a band on a date, as it was known at a moment (now, if none is given); None when none was known.

    A panel's own rate goes before one for all panels, and then one for the kind of work before one for every kind. Of
    these, the rate that started last before or on the date holds; of two records of the same start, the later record.
    """
    known = rate_set.rates.filter(band=band, valid_from__lte=on, recorded_at__lte=known_at or clock.now())
    meant = known.filter(Q(panel=None) | Q(panel=panel), activity__in=(Activity.ANY, activity))
    return meant.order_by(*closest_first()).first()


def closest_first() -> tuple[OrderBy, ...]:
    """The order in which rates of one band hold, the one that holds first: see rate_for."""
    is_any = Case(When(activity=Activity.ANY, then=Value(1)), default=Value(0))
    newest = (F("valid_from").desc(), F("recorded_at").desc(), F("pk").asc())
    return (F("panel").desc(nulls_last=True), is_any.asc(), *newest)


def rate_kept(rate_set: RateSet, band: str, on: date, *, panel: Panel | None, activity: str) -> Rate | None:
    """What was announced last for exactly this panel (None: all of them) and this kind of work, for a band on a day."""
    known = rate_set.rates.filter(panel=panel, activity=activity, band=band, valid_from__lte=on)
    return known.filter(recorded_at__lte=clock.now()).order_by("-valid_from", "-recorded_at", "pk").first()


def rate_set_of(about: Meeting | Work | PaymentLine) -> RateSet | None:
    """The rates and terms of the programme that a meeting (or work, or a line) belongs to, once there are any."""
    return RateSet.objects.filter(programme=about.panel.programme_id).first()


def rate_of_meeting(meeting: Meeting) -> Rate | None:
    """The rate of the meeting's band on its day; None when nothing is offered or no rate is known."""
    if meeting.fee_band == Meeting.FeeBand.NONE:
        return None
    rate_set = rate_set_of(meeting)
    return rate_for(rate_set, meeting.fee_band, day_of(meeting), panel=meeting.panel) if rate_set else None


def pays_less(meeting: Meeting, band: str) -> bool:
    """Is less money known for this band on the day of the meeting, or none, than for the band it has? No while nobody
    knows what its own is worth."""
    told = rate_of_meeting(meeting)
    if told is None:
        return False
    new = rate_for(told.rate_set, band, day_of(meeting), panel=meeting.panel)
    return new is None or new.amount_pence < told.amount_pence


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


@dataclass(frozen=True, slots=True)
class ShownOfRates:
    """For which panels somebody reads the name beside a rate, and in which programmes the kind of work."""

    panels: frozenset[UUID]
    kinds: frozenset[UUID]

    def panel_of(self, rate: Rate) -> bool:
        """May they read for which panel it is? A rate for all panels tells of none."""
        return rate.panel_id is None or rate.panel_id in self.panels

    def kind_of(self, rate: Rate) -> bool:
        """May they read for which kind of work it is?"""
        return rate.activity == Activity.ANY or rate.rate_set.programme_id in self.kinds


def shown_of_rates(viewer: Person) -> ShownOfRates:
    """Names of panels, and kinds of work in their programmes, for those who run a panel: coordinators and PPI leads.

    Finance reads neither: beside the amounts in a payment file they would say what somebody did, and where.
    """
    run = list(people_queries.panels_run_by(viewer).order_by("pk").values_list("pk", "programme"))
    led = programmes_with_terms_for(viewer).values_list("pk", flat=True)
    return ShownOfRates(frozenset(pk for pk, _ in run), frozenset([*(each for _, each in run), *led]))


def rates_of(programmes: Iterable[Programme]) -> list[Rate]:
    """Every rate that was ever recorded in these programmes, the newest start first, then by band."""
    found = Rate.objects.filter(rate_set__programme__in=[each.pk for each in programmes])
    ordered = found.order_by("-valid_from", "panel__name", "activity", "band", "-recorded_at", "pk")
    return list(ordered.select_related("rate_set", "panel"))


def band_ends_of(programme: Programme, panel: Panel | None = None) -> dict[str, int]:
    """Up to how many minutes somebody's time counts as each band: as the panel says, else the programme, else as LEAP
    suggests. One query."""
    kept = BandEnd.objects.filter(Q(panel=None) | Q(panel=panel), rate_set__programme=programme)
    ordered = kept.order_by(F("panel").asc(nulls_first=True), "band")
    return states.BAND_ENDS | {each.band: each.up_to_minutes for each in ordered}


def terms_of(programme: Programme) -> RateSet:
    """What the programme says beside its offers; what holds by itself where nothing was kept yet."""
    return RateSet.objects.filter(programme=programme).first() or RateSet(programme=programme)


def days_to_pay(about: Meeting | Work | PaymentLine) -> int:
    """Within how many days of the meeting (or the work) the programme promises the money."""
    rate_set = rate_set_of(about)
    return rate_set.pay_within_days if rate_set else RateSet._meta.get_field("pay_within_days").default
