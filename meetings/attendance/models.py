"""The register of a meeting."""

from django.db import models

from accounts.people.models import Person
from leap.core import clock
from leap.core.personal_data import KEEP, classes
from leap.core.records import Record
from meetings.schedule.models import Meeting


class Attendance(Record):
    """What the register says of one person at one meeting."""

    class Came(models.TextChoices):
        IN_PERSON = "in_person", "Here in person"
        REMOTE = "remote", "Here online or by phone"
        PART = "part", "Here for part of it"
        AWAY = "away", "Not here"

    HERE = (Came.IN_PERSON, Came.REMOTE, Came.PART)

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="attendances")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="attendances")
    came = models.CharField(max_length=20, choices=Came)
    recorded_at = models.DateTimeField(default=clock.now)
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    personal_data = classes(
        public="meeting",
        special={"person": KEEP},
        personal={"came": KEEP, "recorded_at": KEEP, "recorded_by": KEEP},
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "person"], name="person_is_in_a_register_once"),
        ]
