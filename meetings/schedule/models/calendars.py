"""Secret links that a calendar program asks for somebody's dates."""

from django.db import models

from accounts.people.models import Person
from leap.core import clock
from leap.core.personal_data import ERASE, classes
from leap.core.records import Record


class CalendarFeed(Record):
    """One person's link. Only a hash of its secret is kept, so a copy of the database opens nobody's calendar."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    personal_data = classes(
        personal={"person": ERASE, "made_at": ERASE, "ended_at": ERASE}, secret={"token_hash": ERASE}
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(ended_at__isnull=True), name="person_has_one_calendar_link"
            ),
        ]
