"""What is paid to people before a meeting, and what is left of it."""

from uuid import UUID

from django.db.models import F, IntegerField, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from accounts.people import queries as people_queries
from accounts.people.models import Person
from meetings.payments import states
from meetings.payments.models import Advance, Expense, PaymentLine
from meetings.schedule.models import Meeting


def advances_for(viewer: Person) -> QuerySet[Advance]:
    """Everything paid before a meeting on the panels the viewer runs, by meeting and name, without what was denied.
    Each has `left`: what nothing was counted against yet, in pence. Never the viewer's own."""
    run = people_queries.panels_run_by(viewer).values("pk")
    found = _standing().filter(line__panel__in=run).exclude(line__person=viewer)
    return found.order_by("line__activity_on", "line__meeting", "line__person__shown_name", "line__made_at", "pk")


def my_advances_for(viewer: Person, meeting: Meeting) -> list[Advance]:
    """The viewer's own for one meeting, the earliest first."""
    return list(_standing().filter(line__person=viewer, line__meeting=meeting).order_by("line__made_at", "pk"))


def advance_with_something_left(person_id: UUID, meeting: Meeting) -> Advance | None:
    """The first of somebody's advances for a meeting that a claim can be counted against. For the actions, which hold
    the meeting."""
    mine = _standing().filter(line__person=person_id, line__meeting=meeting, rest="", left__gt=0)
    return mine.order_by("line__made_at", "pk").first()


def left_of_advance(advance: Advance) -> int:
    """What nothing was counted against yet, in pence."""
    used = Expense.objects.filter(advance=advance).aggregate(pence=Sum("from_advance_pence"))["pence"] or 0
    return advance.line.amount_pence - used


def was_counted_against(line: PaymentLine) -> bool:
    """Was what somebody spent counted against this money, or what was left of it settled?"""
    mine = Advance.objects.filter(line=line)
    return Expense.objects.filter(advance__in=mine).exists() or mine.exclude(rest="").exists()


def _standing() -> QuerySet[Advance]:
    used = Expense.objects.filter(advance=OuterRef("pk")).order_by().values("advance")
    pence = Subquery(used.annotate(pence=Sum("from_advance_pence")).values("pence"), output_field=IntegerField())
    found = Advance.objects.exclude(line__state=states.DENIED).annotate(
        left=F("line__amount_pence") - Coalesce(pence, 0)
    )
    return found.select_related("line__meeting__panel", "line__panel", "line__person", "settled_by")
