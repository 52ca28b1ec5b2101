"""The register of a meeting: its people, its counts, every change, and who says it is not right."""

from django.db import models

from accounts.people.models import Person
from leap.core import clock
from leap.core.personal_data import KEEP, classes
from leap.core.records import Record
from meetings.attendance import states
from meetings.schedule.models import Meeting

Q = models.Q
IS_HERE = Q(came__in=["in_person", "online", "phone"])
MAKES_SENSE = (
    Q(part=False, half_hours__isnull=True)
    | (IS_HERE & Q(part=True, half_hours__isnull=True))
    | (IS_HERE & Q(part=True, half_hours__gte=1, half_hours__lte=20))
)


class Came(models.TextChoices):
    """How somebody took part. No row, or the last of these, means that nobody has said: never that they stayed away."""

    IN_PERSON = "in_person", "In person"
    ONLINE = "online", "Online"
    PHONE = "phone", "By phone"
    COMMENTS = "comments", "Sent comments"
    APOLOGIES = "apologies", "Sent apologies"
    AWAY = "away", "Not this time"
    NOT_KNOWN = "not_known", "Not known yet"


class Attendance(Record):
    """What the register says of one person at one meeting. `revision` counts its changes."""

    Came = Came
    HERE, NOT_HERE = states.HERE, states.NOT_HERE

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="attendances")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="attendances")
    came = models.CharField(max_length=20, choices=Came)
    part = models.BooleanField("only for part of it", default=False)
    half_hours = models.PositiveSmallIntegerField("for how many half hours", null=True, blank=True)
    chaired = models.BooleanField(default=False)
    revision = models.PositiveIntegerField(default=1)
    recorded_at = models.DateTimeField(default=clock.now)
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    personal_data = classes(
        public="meeting",
        special={"person": KEEP},
        personal=dict.fromkeys(
            ("came", "part", "half_hours", "chaired", "revision", "recorded_at", "recorded_by"), KEEP
        ),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "person"], name="person_is_in_a_register_once"),
            models.UniqueConstraint(fields=["meeting"], condition=Q(chaired=True), name="meeting_was_chaired_by_one"),
            models.CheckConstraint(condition=Q(came__in=states.ALL), name="person_came_in_a_known_way"),
            models.CheckConstraint(condition=MAKES_SENSE, name="part_of_a_meeting_is_for_who_was_there"),
            models.CheckConstraint(condition=Q(chaired=False) | IS_HERE, name="whoever_chaired_was_there"),
        ]

    @property
    def mark(self) -> states.Mark:
        """What it says, as one value."""
        return states.Mark(self.came, self.part, self.half_hours)


class AttendanceChange(Record):
    """One thing the register said of somebody, when, and who wrote it down: never changed, never removed."""

    attendance = models.ForeignKey(Attendance, on_delete=models.PROTECT, related_name="changes")
    revision = models.PositiveIntegerField()
    came = models.CharField(max_length=20, choices=Came)
    part = models.BooleanField(default=False)
    half_hours = models.PositiveSmallIntegerField(null=True, blank=True)
    changed_at = models.DateTimeField(default=clock.now)
    changed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    personal_data = classes(
        special={"attendance": KEEP},
        personal=dict.fromkeys(("revision", "came", "part", "half_hours", "changed_at", "changed_by"), KEEP),
    )

    class Meta:
        ordering = ["attendance", "revision"]
        constraints = [
            models.UniqueConstraint(fields=["attendance", "revision"], name="each_change_of_a_register_is_kept_once"),
        ]

    @property
    def mark(self) -> states.Mark:
        """What it said, as one value."""
        return states.Mark(self.came, self.part, self.half_hours)


class RegisterCounts(Record):
    """Who else was at a meeting, as numbers (nothing: nobody has counted), and whether a guest chaired
    it; or that nobody did, as far as anybody can say."""

    meeting = models.OneToOneField(Meeting, on_delete=models.PROTECT, related_name="register_counts")
    supporters = models.PositiveSmallIntegerField(null=True, blank=True)
    guests = models.PositiveSmallIntegerField(null=True, blank=True)
    senior_staff = models.PositiveSmallIntegerField(null=True, blank=True)
    guest_chaired = models.BooleanField(default=False)
    nobody_chaired = models.BooleanField(default=False)
    changed_at = models.DateTimeField(default=clock.now)
    changed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    @property
    def chair(self) -> str | None:
        """What is said of the chair without a name: a guest, or nobody; None when neither is."""
        if self.guest_chaired:
            return states.GUEST_CHAIRED
        return states.NOBODY_CHAIRED if self.nobody_chaired else None

    personal_data = classes(
        public="meeting changed_at guest_chaired nobody_chaired",
        personal={"supporters": KEEP, "guests": KEEP, "senior_staff": KEEP, "changed_by": KEEP},
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(supporters__isnull=True) | Q(supporters__lte=states.MOST),
                name="supporters_are_a_number_of_people",
            ),
            models.CheckConstraint(
                condition=Q(guests__isnull=True) | Q(guests__lte=states.MOST), name="guests_are_a_number_of_people"
            ),
            models.CheckConstraint(
                condition=Q(senior_staff__isnull=True) | Q(senior_staff__lte=states.MOST),
                name="senior_staff_are_a_number_of_people",
            ),
            models.CheckConstraint(
                condition=Q(guest_chaired=False) | Q(nobody_chaired=False), name="guest_chaired_or_nobody_did"
            ),
        ]


class Doubt(Record):
    """Somebody says that the register is not right about them. No reason is asked; those who run the panel look."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="register_doubts")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    said_at = models.DateTimeField(default=clock.now)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    was_changed = models.BooleanField(null=True, blank=True)

    personal_data = classes(
        public="meeting",
        special={"person": KEEP},
        personal={"said_at": KEEP, "settled_at": KEEP, "settled_by": KEEP, "was_changed": KEEP},
    )

    class Meta:
        ordering = ["said_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "person"],
                condition=Q(settled_at__isnull=True),
                name="person_has_one_open_doubt_about_a_register",
            ),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True, settled_by__isnull=True, was_changed__isnull=True)
                | Q(settled_at__isnull=False, settled_by__isnull=False, was_changed__isnull=False),
                name="settled_doubt_says_when_by_whom_and_how",
            ),
        ]
