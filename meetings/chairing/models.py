"""Who is willing to chair, and whose turn it was."""

from django.db import models

from accounts.people.models import Panel, Person
from leap.core import clock
from leap.core.assisted import How
from leap.core.personal_data import ERASE, KEEP, classes
from leap.core.records import ProtectedManager, Record
from meetings.schedule.models import Meeting


class ChairWillingness(Record):
    """A person's own answer about chairing. Only they can read it; nothing is lost by any answer.

    A yes says how far: to watch, to chair together with somebody, to chair, or to sit beside who does it first.
    Earlier answers are kept, because a turn is shared among those who were willing at the time. No row means that the
    person has not said anything yet, which is not the same as no; either way they are not asked.
    """

    class Answer(models.TextChoices):
        WATCH = "watch", "Yes, I would like to watch first"
        TOGETHER = "together", "Yes, together with somebody"
        WILLING = "willing", "Yes, ask me when it is my turn"
        MENTOR = "mentor", "Yes, and I help who does it for the first time"
        ASK_LATER = "ask_later", "Ask me later"
        NOT_NOW = "not_now", "Not now"
        NEVER = "never", "Please never ask me"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(max_length=20, choices=Answer)
    said_at = models.DateTimeField(default=clock.now)
    replaced_at = models.DateTimeField(null=True, blank=True)

    personal_data = classes(
        public="panel", personal={"person": ERASE, "answer": ERASE, "said_at": ERASE, "replaced_at": ERASE}
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "panel"],
                condition=models.Q(replaced_at__isnull=True),
                name="person_has_one_answer_about_chairing_a_panel",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    answer__in=["watch", "together", "willing", "mentor", "ask_later", "not_now", "never"]
                ),
                name="chair_willingness_answer_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(replaced_at__isnull=True) | models.Q(replaced_at__gte=models.F("said_at")),
                name="chair_willingness_is_replaced_after_it_is_said",
            ),
        ]


class ChairTurn(Record):
    """The chair of one meeting, or a place beside it, offered to one person.

    A pass keeps their place and asks the next person. Only the chair itself is ever `chaired`, and only that counts as
    a turn: who sat beside it is who agreed to and was there.
    """

    class Part(models.TextChoices):
        CHAIR = "chair", "In the chair"
        BESIDE = "beside", "Beside the chair, to help"
        WATCH = "watch", "Beside the chair, to see how it is done"

    class State(models.TextChoices):
        OFFERED = "offered", "Offered"
        ACCEPTED = "accepted", "Accepted"
        PASSED = "passed", "Passed"
        CHAIRED = "chaired", "Chaired"

    class CameBy(models.TextChoices):
        ROTA = "rota", "It was their turn"
        HAND = "hand", "Agreed with them"
        SWAP = "swap", "They swapped"

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="chair_turns")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="chair_turns")
    part = models.CharField(max_length=20, choices=Part, default=Part.CHAIR)
    state = models.CharField(max_length=20, choices=State, default=State.OFFERED)
    came_by = models.CharField(max_length=20, choices=CameBy, default=CameBy.ROTA)
    answer_by = models.DateField(null=True, blank=True)  # not set for who stepped in, and for turns of before
    offered_at = models.DateTimeField(default=clock.now)
    offered_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # How a yes reached whoever wrote it down for the person; empty when they said it here.
    how = models.CharField(max_length=20, choices=How, blank=True, default="")
    read_back = models.BooleanField(default=False)

    personal_data = classes(
        public="meeting part came_by answer_by",
        personal={
            "person": KEEP,
            "state": KEEP,
            "offered_at": KEEP,
            "offered_by": KEEP,
            "answered_at": KEEP,
            "recorded_by": KEEP,
            "how": KEEP,
            "read_back": KEEP,
        },
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "part"],
                condition=~models.Q(state="passed"),
                name="meeting_has_one_live_chair",
            ),
            models.UniqueConstraint(fields=["meeting", "part", "person"], name="chair_is_offered_once_to_a_person"),
            models.UniqueConstraint(
                fields=["meeting", "person"],
                condition=~models.Q(state="passed"),
                name="person_has_one_part_in_chairing_a_meeting",
            ),
            models.CheckConstraint(
                condition=models.Q(part="chair")
                | (models.Q(part__in=["beside", "watch"]) & ~models.Q(state="chaired")),
                name="only_the_chair_has_chaired",
            ),
            models.CheckConstraint(
                condition=models.Q(came_by__in=["rota", "hand", "swap"]), name="chair_turn_came_by_a_known_way"
            ),
            models.CheckConstraint(
                condition=models.Q(state="offered", answered_at__isnull=True, recorded_by__isnull=True)
                | (
                    models.Q(state__in=["accepted", "passed", "chaired"])
                    & models.Q(answered_at__isnull=False, recorded_by__isnull=False)
                ),
                name="chair_turn_answered_says_when_and_by_whom",
            ),
            models.CheckConstraint(
                condition=models.Q(how="", read_back=False)
                | models.Q(how="letter", read_back=False, state__in=["accepted", "chaired"])
                | models.Q(how__in=["phone", "in_person"], state__in=["accepted", "chaired"]),
                name="chair_turn_yes_written_down_says_how",
            ),
        ]

    @property
    def told_how(self) -> str:
        """How a yes that somebody wrote down reached them, in words; nothing when the person said it here."""
        return f"{How(self.how).label.lower()}{', and read back' if self.read_back else ''}" if self.how else ""


