"""Reads about money. The viewer comes first; the two at the top are about rates, which are nobody's secret."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Sum,
    Value,
    When,
)

from accounts.people import queries as people_queries
from accounts.people.models import Person, Role
from leap.core import clock
from leap.design.times import say_pounds, there
from meetings.attendance.models import Attendance
from meetings.invitations import queries as invitations
from meetings.invitations import states as replies
from meetings.invitations.models import Invitation
from meetings.payments.models import FeeChoice, PaymentLine, Rate, RateSet
from meetings.schedule import queries as schedule
from meetings.schedule.models import Meeting

CHOICE_PARTS = ("meeting__panel", "recorded_by")
SAY_NO = "You can say no to money and still come: choose on the meeting’s page, at “Payment”."
SAID_NO = "You chose no payment. You can change that on the meeting’s page, at “Payment”."


@dataclass(frozen=True, slots=True)
class Totals:
    """How many lines and what they come to, in pence: in all, and by state word."""

    lines: int
    pence: int
    by_state: tuple[tuple[str, int, int], ...]


def day_of(meeting: Meeting) -> date:
    """The date of the meeting on the wall calendar of its panel: the date that picks the rate."""
    return there(meeting.starts_at, meeting.panel).date()


def rate_for(rate_set: RateSet, band: str, on: date, known_at: datetime | None = None) -> Rate | None:
    """The rate of a band on a date, as it was known at a moment (now, if none is given); None when none was known.

    The rate that started last before or on the date holds; of two records of the same start, the later record.
    """
    known = rate_set.rates.filter(band=band, valid_from__lte=on, recorded_at__lte=known_at or clock.now())
    return known.order_by("-valid_from", "-recorded_at").first()


def rate_of_meeting(meeting: Meeting) -> Rate | None:
    """The rate of the meeting's band on its day; None when nothing is offered or no rate is known."""
    if meeting.fee_band == Meeting.FeeBand.NONE:
        return None
    rate_set = RateSet.objects.filter(programme=meeting.panel.programme_id).first()
    return rate_for(rate_set, meeting.fee_band, day_of(meeting)) if rate_set else None


def offer_for(viewer: Person, meeting: Meeting) -> str:
    """What is offered to the viewer for the meeting and where to say no to it, said before they answer.

    Empty for those who are not a member of the panel on that day, when nothing is offered or no rate is known yet.
    """
    held = Role.objects.filter(people_queries.in_force(day_of(meeting)), panel=meeting.panel_id, person=viewer)
    rate = rate_of_meeting(meeting) if held.filter(kind=Role.Kind.MEMBER).exists() else None
    if rate is None:
        return ""
    choice = my_choice_for(viewer, meeting)
    and_now = SAID_NO if choice and not choice.wants_fee else SAY_NO
    return f"We offer {say_pounds(rate.amount_pence)} for this meeting. {and_now}"


def my_offers_for(viewer: Person) -> QuerySet[Invitation]:
    """The viewer's own invitations that come with money: as a member of the panel on that day, to a meeting with a fee.

    Also where no rate is known yet: the money follows as soon as it is.
    """
    return _with_money(invitations.my_invitations_for(viewer))


def offers_for(viewer: Person, meeting: Meeting) -> QuerySet[Invitation]:
    """The same for everyone invited to one meeting who did not say no to coming, by name.

    For those who run the panel; for anyone else, nothing.
    """
    return _with_money(invitations.replies_for(viewer, meeting)).exclude(reply=replies.NOT_COMING)


def my_choice_for(viewer: Person, meeting: Meeting) -> FeeChoice | None:
    """What the viewer chose about the money for a meeting; None when they chose nothing."""
    return FeeChoice.objects.filter(meeting=meeting, person=viewer).select_related(*CHOICE_PARTS).first()


def choices_for(viewer: Person, meeting: Meeting) -> dict[UUID, FeeChoice]:
    """What everyone chose about the money for a meeting, by person, for those who run the panel; else nothing."""
    run = people_queries.panels_run_by(viewer).values("pk")
    chosen = FeeChoice.objects.filter(meeting=meeting, meeting__panel__in=run).select_related(*CHOICE_PARTS)
    return {choice.person_id: choice for choice in chosen}


def lines_of(viewer: Person) -> QuerySet[PaymentLine]:
    """The person's own lines, the newest meeting first."""
    return _with_parts(PaymentLine.objects.filter(person=viewer)).order_by("-activity_on", "-made_at", "pk")


