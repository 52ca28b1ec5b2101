"""What people are owed: their own lines, and those that somebody keeps."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import (
    BooleanField,
    Case,
    CharField,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from accounts.people import queries as people_queries
from accounts.people.models import Panel, Person, Programme, Role
from leap.design.times import there
from meetings.attendance.models import Attendance
from meetings.payments import states
from meetings.payments.models import Answer, FeeChoice, FeeWish, LineMove, PaymentLine
from meetings.payments.planning.example_rates import EXAMPLE
from meetings.schedule import queries as schedule
from meetings.schedule.models import Meeting


@dataclass(frozen=True, slots=True)
class Totals:
    """How many lines and what they come to, in pence: in all, and by state word."""

    lines: int
    pence: int
    by_state: tuple[tuple[str, int, int], ...]


def for_time(to_line: str = "") -> Q:
    """Lines that pay for somebody's time: fees, their corrections, and what was added to a fee. Not what was spent."""
    fee = PaymentLine.Kind.FEE
    kinds = Q(**{f"{to_line}kind__in": [fee, PaymentLine.Kind.ADJUSTMENT]})
    return kinds | Q(**{f"{to_line}kind": PaymentLine.Kind.UPLIFT, f"{to_line}of__kind": fee})


def is_spent(line: PaymentLine) -> bool:
    """Does the line give back what somebody spent? That is no income."""
    spent = (PaymentLine.Kind.EXPENSE, PaymentLine.Kind.MILEAGE, PaymentLine.Kind.ADVANCE)
    return line.kind in spent or (line.of is not None and line.of.kind in spent)


def leaves_something() -> Q:
    """Of lines that pay for time: all that is open for the same person, meeting and way comes to more than nothing. A
    fee that was taken back in full leaves nothing to wait for. What was spent is never taken back."""
    same = {name: OuterRef(name) for name in ("person", "way")}
    what = Q(meeting=OuterRef("meeting")) | Q(work=OuterRef("work"))
    open_now = PaymentLine.objects.filter(for_time(), what, **same).exclude(state__in=states.SETTLED).order_by()
    return ~Q(for_time()) | Exists(open_now.values("person").annotate(pence=Sum("amount_pence")).filter(pence__gt=0))


def taken_back_from(line: PaymentLine) -> int:
    """What the corrections of this payment come to that are not denied, in pence: less than nothing while they take
    back. Nothing for what was spent, which is never corrected."""
    if is_spent(line):
        return 0
    same = {
        "person": line.person_id,
        "meeting": line.meeting_id,
        "work": line.work_id,
        "kind": PaymentLine.Kind.ADJUSTMENT,
    }
    standing = PaymentLine.objects.filter(**same).exclude(state=states.DENIED).order_by()
    return standing.aggregate(pence=Sum("amount_pence"))["pence"] or 0


def lines_of(viewer: Person) -> QuerySet[PaymentLine]:
    """The person's own lines, the newest meeting first."""
    return _with_parts(PaymentLine.objects.filter(person=viewer)).order_by("-activity_on", "-made_at", "pk")


def records_for(viewer: Person) -> QuerySet[PaymentLine]:
    """Every line the viewer keeps: of their programmes as finance officer or lead, of their panels as coordinator.

    By meeting and then by name where the viewer is shown names; else in an order that says nothing about them.
    """
    lines = _with_parts(PaymentLine.objects.filter(_mine_to_keep(viewer)))
    return lines.order_by("-activity_on", "meeting_id", *_by_shown_name(viewer), "person_id", "made_at", "pk")


def _by_shown_name(viewer: Person) -> list[Case]:
    named = panels_named_for(viewer)
    shown = When(panel__in=named, then=F("person__shown_name"))
    return [Case(shown, default=Value(""), output_field=CharField()).asc()] if named else []


def totals_of(lines: QuerySet[PaymentLine]) -> Totals:
    """Control totals of these lines."""
    sums = lines.order_by().values("state").annotate(count=Count("pk"), pence=Sum("amount_pence"))
    found = {row["state"]: (row["count"], row["pence"]) for row in sums}
    shown = [state for state in PaymentLine.State.values if state in found or state in states.FIRST]
    by_state = tuple((state, *found.get(state, (0, 0))) for state in shown)
    return Totals(sum(row[1] for row in by_state), sum(row[2] for row in by_state), by_state)


def meetings_waiting_for_a_rate(viewer: Person) -> QuerySet[Meeting]:
    """Meetings where people came and money was offered, but no rate is known: nobody is paid for them yet."""
    return waiting_for_a_rate().filter(_mine_to_keep(viewer)).select_related("panel").order_by("starts_at", "pk")


def waiting_for_example(viewer: Person, programme: Programme) -> list[Meeting]:
    """Those of a programme for which people are owed money as soon as the example rates are taken, the oldest first."""
    waiting = meetings_waiting_for_a_rate(viewer).filter(panel__programme=programme)
    begins = {band: min(each.valid_from for each in EXAMPLE if each.band == band) for band in {e.band for e in EXAMPLE}}
    return [each for each in waiting if begins.get(each.fee_band, date.max) <= there(each.starts_at, each.panel).date()]