class ChairedBefore(Record):
    """How often somebody chaired a panel before LEAP, so that turns go on fairly from there."""

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    times = models.PositiveSmallIntegerField()
    until = models.DateField()
    noted_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    personal_data = classes(public="panel until", personal={"person": KEEP, "times": KEEP, "noted_by": KEEP})

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["panel", "person"], name="person_chaired_a_panel_before_a_number_of_times"),
            models.CheckConstraint(condition=models.Q(times__lte=99), name="chaired_before_at_most_99_times"),
        ]


class ChairSwap(Record):
    """Somebody who chairs one meeting asks somebody who chairs another to swap. Seen by the two of them, and by those
    who arrange the meetings; whatever the answer, both keep a turn."""

    class State(models.TextChoices):
        ASKED = "asked", "Asked"
        AGREED = "agreed", "Agreed"
        CLOSED = "closed", "It stays as it is"

    turn = models.ForeignKey(ChairTurn, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(ChairTurn, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=20, choices=State, default=State.ASKED)
    asked_at = models.DateTimeField(default=clock.now)
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    personal_data = classes(
        public="asked_at answered_at",
        personal={"turn": KEEP, "other": KEEP, "state": KEEP, "asked_by": KEEP, "recorded_by": KEEP},
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["turn"], condition=models.Q(state="asked"), name="chair_turn_asks_for_one_swap_at_a_time"
            ),
            models.CheckConstraint(
                condition=models.Q(state="asked", answered_at__isnull=True, recorded_by__isnull=True)
                | (
                    models.Q(state__in=["agreed", "closed"])
                    & models.Q(answered_at__isnull=False, recorded_by__isnull=False)
                ),
                name="chair_swap_answered_says_when_and_by_whom",
            ),
            models.CheckConstraint(condition=~models.Q(turn=models.F("other")), name="chair_swap_is_of_two_turns"),
        ]


class BringIn(Record):
    """Somebody would like whoever chairs a meeting to bring them in. Read by who chairs and who helps them, and by the
    person; no trail says that it was there. Taken back or forgotten once the meeting is over, it is gone."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")

    personal_data = classes(public="meeting", special={"person": ERASE})
    objects = ProtectedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "person"], name="person_asks_once_to_be_brought_in"),
        ]


class ChairTalk(Record):
    """The talk before a meeting, or after it, with whoever chairs: when, how long, and in which way."""

    class Kind(models.TextChoices):
        BEFORE = "before", "Before the meeting"
        AFTER = "after", "After the meeting"

    class Way(models.TextChoices):
        IN_PERSON = "in_person", "In person"
        PHONE = "phone", "By phone"
        ONLINE = "online", "Online"

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind)
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField()
    way = models.CharField(max_length=20, choices=Way)
    set_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    personal_data = classes(public="meeting kind starts_at minutes way", personal={"set_by": KEEP})

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "kind"], name="meeting_has_one_talk_before_and_one_after"),
            models.CheckConstraint(
                condition=models.Q(kind__in=["before", "after"]) & models.Q(way__in=["in_person", "phone", "online"]),
                name="chair_talk_is_of_a_known_kind_and_way",
            ),
            models.CheckConstraint(
                condition=models.Q(minutes__gte=5, minutes__lte=180), name="chair_talk_takes_minutes_to_hours"
            ),
        ]


class TalkTime(Record):
    """Somebody took part in a talk before or after a meeting: time that is paid like any other."""

    talk = models.ForeignKey(ChairTalk, on_delete=models.PROTECT, related_name="times")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    noted_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField(default=clock.now)

    personal_data = classes(public="talk", personal={"person": KEEP, "noted_by": KEEP, "noted_at": KEEP})

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["talk", "person"], name="person_is_noted_once_at_a_chair_talk"),
        ]
