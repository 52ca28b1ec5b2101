"""Rooms as they are set up, seating plans and plans to be made, and whom somebody would rather not share a table
with."""

from django.db import models

from accounts.people.models import Panel, Person
from leap.core import clock
from leap.core.fields import EncryptedTextField
from leap.core.personal_data import ERASE, KEEP, classes
from leap.core.records import ProtectedManager, Record
from meetings.schedule.models import Meeting, Venue
from meetings.seating.planning.room import OFFERS
from meetings.seating.planning.shapes import LONGEST, MOST_TABLES, meets_beside


class Room(Record):
    """How a room of a place is set up, never changed: a change is a room of its own that `follows` it, so that a plan
    made in it stays as it was. The room says nothing of who comes."""

    class Shape(models.TextChoices):
        TABLES = "tables", "Tables"
        ROUND = "round", "One round table"
        HORSESHOE = "horseshoe", "A horseshoe"
        BOARDROOM = "boardroom", "One long table"

    venue = models.ForeignKey(Venue, on_delete=models.PROTECT, related_name="rooms")
    name = models.CharField(max_length=80)
    shape = models.CharField(max_length=10, choices=Shape)
    made_at = models.DateTimeField(default=clock.now)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    replaced_at = models.DateTimeField(null=True, blank=True)
    follows = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    personal_data = classes(public="venue name shape made_at replaced_at follows", personal={"made_by": KEEP})

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["venue", "name"], condition=models.Q(replaced_at__isnull=True), name="rooms_of_a_place_differ"
            ),
            models.UniqueConstraint(fields=["follows"], name="one_room_follows_a_room"),
            models.CheckConstraint(condition=~models.Q(name=""), name="room_has_a_name"),
            models.CheckConstraint(
                condition=models.Q(shape__in=["tables", "round", "horseshoe", "boardroom"]),
                name="room_has_a_known_shape",
            ),
        ]


class RoomSeat(Record):
    """One seat of a room and what it offers. Tables and places are counted from 1, going round."""

    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="seats")
    table = models.PositiveSmallIntegerField()
    place = models.PositiveSmallIntegerField()
    step_free = models.BooleanField(default=False)
    loop = models.BooleanField(default=False)
    by_door = models.BooleanField(default=False)
    at_edge = models.BooleanField(default=False)
    by_screen = models.BooleanField(default=False)
    space = models.BooleanField(default=False)

    personal_data = classes(public="room table place step_free loop by_door at_edge by_screen space")

    class Meta:
        ordering = ["room", "table", "place"]
        constraints = [
            models.UniqueConstraint(fields=["room", "table", "place"], name="room_has_a_seat_once"),
            models.CheckConstraint(
                condition=models.Q(table__gte=1, table__lte=MOST_TABLES, place__gte=1, place__lte=LONGEST),
                name="seat_is_in_the_room",
            ),
        ]

    @property
    def offers(self) -> frozenset[str]:
        """What the seat offers, as the planner calls it."""
        return frozenset(offer for offer in OFFERS if getattr(self, offer))


class MixingChoice(Record):
    """How much earlier meetings count when a panel's seats are planned. The latest counts, the others stay: who chose
    what, and when, can be read by whoever runs the panel."""

    class Recency(models.TextChoices):
        ALIKE = "alike", "Every meeting counts the same, however long ago"
        LATELY = "lately", "The last three meetings count three times as much"
        LAST_SIX = "last_six", "Only the last six meetings count"

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="+")
    recency = models.CharField(max_length=8, choices=Recency)
    chosen_at = models.DateTimeField(default=clock.now)
    chosen_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    personal_data = classes(public="panel recency chosen_at", personal={"chosen_by": KEEP})

    class Meta:
        ordering = ["-chosen_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(recency__in=["alike", "lately", "last_six"]), name="meetings_count_in_a_known_way"
            ),
        ]


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
    room = models.ForeignKey(Room, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    left_empty = models.JSONField("numbers of the tables not used", blank=True, default=list)
    recency = models.CharField(  # how earlier meetings were counted when it was made
        max_length=8, choices=MixingChoice.Recency, default=MixingChoice.Recency.ALIKE
    )
    with_remote = models.BooleanField("those who join from somewhere else have a place too", default=False)
    seats_per_table = models.PositiveSmallIntegerField(null=True, blank=True)  # where no room is described
    seed = models.PositiveIntegerField()
    made_at = models.DateTimeField(default=clock.now)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    replaced_at = models.DateTimeField(null=True, blank=True)
    how = models.CharField(max_length=12, choices=How.choices, default=How.PLANNED)
    follows = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="+")

    personal_data = classes(
        public="meeting room left_empty recency with_remote seats_per_table seed made_at replaced_at how follows",
        personal={"made_by": KEEP},
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meeting"], condition=models.Q(replaced_at__isnull=True), name="meeting_has_one_plan_in_use"
            ),
            models.CheckConstraint(
                condition=models.Q(seats_per_table__isnull=True)
                | models.Q(seats_per_table__gte=2, seats_per_table__lte=20),
                name="tables_hold_2_to_20",
            ),
            models.CheckConstraint(
                condition=models.Q(room__isnull=True, seats_per_table__isnull=False, left_empty=[])
                | models.Q(room__isnull=False, seats_per_table__isnull=True),
                name="plan_is_in_a_room_or_at_plain_tables",
            ),
            models.CheckConstraint(
                condition=models.Q(recency__in=["alike", "lately", "last_six"]), name="plan_counted_in_a_known_way"
            ),
            models.CheckConstraint(
                condition=models.Q(how__in=["planned", "locked", "swapped", "on_the_day"]),
                name="plan_was_made_in_a_known_way",
            ),
        ]

    @property
    def every_seat(self) -> models.QuerySet["Seat"]:
        """The seats of people and the chairs kept for supporters, going round table after table."""
        return Seat.every.filter(plan=self).order_by("table", "place", "pk")

    @property
    def meets_beside(self) -> bool:
        """Do people meet those beside them only, since the room is one table?"""
        return self.room is not None and meets_beside(self.room.shape)

    def place_in_words(self, table: int, place: int) -> str:
        """Where somebody sits, as people say it: by the table, or by the seat where there is one table."""
        return f"seat {place}" if self.meets_beside else f"table {table}"


