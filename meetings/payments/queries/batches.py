"""Batches and budgets, for those who keep the money of a programme."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum

from accounts.people import queries as people_queries
from accounts.people.models import Person, Programme
from meetings.payments import states
from meetings.payments.models import Batch, BatchLine, Budget, FinanceColumns, PaymentLine
from meetings.payments.planning.finance_files import PAYMENT_COLUMNS
from meetings.payments.queries.lines import for_time


def budgets_for(viewer: Person) -> QuerySet[Budget]:
    """The budgets of the programmes whose money the viewer keeps."""
    kept = people_queries.programmes_with_money_for(viewer).values("pk")
    return Budget.objects.filter(programme__in=kept).select_related("programme", "panel").order_by("name", "pk")


def batches_for(viewer: Person) -> QuerySet[Batch]:
    """The batches of the programmes whose money the viewer keeps, the newest first."""
    kept = people_queries.programmes_with_money_for(viewer).values("pk")
    found = Batch.objects.filter(programme__in=kept).select_related("budget", "programme", "made_by")
    return found.order_by("programme__name", "programme", "-number")


def columns_of(programme: Programme) -> list[str]:
    """The columns of a programme's payment files, in their order: as finance wants them, or LEAP's own."""
    kept = FinanceColumns.objects.filter(programme=programme).first()
    return list(kept.columns) if kept else list(PAYMENT_COLUMNS)


def batch_lines(viewer: Person, batch: Batch) -> list[BatchLine]:
    """Everything that went into a batch, in the order of its files, for those who keep its money; else nothing.

    Also what was taken out of it later: the files of a batch never change.
    """
    if not batches_for(viewer).filter(pk=batch.pk).exists():
        return []
    held = BatchLine.objects.unscoped("for the files of the batch").filter(batch=batch)
    return list(
        held.select_related(
            "line__rate", "line__of", "line__person", "line__meeting", "line__work", "line__panel"
        ).order_by("place")
    )


def lines_of_budget(budget: Budget) -> QuerySet[PaymentLine]:
    """Approved lines that this budget pays: of its panel, or of every panel that has no budget of its own."""
    own = Budget.objects.filter(panel=OuterRef("panel"))
    which = Q(panel=budget.panel_id) if budget.panel_id else ~Exists(own)
    lines = PaymentLine.objects.filter(which, panel__programme=budget.programme_id)
    return lines.filter(state=PaymentLine.State.APPROVED).select_related("person", "meeting", "work", "panel")


def gone_for_time(lines: Iterable[PaymentLine]) -> dict[tuple[UUID, UUID | None, str], int]:
    """Of the people and meetings of these lines, what finance has or has paid for their time, in pence, by person,
    meeting and way. For the action that makes a batch."""
    lines = list(lines)
    meetings, people = {each.meeting_id for each in lines}, {each.person_id for each in lines}
    of_these = PaymentLine.objects.filter(for_time(), meeting__in=meetings, person__in=people)
    rows = of_these.filter(state__in=states.WITH_FINANCE).order_by().values("person", "meeting", "way")
    found = rows.annotate(pence=Sum("amount_pence")).order_by("person", "meeting", "way")
    return {(row["person"], row["meeting"], row["way"]): row["pence"] for row in found}


def waiting_by_budget(budgets: Iterable[Budget]) -> list[tuple[Budget, int]]:
    """Each of these budgets with the number of approved lines that wait for a batch."""
    return [(budget, lines_of_budget(budget).count()) for budget in budgets]
