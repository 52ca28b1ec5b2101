"""Polls about dates: the dates, who is asked, and which dates suit them."""

from django.db import models

from accounts.people.models import Panel, Person
from leap.core import clock
from leap.core.assisted import WRITTEN_DOWN, WrittenDown, written_down_whole
from leap.core.personal_data import ERASE, KEEP, classes
from leap.core.records import ProtectedManager, Record
from meetings.availability.states import MOST_DATES
from meetings.schedule.models import Meeting, MeetsSomewhere, Venue


class DatePoll(MeetsSomewhere, Record):
    """Some dates for one meeting, put to a panel. How and where people meet is as at the meeting."""

    class State(models.TextChoices):
        OPEN = "open", "Open"
        FIXED = "fixed", "A date is taken"
        CLOSED = "closed", "Closed without a date"

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=80)
    minutes = models.PositiveSmallIntegerField()
    meets = models.CharField(
        "how people meet", max_length=10, choices=MeetsSomewhere.Meets, default=MeetsSomewhere.Meets.HYBRID
    )
    venue = models.ForeignKey(Venue, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    place = models.CharField("the room, or the place in words", max_length=200, blank=True)
    places = models.PositiveSmallIntegerField("how many people can come in person", null=True, blank=True)
    joining = models.CharField("how to join from somewhere else", max_length=300, blank=True)
    phone_in = models.CharField("the number to ring", max_length=60, blank=True, default="")
    answer_by = models.DateField()
    # What a date has to keep to if it is to be suggested. Empty: nothing.
    quorum = models.PositiveSmallIntegerField(null=True, blank=True)
    notice_days = models.PositiveSmallIntegerField(null=True, blank=True)
    gap_days = models.PositiveSmallIntegerField(null=True, blank=True)
    state = models.CharField(max_length=20, choices=State, default=State.OPEN)
    meeting = models.OneToOneField(Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField(default=clock.now)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    personal_data = classes(
        public="panel title minutes meets venue place places joining phone_in answer_by quorum notice_days gap_days"
        " state meeting made_at ended_at",
        personal={"made_by": KEEP, "ended_by": KEEP},
    )

    class Meta:
        ordering = ["made_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(minutes__gte=10, minutes__lte=600), name="date_poll_is_for_10_minutes_to_10_hours"
            ),
            models.CheckConstraint(
                condition=models.Q(state="open", meeting__isnull=True, ended_at__isnull=True, ended_by__isnull=True)
                | (
                    models.Q(state="fixed", meeting__isnull=False, ended_at__isnull=False)
                    | models.Q(state="closed", meeting__isnull=True, ended_at__isnull=False)
                ),
                name="date_poll_that_is_fixed_has_its_meeting",
            ),
            models.CheckConstraint(
                condition=models.Q(meets__in=["online", "phone"]) | ~models.Q(place="") | models.Q(venue__isnull=False),
                name="date_poll_in_a_place_says_where",
            ),
            models.CheckConstraint(
                condition=models.Q(meets__in=["in_person", "online", "hybrid", "phone"]),
                name="date_poll_is_for_a_known_way_to_meet",
            ),
            models.CheckConstraint(
                condition=models.Q(places__isnull=True) | models.Q(places__gte=1, places__lte=500),
                name="date_poll_with_places_has_1_to_500",
            ),
        ]

    @property
    def is_off(self) -> bool:
        """Was the meeting that came of this called off?"""
        return self.meeting is not None and self.meeting.state == Meeting.State.CANCELLED

    @property
    def has_moved(self) -> bool:
        """Has the meeting that came of this another start by now than the date that was taken?"""
        return self.meeting is not None and self.meeting.moved_in > 0


class PollDate(Record):
    """One of the dates of a poll, numbered in their order."""

    poll = models.ForeignKey(DatePoll, on_delete=models.PROTECT, related_name="dates")
    number = models.PositiveSmallIntegerField()
    starts_at = models.DateTimeField()
    is_taken = models.BooleanField(default=False)

    personal_data = classes(public="poll number starts_at is_taken")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["poll", "number"], name="date_of_a_poll_has_its_own_number"),
            models.UniqueConstraint(fields=["poll", "starts_at"], name="date_is_in_a_poll_once"),
            models.UniqueConstraint(
                fields=["poll"], condition=models.Q(is_taken=True), name="one_date_of_a_poll_is_taken"
            ),
            models.CheckConstraint(
                condition=models.Q(number__gte=1, number__lte=MOST_DATES), name="date_poll_has_at_most_12_dates"
            ),
        ]


class DateReply(WrittenDown, Record):
    """One person asked in one poll. Who answered what is for that person and for those who run the panel."""

    poll = models.ForeignKey(DatePoll, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    has_to_come = models.BooleanField(default=False)
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = ProtectedManager()

    personal_data = classes(
        public="poll",
        special={"person": KEEP},
        personal={"asked_at": KEEP, "has_to_come": ERASE, "answered_at": ERASE, **WRITTEN_DOWN},
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["poll", "person"], name="person_is_asked_once_in_a_date_poll"),
            models.CheckConstraint(
                condition=models.Q(written_by__isnull=True) | models.Q(answered_at__isnull=False),
                name="date_reply_written_down_is_answered",
            ),
            written_down_whole("date_reply_written_down_says_by_whom_and_how"),
        ]


class DateAnswer(Record):
    """What one person says to one date. No row: they have not said. No reason is ever asked for."""

    class Answer(models.TextChoices):
        YES = "yes", "Yes"
        IF_NEED_BE = "if_need_be", "If need be"
        NO = "no", "No"

    reply = models.ForeignKey(DateReply, on_delete=models.PROTECT, related_name="+")
    date = models.ForeignKey(PollDate, on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(max_length=20, choices=Answer)

    objects = ProtectedManager()

    personal_data = classes(public="date", personal={"reply": ERASE, "answer": ERASE})

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["reply", "date"], name="person_answers_a_date_once"),
            models.CheckConstraint(
                condition=models.Q(answer__in=["yes", "if_need_be", "no"]), name="date_answer_is_known"
            ),
        ]
