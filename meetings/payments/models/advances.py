"""Money paid before a meeting, so that nobody has to find it themself, and what became of the rest of it."""

from django.db import models

from accounts.people.models import Person
from leap.core.personal_data import KEEP, classes
from leap.core.records import Record
from meetings.payments.models.money import PaymentLine


class Rest(models.TextChoices):
    """What became of what was left of it."""

    KEPT = "kept", "They keep it"
    RETURNED = "returned", "They gave it back"


class Advance(Record):
    """What somebody is paid before a meeting for what it costs them to come. Its money is a payment line like any
    other; what they spend is counted against it (Expense.advance). What is left is settled once, and never edited."""

    line = models.OneToOneField(PaymentLine, on_delete=models.PROTECT, related_name="advance")
    rest = models.CharField(max_length=10, choices=Rest, blank=True, default="")
    rest_pence = models.PositiveIntegerField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    personal_data = classes(
        personal={"line": KEEP, "rest": KEEP, "rest_pence": KEEP, "settled_at": KEEP, "settled_by": KEEP}
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(rest="", rest_pence__isnull=True, settled_at__isnull=True, settled_by__isnull=True)
                | models.Q(rest__in=Rest.values, rest_pence__gt=0, settled_at__isnull=False, settled_by__isnull=False),
                name="what_is_left_of_an_advance_is_settled_whole",
            ),
        ]
