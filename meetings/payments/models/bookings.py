"""What an organisation booked and paid itself, so that nobody has to lend it the money."""

from django.db import models

from accounts.people.models import Person
from leap.core import clock
from leap.core.personal_data import KEEP, classes
from leap.core.records import Record
from meetings.payments.models.expenses import Kind
from meetings.payments.states import BOOKABLE
from meetings.schedule.models import Meeting


class Booking(Record):
    """A journey, a night or somebody's support for one person and one meeting, booked and paid by the organisation. It
    is no money of theirs: no payment line, no claim. Never edited or deleted (a trigger refuses): it is called off."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="bookings")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="bookings")
    kind = models.CharField(max_length=20, choices=[each for each in Kind.choices if each[0] in BOOKABLE])
    cost_pence = models.PositiveIntegerField("what it costs the organisation", null=True, blank=True)
    booked_at = models.DateTimeField(default=clock.now)
    booked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    called_off_at = models.DateTimeField(null=True, blank=True)
    called_off_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    personal_data = classes(
        public="meeting",
        special={"person": KEEP, "kind": KEEP},
        personal={
            "cost_pence": KEEP,
            "booked_at": KEEP,
            "booked_by": KEEP,
            "called_off_at": KEEP,
            "called_off_by": KEEP,
        },
    )

    class Meta:
        ordering = ["booked_at", "id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=BOOKABLE), name="booking_is_of_a_kind_that_is_booked"),
            models.CheckConstraint(
                condition=models.Q(cost_pence__isnull=True) | models.Q(cost_pence__gt=0),
                name="booking_costs_more_than_nothing",
            ),
            models.CheckConstraint(condition=~models.Q(booked_by=models.F("person")), name="nobody_books_for_themself"),
            models.CheckConstraint(
                condition=models.Q(called_off_at__isnull=True, called_off_by__isnull=True)
                | models.Q(called_off_at__isnull=False, called_off_by__isnull=False),
                name="booking_called_off_says_when_and_by_whom",
            ),
        ]
