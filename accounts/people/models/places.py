"""Time away from a panel, and leaving it."""

from django.db import models

from accounts.people.models.panels import Panel
from accounts.people.models.people import Person
from accounts.people.models.roles import How
from leap.core import clock
from leap.core.personal_data import ERASE, KEEP, classes
from leap.core.records import Record


class Pause(Record):
    """A time away from a panel. There is no place for a reason. The place, the money owed and the history stay."""

    class Contact(models.TextChoices):
        NONE = "none", "Nothing until I come back"
        LIGHT_TOUCH = "light_touch", "Only tell me when there is a new date"
        PAPERS_ONLY = "papers_only", "Only send me papers to read"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="pauses")
    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="+")
    contact = models.CharField(max_length=12, choices=Contact, default=Contact.NONE)
    again_on = models.DateField("contact me again around", null=True, blank=True)
    started_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    how = models.CharField(max_length=20, choices=How, default=How.SELF)

    personal_data = classes(
        public="panel",
        special={
            "person": KEEP,
            "contact": ERASE,
            "again_on": ERASE,
            "started_at": KEEP,
            "ended_at": KEEP,
            "recorded_by": KEEP,
            "how": KEEP,
        },
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "panel"], condition=models.Q(ended_at__isnull=True), name="pause_is_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True) | models.Q(ended_at__gte=models.F("started_at")),
                name="pause_ends_after_it_starts",
            ),
        ]


class Leaving(Record):
    """Somebody left a panel in one step. What is still to do is the panel's, not theirs."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="leavings")
    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="+")
    left_at = models.DateTimeField(default=clock.now)
    keep_in_touch = models.BooleanField(default=False)
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    how = models.CharField(max_length=20, choices=How, default=How.SELF)
    thanked_at = models.DateTimeField(null=True, blank=True)
    thanked_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    personal_data = classes(
        public="panel",
        special={
            "person": KEEP,
            "left_at": KEEP,
            "keep_in_touch": ERASE,
            "recorded_by": KEEP,
            "how": KEEP,
            "thanked_at": KEEP,
            "thanked_by": KEEP,
        },
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(thanked_at__isnull=True, thanked_by__isnull=True)
                | models.Q(thanked_at__isnull=False, thanked_by__isnull=False),
                name="leaving_thanks_say_when_and_by_whom",
            )
        ]