def waiting_for_a_rate() -> QuerySet[Meeting]:
    """The same over all programmes: for the action that makes the missing lines. A no to the money waits for none."""
    fee = PaymentLine.objects.filter(kind=PaymentLine.Kind.FEE, meeting=OuterRef("meeting"), person=OuterRef("person"))
    chosen = FeeChoice.objects.filter(meeting=OuterRef("meeting"), person=OuterRef("person"))
    # As states.holds: what came by a link comes last.
    said, by_link = chosen.exclude(recorded_by=None), chosen.filter(recorded_by=None)
    wished = FeeWish.objects.filter(person=OuterRef("person"), chosen_at__lte=OuterRef("meeting__starts_at"))
    wanted = Coalesce(
        Subquery(said.values("answer")[:1]),
        Subquery(wished.order_by("-chosen_at", "-pk").values("answer")[:1]),
        Subquery(by_link.values("answer")[:1]),
        Value(Answer.FULL),
    )
    here = Attendance.objects.filter(meeting=OuterRef("pk"), came__in=Attendance.HERE).annotate(
        on=schedule.day_there("meeting__"), wanted=wanted
    )
    unpaid = here.filter(~Exists(fee), ~Q(wanted=Answer.NONE), is_member_on_the_day())
    return Meeting.objects.filter(Exists(unpaid)).exclude(fee_band=Meeting.FeeBand.NONE)


def lines_to_confirm(viewer: Person) -> QuerySet[PaymentLine]:
    """Lines of the panels the viewer runs that nobody has confirmed, the oldest first. Never the viewer's own."""
    run = people_queries.panels_run_by(viewer).values("pk")
    lines = PaymentLine.objects.filter(panel__in=run, state__in=states.FIRST).exclude(person=viewer)
    return _with_parts(lines).order_by("activity_on", "meeting_id", "person__shown_name", "made_at", "pk")


def lines_denied(viewer: Person) -> QuerySet[PaymentLine]:
    """Lines of the panels the viewer runs that are not paid, came back or did not arrive, the newest first. Never the
    viewer's own."""
    run = people_queries.panels_run_by(viewer).values("pk")
    lines = PaymentLine.objects.filter(panel__in=run, state__in=states.NEWS).exclude(person=viewer)
    return _with_parts(lines).order_by("-activity_on", "meeting_id", "person__shown_name", "made_at", "pk")


def lines_to_approve(viewer: Person) -> QuerySet[PaymentLine]:
    """Confirmed lines of the programmes whose money the viewer keeps, the oldest first, in an order that says nothing
    about people. Never the viewer's own, nor what they confirmed themself."""
    kept = people_queries.programmes_with_money_for(viewer).values("pk")
    lines = PaymentLine.objects.filter(panel__programme__in=kept, state=PaymentLine.State.CONFIRMED)
    return _with_parts(lines.exclude(person=viewer).exclude(confirmed_by=viewer)).order_by(
        "activity_on", "meeting_id", "made_at", "pk"
    )


def lines_decided_by(viewer: Person) -> QuerySet[PaymentLine]:
    """Every line about which the viewer may have to decide something: of their panels, or of money they keep. Not their
    own."""
    return _with_parts(PaymentLine.objects.filter(_mine_to_keep(viewer)).exclude(person=viewer))


def story_of(viewer: Person, line: PaymentLine) -> list[LineMove]:
    """Each move of a line with its reason, the earliest first: for whose money it is, and for those who keep it."""
    if line.person_id != viewer.pk and not lines_decided_by(viewer).filter(pk=line.pk).exists():
        return []
    return list(LineMove.objects.unscoped("the payee's, or the keeper's").filter(line=line).order_by("moved_at", "pk"))


def times_moved(line: PaymentLine) -> int:
    """How often a line has come to the state it is in. For messages, which tell of each time by itself."""
    moves = LineMove.objects.unscoped("counted, not read")
    return moves.filter(line=line, to=line.state).count()


def panels_named_for(viewer: Person) -> set[UUID]:
    """The panels on whose lines the viewer is shown names: those they run. Finance sees references."""
    return set(people_queries.panels_run_by(viewer).values_list("pk", flat=True))


def _mine_to_keep(viewer: Person) -> Q:
    programmes = people_queries.programmes_with_money_for(viewer).values("pk")
    panels = people_queries.panels_run_by(viewer).values("pk")
    return Q(panel__programme__in=programmes) | Q(panel__in=panels)


def _with_parts(lines: QuerySet[PaymentLine]) -> QuerySet[PaymentLine]:
    """With what pages need of each line, and `is_waited_for`: not taken back in full (see leaves_something)."""
    parts = ("meeting", "work", "panel", "person", "rate", "of", "expense", "journey", "confirmed_by", "approved_by")
    waited = ExpressionWrapper(leaves_something(), output_field=BooleanField())
    return lines.select_related(*parts).annotate(is_waited_for=waited)


def was_also_paid_staff(person_id: UUID, where: Meeting | Panel, on: date) -> bool:
    """Did the person hold a paid role in the programme of a meeting, or of a panel, on that day? Then somebody looks
    before they are paid twice for the same hours.
    """
    if isinstance(where, Meeting):
        held, panel = people_queries.was_in_force(on, where.starts_at), where.panel
    else:
        held, panel = people_queries.in_force(on), where
    roles = Role.objects.filter(held, programme=panel.programme_id, person=person_id)
    return roles.filter(kind__in=states.PAID_STAFF_KINDS).exists()


def is_member_on_the_day() -> Exists:
    """Of rows with a meeting, a person and the date `on`: was the person a member of the meeting's panel that day?"""
    held = Role.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=OuterRef("on")) | Q(ended_at__gte=OuterRef("meeting__starts_at")),
        starts_on__lte=OuterRef("on"),
        kind=Role.Kind.MEMBER,
        panel=OuterRef("meeting__panel"),
        person=OuterRef("person"),
    )
    return Exists(held)