class SeatsOfPeople(models.Manager):
    """The seats of the people of a plan. Chairs kept for supporters are not among them: ask `Seat.every` for those."""

    def get_queryset(self) -> models.QuerySet:
        """Without the chairs of supporters."""
        return super().get_queryset().filter(supporter=False)


class Seat(Record):
    """One person's seat in a plan. `locked`: the person stays at this table when the others are planned again.
    `remote`: they join from somewhere else, and a screen or a phone stands there. `supporter`: not their own seat but
    the chair kept for whoever comes along to support them."""

    plan = models.ForeignKey(SeatingPlan, on_delete=models.CASCADE, related_name="seats")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    table = models.PositiveSmallIntegerField()
    place = models.PositiveSmallIntegerField()
    locked = models.BooleanField(default=False)
    remote = models.BooleanField(default=False)
    supporter = models.BooleanField(default=False)

    personal_data = classes(
        public="plan table place locked", personal={"person": KEEP, "remote": KEEP, "supporter": KEEP}
    )
    objects = SeatsOfPeople()
    every = models.Manager()

    class Meta:
        ordering = ["table", "place"]
        default_manager_name = "objects"
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "person"], condition=models.Q(supporter=False), name="person_has_one_seat_in_a_plan"
            ),
            models.UniqueConstraint(
                fields=["plan", "person"],
                condition=models.Q(supporter=True),
                name="person_has_one_supporter_beside_them",
            ),
            models.CheckConstraint(
                condition=models.Q(supporter=False) | models.Q(remote=False, locked=False),
                name="supporter_is_in_the_room_and_not_locked",
            ),
            models.UniqueConstraint(fields=["plan", "table", "place"], name="seat_holds_one_person"),
        ]


class WantedPlan(Record):
    """A plan that takes long to make and is made in the background: what was chosen, and what became of it. How
    far the search is, is nowhere: it begins afresh where a wish was in its way, which nobody may see.

    `around`: another plan beside this one, and not a new one. One at a time for a meeting.
    """

    class Why(models.TextChoices):
        CHANGED = "changed", "Who comes, or where, changed while it was made"
        SIDE_BY_SIDE = "side_by_side", "Not every supporter could sit beside the person they come with"
        BROKEN = "broken", "Something went wrong on our side"

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="+")
    around = models.ForeignKey(SeatingPlan, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    room = models.ForeignKey(Room, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    seats_per_table = models.PositiveSmallIntegerField(null=True, blank=True)
    left_empty = models.JSONField(blank=True, default=list)
    with_remote = models.BooleanField(default=False)
    anyway = models.BooleanField(default=False)
    wanted_at = models.DateTimeField(default=clock.now)
    wanted_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField(null=True, blank=True)
    begun_times = models.PositiveSmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True, blank=True)
    made = models.ForeignKey(SeatingPlan, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    why_not = models.CharField(max_length=12, choices=Why, blank=True)

    personal_data = classes(
        public="meeting around room seats_per_table left_empty with_remote anyway wanted_at begun_at begun_times"
        " ended_at made why_not",
        personal={"wanted_by": KEEP},
    )

    class Meta:
        ordering = ["-wanted_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting"], condition=models.Q(ended_at__isnull=True), name="one_plan_at_a_time_is_being_made"
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True, made__isnull=True, why_not="")
                | models.Q(ended_at__isnull=False, made__isnull=False, why_not="")
                | (models.Q(ended_at__isnull=False, made__isnull=True) & ~models.Q(why_not="")),
                name="what_ended_has_a_plan_or_says_why_not",
            ),
            models.CheckConstraint(
                condition=models.Q(why_not__in=["", "changed", "side_by_side", "broken"]), name="why_not_is_known"
            ),
        ]


class SeatTold(Record):
    """Somebody wishes to read where they sit in their own reminder. One row while they do."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="+")

    personal_data = classes(special={"person": ERASE})
    objects = ProtectedManager()


class ApartWish(Record):
    """Whom somebody would rather not share a table with. Theirs alone: no page, file, message or trail of anybody else
    says that there is one, and there is nowhere to keep a reason. One row, gone when nobody is left in it."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="apart_wish")
    others = EncryptedTextField("the keys of the others, with spaces between")

    personal_data = classes(special={"person": ERASE, "others": ERASE})
    objects = ProtectedManager()
