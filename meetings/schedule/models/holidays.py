"""School holidays that a panel wrote down for itself: every area sets its own, and nobody keeps a list of them all."""

from django.db import models

from accounts.people.models import Panel, Person
from leap.core import clock
from leap.core.personal_data import KEEP, classes
from leap.core.records import Record
from meetings.schedule.planning.school_holidays import LONGEST, MOST_NAME


class SchoolHoliday(Record):
    """Some days without school where a panel's people live, from the first to the last, both included."""

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="school_holidays")
    name = models.CharField(max_length=MOST_NAME)
    first_day = models.DateField()
    last_day = models.DateField()
    added_at = models.DateTimeField(default=clock.now)
    added_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    personal_data = classes(public="panel name first_day last_day added_at", personal={"added_by": KEEP})

    class Meta:
        ordering = ["first_day", "last_day", "name", "panel", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["panel", "first_day", "last_day", "name"], name="school_holiday_is_written_down_once"
            ),
            models.CheckConstraint(condition=~models.Q(name=""), name="school_holiday_has_a_name"),
            models.CheckConstraint(
                condition=models.Q(last_day__gte=models.F("first_day")), name="school_holiday_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=models.Q(last_day__lte=models.F("first_day") + LONGEST), name="school_holiday_is_not_a_year"
            ),
        ]
