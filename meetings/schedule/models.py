"""Meetings of a panel."""

from datetime import datetime, timedelta

from django.db import models

from accounts.people.models import Panel, Person
from leap.core import clock
from leap.core.personal_data import KEEP, classes
from leap.core.records import Record


class Meeting(Record):
    """A date a panel meets. Its title is neutral: it may be read over a shoulder or in a shared calendar."""

    class State(models.TextChoices):
        PLANNED = "planned", "Planned"
        OPEN = "open", "Invitations sent"
        HELD = "held", "Held"
        CANCELLED = "cancelled", "Cancelled"

    class FeeBand(models.TextChoices):
        """What the time is worth, by length and preparation (domain facts 2.1). The rate of the day gives the money."""

        NONE = "none", "No payment is offered"
        UNDER_1H = "under_1h", "Under an hour"
        ONE_HOUR = "1h", "About 1 hour"
        TWO_HOURS = "2h", "About 2 hours, with some preparation"
        HALF_DAY = "half_day", "About half a day, with preparation"
        FULL_DAY = "full_day", "All day"

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="meetings")
    title = models.CharField(max_length=80)
    about = models.TextField("what it is about", max_length=2000, blank=True)
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField()
    place = models.CharField(max_length=200)
    joining = models.CharField("how to join from somewhere else", max_length=300, blank=True)
    places = models.PositiveSmallIntegerField("how many people can come in person", null=True, blank=True)
    fee_band = models.CharField(max_length=20, choices=FeeBand, default=FeeBand.HALF_DAY)
    state = models.CharField(max_length=20, choices=State, default=State.PLANNED)
    opened_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField(default=clock.now)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    personal_data = classes(
        public="panel title about starts_at minutes place joining places fee_band state opened_at made_at",
        personal={"made_by": KEEP},
    )

    class Meta:
        ordering = ["starts_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(minutes__gte=10, minutes__lte=600), name="meeting_lasts_10_minutes_to_10_hours"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="planned") | models.Q(opened_at__isnull=True),
                name="planned_meeting_has_not_been_opened",
            ),
            models.CheckConstraint(
                condition=models.Q(places__isnull=True) | models.Q(places__gte=1, places__lte=500),
                name="meeting_with_places_has_1_to_500",
            ),
        ]
        indexes = [models.Index(fields=["panel", "starts_at"], name="meeting_of_panel")]

    @property
    def ends_at(self) -> datetime:
        """The moment it is planned to end."""
        return self.starts_at + timedelta(minutes=self.minutes)
