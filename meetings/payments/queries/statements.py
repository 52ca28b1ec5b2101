"""What somebody was paid in a time, for themself alone."""

from datetime import date

from django.db.models import Case, DateField, F, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import TruncDate

from accounts.people.models import Person
from leap.design.times import zone_of
from meetings.payments import states
from meetings.payments.models import BatchLine, LineMove, PaymentLine
from meetings.payments.planning.statements import PAID_THEN
from meetings.payments.queries.lines import lines_of


def my_statement_for(viewer: Person, *, counts: str, first: date | None, last: date | None) -> list[PaymentLine]:
    """The viewer's own lines of a time, the oldest first: `counts` is "paid" (by the day they were paid, and only what
    is paid) or "meetings" (by the day of the meeting, whatever became of them).

    Each has `paid_on` (the day we heard that it was paid, on the clock of the United Kingdom; None while it is not)
    and `batch_number` (None before it went to finance). One query.
    """
    lines = with_paid_day(lines_of(viewer))
    day = "paid_on" if counts == PAID_THEN else "activity_on"
    found = Q(state=states.PAID) if counts == PAID_THEN else Q()
    found &= Q(**{f"{day}__gte": first}) if first else Q()
    found &= Q(**{f"{day}__lte": last}) if last else Q()
    return list(lines.filter(found).order_by(F(day).asc(), "activity_on", "made_at", "pk"))


def with_paid_day(lines: QuerySet[PaymentLine]) -> QuerySet[PaymentLine]:
    """These lines with `paid_on` and `batch_number`, as above. For queries that have asked who may see the lines."""
    moves = LineMove.objects.unscoped("for the day alone").filter(line=OuterRef("pk"), to=states.PAID)
    paid = Subquery(moves.order_by("-moved_at", "-pk").values("moved_at")[:1])
    live = BatchLine.objects.unscoped("for the number alone").filter(line=OuterRef("pk"), is_live=True)
    return lines.annotate(
        paid_on=Case(When(state=states.PAID, then=TruncDate(paid, tzinfo=zone_of(None))), output_field=DateField()),
        batch_number=Subquery(live.order_by("pk").values("batch__number")[:1]),
    )
