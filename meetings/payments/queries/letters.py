"""Facts for a letter about taking part: the viewer's own, and only those they picked."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from accounts.people.models import Person, Programme, Role
from leap.core import clock
from meetings.attendance import queries as attendance
from meetings.attendance.models import Attendance
from meetings.invitations import queries as invitations
from meetings.invitations import states as replies
from meetings.payments.models import PaymentLine
from meetings.payments.planning import letters, statements
from meetings.payments.queries.ceilings import my_amounts_ahead_for
from meetings.payments.queries.rates import terms_of
from meetings.payments.queries.statements import my_statement_for
from meetings.schedule import states as meeting_states
from meetings.schedule.models import Meeting


@dataclass(frozen=True, slots=True)
class LetterFacts:
    """What was picked, and nothing else: what was not picked is not looked up. Amounts in pence."""

    heading: str
    is_over: bool = False  # they were a member and are none now: the letter speaks of the past
    since: date | None = None
    until: date | None = None  # where it is over
    been: tuple[Attendance, ...] = ()
    ahead: tuple[Meeting, ...] = ()
    agreed: tuple[tuple[Meeting, int | None], ...] = ()  # None: no rate is known yet
    paid: tuple[PaymentLine, ...] = ()  # in that time, by the day they were paid


def programmes_of_mine(viewer: Person) -> QuerySet[Programme]:
    """The programmes on whose panels the viewer is or once was a member."""
    held = Role.objects.filter(person=viewer, kind=Role.Kind.MEMBER, panel__isnull=False)
    return Programme.objects.filter(pk__in=held.values("programme")).order_by("name", "pk")


def my_letter_facts_for(
    viewer: Person, programme: Programme, picked: Collection[str], *, first: date | None, last: date | None
) -> LetterFacts:
    """The viewer's own facts in one programme that they picked; the days from `first` to `last` where a time counts."""
    since, until, is_over = _since(viewer, programme)
    return LetterFacts(
        heading=terms_of(programme).letter_heading,
        is_over=is_over,
        since=since if letters.SINCE in picked else None,
        until=until if letters.SINCE in picked else None,
        been=_been(viewer, programme, first, last) if letters.BEEN in picked else (),
        ahead=_ahead(viewer, programme) if letters.AHEAD in picked else (),
        agreed=_agreed(viewer, programme) if letters.AGREED in picked else (),
        paid=_paid(viewer, programme, first, last) if {letters.PAID, letters.SPENT} & set(picked) else (),
    )


def _since(viewer: Person, programme: Programme) -> tuple[date | None, date | None, bool]:
    """From when to when they were a member, and whether that is over. What has not begun yet does not count."""
    held = Role.objects.filter(person=viewer, programme=programme, kind=Role.Kind.MEMBER, starts_on__lte=clock.today())
    days = list(held.order_by("starts_on", "pk").values_list("starts_on", "ends_on"))
    ends = [last for _, last in days if last is not None and last < clock.today()]
    is_over = bool(days) and len(ends) == len(days)
    return days[0][0] if days else None, max(ends) if is_over else None, is_over


def _been(viewer: Person, programme: Programme, first: date | None, last: date | None) -> tuple[Attendance, ...]:
    kept = attendance.my_record_for(viewer, first, last)
    return tuple(kept.filter(meeting__panel__programme=programme))


def _ahead(viewer: Person, programme: Programme) -> tuple[Meeting, ...]:
    asked = invitations.my_invitations_for(viewer).exclude(reply=replies.NOT_COMING)
    asked = asked.filter(meeting__panel__programme=programme, meeting__state__in=meeting_states.AHEAD)
    found = asked.filter(meeting__starts_at__gt=clock.now()).order_by("meeting__starts_at", "meeting_id")
    return tuple(each.meeting for each in found)


def _agreed(viewer: Person, programme: Programme) -> tuple[tuple[Meeting, int | None], ...]:
    found, now = my_amounts_ahead_for(viewer), clock.now()
    here = [(each, pence) for each, pence in found if each.panel.programme_id == programme.pk]
    return tuple((each, pence) for each, pence in here if each.starts_at > now)


def _paid(viewer: Person, programme: Programme, first: date | None, last: date | None) -> tuple[PaymentLine, ...]:
    found = my_statement_for(viewer, counts=statements.PAID_THEN, first=first, last=last)
    return tuple(line for line in found if line.panel.programme_id == programme.pk)
