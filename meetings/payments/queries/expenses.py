"""What people spent: who may claim, their claims, journeys to work out, receipts, and what is paid back for what."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import OuterRef, Q, QuerySet, Subquery, Sum

from accounts.people import queries as people_queries
from accounts.people.models import Person, Programme
from leap.core import clock
from meetings.invitations import queries as invitations
from meetings.invitations.models import Invitation
from meetings.payments.models import Expense, ExpenseRule, PaymentLine, RateSet
from meetings.payments.queries.lines import is_member_on_the_day
from meetings.schedule import queries as schedule
from meetings.schedule.models import Meeting

PARTS = ("meeting__panel", "person", "written_by", "line__rate", "file")


def my_claimable_for(viewer: Person) -> QuerySet[Invitation]:
    """The viewer's own invitations for which they can claim what they spent: as a member of the panel on that day.

    Whatever they answered, and whatever they chose about their fee: a ticket is paid before somebody falls ill.
    """
    return _of_members(invitations.my_invitations_for(viewer))


def claimable_for(viewer: Person, meeting: Meeting) -> QuerySet[Invitation]:
    """The same for everyone asked to one meeting, by name. For those who run the panel; for anyone else, nothing."""
    return _of_members(invitations.replies_for(viewer, meeting))


def my_expenses_for(viewer: Person, meeting: Meeting) -> list[Expense]:
    """What the viewer claimed for one meeting, the earliest first."""
    return list(_with_parts(Expense.objects.filter(person=viewer, meeting=meeting)).order_by("claimed_at", "pk"))


def expenses_for(viewer: Person, meeting: Meeting) -> list[Expense]:
    """What everyone claimed for one meeting, by name, for those who run the panel; else nothing."""
    run = people_queries.panels_run_by(viewer).values("pk")
    found = _with_parts(Expense.objects.filter(meeting=meeting, meeting__panel__in=run))
    return list(found.order_by("person__shown_name", "person_id", "claimed_at", "pk"))


def journeys_for(viewer: Person) -> QuerySet[Expense]:
    """Journeys by the mile, on the panels the viewer runs, that nobody has worked out. Never the viewer's own."""
    run = people_queries.panels_run_by(viewer).values("pk")
    found = Expense.objects.filter(line__isnull=True, amount_pence__isnull=True, meeting__panel__in=run)
    found = found.exclude(person=viewer)
    return _with_parts(found).order_by("meeting__starts_at", "person__shown_name", "claimed_at", "pk")


def receipts_for(viewer: Person) -> QuerySet[Expense]:
    """Claims whose receipt the viewer may open: their own, of panels they run, and of money they keep."""
    run = people_queries.panels_run_by(viewer).values("pk")
    kept = people_queries.programmes_with_money_for(viewer).values("pk")
    mine = Q(person=viewer) | Q(meeting__panel__in=run) | Q(meeting__panel__programme__in=kept)
    return _with_parts(Expense.objects.filter(mine, file__isnull=False)).order_by("pk")


def rule_for(rate_set: RateSet | None, kind: str, on: date, known_at: datetime | None = None) -> ExpenseRule | None:
    """What is paid back for a kind of cost on a day, as it was known at a moment (now, if none is given).

    None where nothing was written down: then it is paid back as it was, with a receipt.
    """
    if rate_set is None:
        return None
    known = ExpenseRule.objects.filter(rate_set=rate_set, kind=kind, valid_from__lte=on)
    return known.filter(recorded_at__lte=known_at or clock.now()).order_by("-valid_from", "-recorded_at", "pk").first()


def rules_on(rate_set: RateSet | None, on: date) -> dict[str, ExpenseRule]:
    """What is paid back on a day, by kind of cost, where something was written down: one query."""
    known = ExpenseRule.objects.filter(rate_set=rate_set, valid_from__lte=on, recorded_at__lte=clock.now())
    ordered = known.order_by("kind", "-valid_from", "-recorded_at", "pk").distinct("kind")
    return {rule.kind: rule for rule in ordered}


def rules_of(programmes: Iterable[Programme]) -> list[ExpenseRule]:
    """Every rule that was ever written down in these programmes, the newest start first."""
    found = ExpenseRule.objects.filter(rate_set__programme__in=[each.pk for each in programmes])
    return list(found.select_related("rate_set").order_by("-valid_from", "kind", "-recorded_at", "pk"))


def _of_members(found: QuerySet[Invitation]) -> QuerySet[Invitation]:
    return found.annotate(on=schedule.day_there("meeting__")).filter(is_member_on_the_day(), person__is_active=True)


def _with_parts(found: QuerySet[Expense]) -> QuerySet[Expense]:
    """With what pages need of each claim, and `journey_pence`: what all parts of a journey come to."""
    lines = PaymentLine.objects.filter(journey=OuterRef("pk")).order_by().values("journey")
    return found.select_related(*PARTS).annotate(
        journey_pence=Subquery(lines.annotate(pence=Sum("amount_pence")).values("pence"))
    )