def records_for(viewer: Person) -> QuerySet[PaymentLine]:
    """Every line the viewer keeps: of their programmes as finance officer or lead, of their panels as coordinator.

    By meeting and then by name where the viewer is shown names; else in an order that says nothing about them.
    """
    lines = _with_parts(PaymentLine.objects.filter(_mine_to_keep(viewer, "meeting__")))
    return lines.order_by("-activity_on", "meeting_id", *_by_shown_name(viewer), "person_id", "made_at", "pk")


def _by_shown_name(viewer: Person) -> list[Case]:
    named = panels_named_for(viewer)
    shown = When(meeting__panel__in=named, then=F("person__shown_name"))
    return [Case(shown, default=Value(""), output_field=CharField()).asc()] if named else []


def totals_of(lines: QuerySet[PaymentLine]) -> Totals:
    """Control totals of these lines."""
    sums = lines.order_by().values("state").annotate(count=Count("pk"), pence=Sum("amount_pence"))
    found = {row["state"]: (row["count"], row["pence"]) for row in sums}
    by_state = tuple((state, *found.get(state, (0, 0))) for state in PaymentLine.State.values)
    return Totals(sum(row[1] for row in by_state), sum(row[2] for row in by_state), by_state)


def meetings_waiting_for_a_rate(viewer: Person) -> QuerySet[Meeting]:
    """Meetings where people came and money was offered, but no rate is known: nobody is paid for them yet."""
    return waiting_for_a_rate().filter(_mine_to_keep(viewer)).select_related("panel").order_by("starts_at", "pk")


def waiting_for_a_rate() -> QuerySet[Meeting]:
    """The same over all programmes: for the action that makes the missing lines. A no to the money waits for none."""
    fee = PaymentLine.objects.filter(kind=PaymentLine.Kind.FEE, meeting=OuterRef("meeting"), person=OuterRef("person"))
    said_no = FeeChoice.objects.filter(wants_fee=False, meeting=OuterRef("meeting"), person=OuterRef("person"))
    here = Attendance.objects.filter(meeting=OuterRef("pk"), came__in=Attendance.HERE).annotate(
        on=schedule.day_there("meeting__")
    )
    unpaid = here.filter(~Exists(fee), ~Exists(said_no), _is_member_on_the_day())
    return Meeting.objects.filter(Exists(unpaid)).exclude(fee_band=Meeting.FeeBand.NONE)


def panels_named_for(viewer: Person) -> set[UUID]:
    """The panels on whose lines the viewer is shown names: those they run. Finance sees references."""
    return set(people_queries.panels_run_by(viewer).values_list("pk", flat=True))


def legal_names_for(viewer: Person, lines: Iterable[PaymentLine]) -> dict[UUID, str]:
    """The name for payments of each line's person, opened only for whoever keeps the money of that line's programme."""
    programmes = set(people_queries.programmes_with_money_for(viewer).values_list("pk", flat=True))
    return {line.person_id: line.person.legal_name for line in lines if line.meeting.panel.programme_id in programmes}


def _mine_to_keep(viewer: Person, to_meeting: str = "") -> Q:
    programmes = people_queries.programmes_with_money_for(viewer).values("pk")
    panels = people_queries.panels_run_by(viewer).values("pk")
    return Q(**{f"{to_meeting}panel__programme__in": programmes}) | Q(**{f"{to_meeting}panel__in": panels})


def _with_parts(lines: QuerySet[PaymentLine]) -> QuerySet[PaymentLine]:
    return lines.select_related("meeting__panel", "person", "rate")


def _with_money(found: QuerySet[Invitation]) -> QuerySet[Invitation]:
    on_the_day = found.annotate(on=schedule.day_there("meeting__")).filter(
        _is_member_on_the_day(), person__is_active=True
    )
    return on_the_day.exclude(meeting__fee_band=Meeting.FeeBand.NONE)


def _is_member_on_the_day() -> Exists:
    """Of rows with a meeting, a person and the date `on`: was the person a member of the meeting's panel that day?"""
    held = Role.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=OuterRef("on")) | Q(ended_at__gte=OuterRef("meeting__starts_at")),
        starts_on__lte=OuterRef("on"),
        kind=Role.Kind.MEMBER,
        panel=OuterRef("meeting__panel"),
        person=OuterRef("person"),
    )
    return Exists(held)
