"""Seating plans, and whom somebody would rather not share a table with."""

from django.db import models

from accounts.people.models import Person
from leap.core import clock
from leap.core.fields import EncryptedTextField
from leap.core.personal_data import ERASE, KEEP, classes
from leap.core.records import ProtectedManager, Record
from meetings.schedule.models import Meeting


class SeatingPlan(Record):
    """Who sits where at one meeting, never changed but for its locks: a change is a plan of its own that `follows` it.

    The seed makes a planned one repeatable. One plan of a meeting is in use; a plan that was only tried never was.
    """

    class How(models.TextChoices):
        PLANNED = "planned", "Planned"
        LOCKED = "locked", "Planned around people who keep their seat"
        SWAPPED = "swapped", "Two people changed places"
        ON_THE_DAY = "on_the_day", "Somebody was missing or came late"

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="seating_plans")
    seats_per_table = models.PositiveSmallIntegerField()
    seed = models.PositiveIntegerField()
    made_at = models.DateTimeField(default=clock.now)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    replaced_at = models.DateTimeField(null=True, blank=True)
    how = models.CharField(max_length=12, choices=How.choices, default=How.PLANNED)
    follows = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="+")

    personal_data = classes(
        public="meeting seats_per_table seed made_at replaced_at how follows", personal={"made_by": KEEP}
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meeting"], condition=models.Q(replaced_at__isnull=True), name="meeting_has_one_plan_in_use"
            ),
            models.CheckConstraint(
                condition=models.Q(seats_per_table__gte=2, seats_per_table__lte=20), name="tables_hold_2_to_20"
            ),
            models.CheckConstraint(
                condition=models.Q(how__in=["planned", "locked", "swapped", "on_the_day"]),
                name="plan_was_made_in_a_known_way",
            ),
        ]


class Seat(Record):
    """One person's seat in a plan. `locked`: the person stays at this table when the others are planned again."""

    plan = models.ForeignKey(SeatingPlan, on_delete=models.CASCADE, related_name="seats")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    table = models.PositiveSmallIntegerField()
    place = models.PositiveSmallIntegerField()
    locked = models.BooleanField(default=False)

    personal_data = classes(public="plan table place locked", personal={"person": KEEP})

    class Meta:
        ordering = ["table", "place"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "person"], name="person_has_one_seat_in_a_plan"),
            models.UniqueConstraint(fields=["plan", "table", "place"], name="seat_holds_one_person"),
        ]


class ApartWish(Record):
    """Whom somebody would rather not share a table with. Theirs alone: no page, file, message or trail of anybody else
    says that there is one, and there is nowhere to keep a reason. One row, gone when nobody is left in it."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="apart_wish")
    others = EncryptedTextField("the keys of the others, with spaces between")

    personal_data = classes(special={"person": ERASE, "others": ERASE})
    objects = ProtectedManager()
