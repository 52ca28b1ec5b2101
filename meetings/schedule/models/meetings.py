"""Meetings of a panel."""

import re
from datetime import datetime, timedelta

from django.db import models

from accounts.people.models import Panel, Person
from leap.core import clock
from leap.core.personal_data import KEEP, classes
from leap.core.records import Record
from meetings.schedule.models.venues import Venue, YesNo


class MeetingSeries(Record):
    """Meetings that were planned together. Each is a row of its own and can go its own way."""

    class Pattern(models.TextChoices):
        QUARTERLY = "quarterly", "Every 3 months"
        WEEKS = "weeks", "Every few weeks"
        CHOSEN = "chosen", "On days I choose"

    pattern = models.CharField(max_length=10, choices=Pattern)
    every_weeks = models.PositiveSmallIntegerField(null=True, blank=True)
    made_at = models.DateTimeField(default=clock.now)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    personal_data = classes(public="pattern every_weeks made_at", personal={"made_by": KEEP})

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(pattern="weeks", every_weeks__gte=1, every_weeks__lte=26)
                | models.Q(pattern__in=["quarterly", "chosen"], every_weeks__isnull=True),
                name="only_a_series_by_weeks_counts_weeks",
            ),
        ]


class MeetsSomewhere:
    """What follows from how and where people meet: for a meeting, and for a question about dates for one."""

    class Meets(models.TextChoices):
        """How people meet. None of these is second to another."""

        IN_PERSON = "in_person", "In person"
        ONLINE = "online", "Online"
        HYBRID = "hybrid", "In person and online at once"
        PHONE = "phone", "By phone"

    IN_A_PLACE = (Meets.IN_PERSON, Meets.HYBRID)

    meets: str
    venue: Venue | None
    place: str
    joining: str
    phone_in: str

    @property
    def where(self) -> str:
        """The place in words: the room, the name and the address; for a meeting in no place, how people meet."""
        if not self.is_in_a_place:
            return self.place or self.Meets(self.meets).label
        venue = self.venue
        parts = [self.place, *((venue.name, venue.address) if venue else ())]
        return ", ".join(part for part in parts if part)

    def is_same_place(self, *, venue: Venue | None, place: str) -> bool:
        """Is this the place people meet in? Another room in a place from the list is the same place."""
        return venue == self.venue and (venue is not None or place.strip() == self.place)

    @property
    def is_in_a_place(self) -> bool:
        """Do people come together in a room?"""
        return self.meets in self.IN_A_PLACE

    @property
    def step_free(self) -> str:
        """Is there a way in without steps: yes, no, or not known, as of every place that is only written in words."""
        if not self.is_in_a_place:
            return YesNo.YES
        return self.venue.step_free if self.venue else YesNo.NOT_KNOWN

    @property
    def is_joined_online(self) -> bool:
        """Can people join over a link: do they meet online, in a place and online at once, or is there a link besides
        the place? The link itself may still be to come."""
        return self.meets in (self.Meets.ONLINE, self.Meets.HYBRID) or bool(self.joining)

    @property
    def is_joined_by_phone(self) -> bool:
        """Can people ring in: do they meet by phone, or is there a number besides the place?"""
        return self.meets == self.Meets.PHONE or bool(self.phone_in)

    @property
    def may_have_number_in_joining(self) -> bool:
        """Does what is written beside the link look like a number to ring? Before there was a box for it, it was."""
        return re.search(r"\d(?:[ ()-]*\d){8}", self.joining) is not None

    @property
    def can_join_from_elsewhere(self) -> bool:
        """Can somebody take part from home, in one way or the other?"""
        return self.is_joined_online or self.is_joined_by_phone


class Meeting(MeetsSomewhere, Record):
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
        FULL_DAY_READING = "full_day_heavy_prep", "All day, with a lot to read before"
        HIGHEST = "max", "The highest rate, like for chairing a committee"

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="meetings")
    series = models.ForeignKey(MeetingSeries, on_delete=models.PROTECT, null=True, blank=True, related_name="meetings")
    title = models.CharField(max_length=80)
    about = models.TextField("what it is about", max_length=2000, blank=True)
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField()
    meets = models.CharField(
        "how people meet", max_length=10, choices=MeetsSomewhere.Meets, default=MeetsSomewhere.Meets.HYBRID
    )
    venue = models.ForeignKey(Venue, on_delete=models.PROTECT, null=True, blank=True, related_name="meetings")
    place = models.CharField("the room, or the place in words", max_length=200, blank=True)
    joining = models.CharField("how to join from somewhere else", max_length=300, blank=True)
    places = models.PositiveSmallIntegerField("how many people can come in person", null=True, blank=True)
    phone_in = models.CharField("the number to ring", max_length=60, blank=True, default="")
    # Why this place is all right although somebody who is asked needs no steps on the way in. For those who run it.
    place_reason = models.TextField(max_length=500, blank=True, default="")
    fee_band = models.CharField(max_length=20, choices=FeeBand, default=FeeBand.HALF_DAY)
    state = models.CharField(max_length=20, choices=State, default=State.PLANNED)
    opened_at = models.DateTimeField(null=True, blank=True)
    # Counts every change: what is saved over an older number is refused. In `moved_in` it got another start; at
    # `asked_at` everyone was last asked again whether it suits them.
    revision = models.PositiveIntegerField(default=0)
    moved_in = models.PositiveIntegerField(default=0)
    asked_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField(default=clock.now)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    personal_data = classes(
        public="panel series title about starts_at minutes meets venue place joining places phone_in fee_band state"
        " opened_at revision moved_in asked_at changed_at made_at",
        personal={"made_by": KEEP, "place_reason": KEEP},
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
            models.CheckConstraint(
                condition=models.Q(meets__in=["online", "phone"]) | ~models.Q(place="") | models.Q(venue__isnull=False),
                name="meeting_in_a_place_says_where",
            ),
            models.CheckConstraint(
                condition=models.Q(meets__in=["in_person", "online", "hybrid", "phone"]),
                name="people_meet_in_a_known_way",
            ),
            models.CheckConstraint(
                condition=models.Q(moved_in=0) | models.Q(moved_in__lte=models.F("revision"), asked_at__isnull=False),
                name="meeting_moved_in_one_of_its_revisions",
            ),
            models.CheckConstraint(
                condition=models.Q(revision=0, changed_at__isnull=True)
                | models.Q(revision__gte=1, changed_at__isnull=False),
                name="meeting_that_changed_says_when",
            ),
        ]
        indexes = [models.Index(fields=["panel", "starts_at"], name="meeting_of_panel")]

    @property
    def ends_at(self) -> datetime:
        """The moment it is planned to end."""
        return self.starts_at + timedelta(minutes=self.minutes)


class MeetingChange(Record):
    """What a meeting was before one change: for telling people the old beside the new, and for looking back."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="changes")
    revision = models.PositiveIntegerField("the revision this change made")
    asked_again = models.BooleanField()
    was_starts_at = models.DateTimeField()
    was_minutes = models.PositiveSmallIntegerField()
    was_meets = models.CharField(max_length=10, choices=Meeting.Meets)
    was_where = models.CharField(max_length=500)
    changed_at = models.DateTimeField(default=clock.now)
    changed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    personal_data = classes(
        public="meeting revision asked_again was_starts_at was_minutes was_meets was_where changed_at",
        personal={"changed_by": KEEP},
    )

    class Meta:
        ordering = ["revision"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "revision"], name="meeting_changes_once_in_a_revision"),
            models.CheckConstraint(condition=models.Q(revision__gte=1), name="first_change_makes_revision_one"),
        ]
