"""Batches and budgets, for those who keep the money of a programme."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.people import queries as people_queries
from accounts.people.models import Person
from meetings.payments.models import Batch, BatchLine, Budget, PaymentLine


def budgets_for(viewer: Person) -> QuerySet[Budget]:
    """The budgets of the programmes whose money the viewer keeps."""
    kept = people_queries.programmes_with_money_for(viewer).values("pk")
    return Budget.objects.filter(programme__in=kept).select_related("programme", "panel").order_by("name", "pk")


def batches_for(viewer: Person) -> QuerySet[Batch]:
    """The batches of the programmes whose money the viewer keeps, the newest first."""
    kept = people_queries.programmes_with_money_for(viewer).values("pk")
    found = Batch.objects.filter(programme__in=kept).select_related("budget", "programme", "made_by")
    return found.order_by("programme__name", "programme", "-number")


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


def waiting_by_budget(budgets: Iterable[Budget]) -> list[tuple[Budget, int]]:
    """Each of these budgets with the number of approved lines that wait for a batch."""
    return [(budget, lines_of_budget(budget).count()) for budget in budgets]
