"""Facts for a letter about taking part: the viewer's own, and only those they picked."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from accounts.people.models import Person, Programme, Role
from meetings.attendance import queries as attendance
from meetings.attendance.models import Attendance
from meetings.payments.models import PaymentLine
from meetings.payments.planning import letters, statements
from meetings.payments.queries.ceilings import my_amounts_ahead_for
from meetings.payments.queries.rates import terms_of
from meetings.payments.queries.statements import my_statement_for
from meetings.schedule.models import Meeting


@dataclass(frozen=True, slots=True)
class LetterFacts:
    """What was picked, and nothing else: what was not picked is not looked up. Amounts in pence."""

    heading: str
    since: date | None = None
    been: tuple[Attendance, ...] = ()
    ahead: tuple[tuple[Meeting, int], ...] = ()
    paid: tuple[PaymentLine, ...] = ()  # in that time, by the day they were paid


def programmes_of_mine(viewer: Person) -> QuerySet[Programme]:
    """The programmes on whose panels the viewer is or once was a member."""
    held = Role.objects.filter(person=viewer, kind=Role.Kind.MEMBER, panel__isnull=False)
    return Programme.objects.filter(pk__in=held.values("programme")).order_by("name", "pk")


def my_letter_facts_for(
    viewer: Person, programme: Programme, picked: Collection[str], *, first: date | None, last: date | None
) -> LetterFacts:
    """The viewer's own facts in one programme that they picked; the days from `first` to `last` where a time counts."""
    return LetterFacts(
        heading=terms_of(programme).letter_heading,
        since=_since(viewer, programme) if letters.SINCE in picked else None,
        been=_been(viewer, programme, first, last) if letters.BEEN in picked else (),
        ahead=_ahead(viewer, programme) if {letters.AHEAD, letters.AGREED} & set(picked) else (),
        paid=_paid(viewer, programme, first, last) if {letters.PAID, letters.SPENT} & set(picked) else (),
    )


def _since(viewer: Person, programme: Programme) -> date | None:
    held = Role.objects.filter(person=viewer, programme=programme, kind=Role.Kind.MEMBER)
    return held.order_by("starts_on", "pk").values_list("starts_on", flat=True).first()


def _been(viewer: Person, programme: Programme, first: date | None, last: date | None) -> tuple[Attendance, ...]:
    kept = attendance.my_record_for(viewer, first, last)
    return tuple(kept.filter(meeting__panel__programme=programme))


def _ahead(viewer: Person, programme: Programme) -> tuple[tuple[Meeting, int], ...]:
    found = my_amounts_ahead_for(viewer)
    return tuple((each, pence) for each, pence in found if each.panel.programme_id == programme.pk)


def _paid(viewer: Person, programme: Programme, first: date | None, last: date | None) -> tuple[PaymentLine, ...]:
    found = my_statement_for(viewer, counts=statements.PAID_THEN, first=first, last=last)
    return tuple(line for line in found if line.meeting.panel.programme_id == programme.pk)
