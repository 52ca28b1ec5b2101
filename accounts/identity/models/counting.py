"""Numbers about everybody in a programme, as they were shown. What was counted is kept nowhere.

The database refuses to change or delete a number once it is made.
"""

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Mod
from django.db.models.lookups import Exact

from accounts.identity.planning import counts
from accounts.people.models import Person, Programme
from leap.core import clock
from leap.core.personal_data import KEEP, classes
from leap.core.records import Record


class CountRelease(Record):
    """The numbers of one programme on one fixed day: asked for, made on that day, then shown to everybody in it."""

    class Outcome(models.TextChoices):
        WAITING = "waiting", "still to come"
        MADE = "made", "made"
        TOO_FEW = "too_few", "there were too few new people"

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.WAITING)
    made_at = models.DateTimeField(null=True, blank=True)
    shown_at = models.DateTimeField(null=True, blank=True)

    personal_data = classes(public="programme day asked_at outcome made_at shown_at", personal={"asked_by": KEEP})

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "day"], name="numbers_are_made_once_for_each_day"),
            models.CheckConstraint(
                condition=Q(day__month__in=[month for month, _ in counts.FIXED_DAYS], day__day=1),
                name="numbers_are_made_on_fixed_days",
            ),
            models.CheckConstraint(
                condition=Q(outcome="waiting", made_at__isnull=True) | ~Q(outcome="waiting") & Q(made_at__isnull=False),
                name="numbers_say_when_they_were_made",
            ),
            models.CheckConstraint(
                condition=Q(shown_at__isnull=True) | Q(outcome="made"), name="only_numbers_that_were_made_are_shown"
            ),
        ]


class CountedTopic(Record):
    """What is told about one topic: a value, or (none) that it is fewer than ten or nobody."""

    release = models.ForeignKey(CountRelease, on_delete=models.PROTECT, related_name="topics")
    topic = models.CharField(max_length=30)
    value = models.PositiveSmallIntegerField(null=True, blank=True)
    or_more = models.BooleanField(default=False)

    personal_data = classes(public="release topic value or_more")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["release", "topic"], name="a_topic_is_told_once"),
            models.CheckConstraint(
                condition=Q(value__isnull=True, or_more=False)
                | Q(value__isnull=False, value__gte=counts.FEWEST)
                & Q(Exact(Mod(F("value"), Value(counts.NEAREST)), Value(0))),
                name="a_number_told_is_ten_or_more_and_rounded",
            ),
        ]
