"""Notes of meetings in versions, what people suggest, and actions."""

from django.db import models

from accounts.people.models import Panel, Person
from leap.core import clock
from leap.core.assisted import WRITTEN_DOWN, WrittenDown, written_down_whole
from leap.core.fields import EncryptedTextField
from leap.core.personal_data import ERASE, KEEP, classes
from leap.core.records import ProtectedManager, Record
from meetings.schedule.models import Meeting

Q = models.Q


class MeetingNotes(Record):
    """The notes of one meeting. While they are a draft, nobody but those who run the panel learns that there are any.

    `revision` is the number of the newest version, `out_revision` of the first that others could read.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        OUT = "out", "Out for changes"
        AGREED = "agreed", "Agreed"

    meeting = models.OneToOneField(Meeting, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    revision = models.PositiveIntegerField(default=0)
    out_revision = models.PositiveIntegerField(null=True, blank=True)
    out_at = models.DateTimeField(null=True, blank=True)
    changes_until = models.DateField(null=True, blank=True)
    agreed_at = models.DateTimeField(null=True, blank=True)
    agreed_revision = models.PositiveIntegerField(null=True, blank=True)
    agreed_meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = ProtectedManager()

    personal_data = classes(
        public="meeting state revision out_revision out_at changes_until agreed_at agreed_revision agreed_meeting"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    state="draft", out_revision__isnull=True, out_at__isnull=True, changes_until__isnull=True,
                    agreed_at__isnull=True, agreed_revision__isnull=True, agreed_meeting__isnull=True,
                )
                | Q(
                    state="out", out_revision__isnull=False, out_at__isnull=False, changes_until__isnull=False,
                    agreed_at__isnull=True, agreed_revision__isnull=True, agreed_meeting__isnull=True,
                )
                | Q(
                    state="agreed", out_revision__isnull=False, out_at__isnull=False, changes_until__isnull=False,
                    agreed_at__isnull=False, agreed_revision__isnull=False, agreed_meeting__isnull=False,
                ),
                name="notes_say_when_they_went_out_and_were_agreed",
            ),
            models.CheckConstraint(
                condition=Q(agreed_meeting__isnull=True) | ~Q(agreed_meeting=models.F("meeting")),
                name="notes_are_agreed_at_another_meeting",
            ),
        ]  # fmt: skip


class NotesVersion(Record):
    """The notes as they stood after one save. Never changed: what is put right later is a version of its own."""

    notes = models.ForeignKey(MeetingNotes, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    written_at = models.DateTimeField(default=clock.now)
    written_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    objects = ProtectedManager()

    personal_data = classes(public="notes number written_at", personal={"written_by": KEEP})

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["notes", "number"], name="version_of_notes_has_its_own_number"),
        ]


class NotesSection(Record):
    """One part of one version: a heading and plain words."""

    version = models.ForeignKey(NotesVersion, on_delete=models.PROTECT, related_name="+")
    order = models.PositiveSmallIntegerField()
    heading = EncryptedTextField(blank=True, default="")
    words = EncryptedTextField(blank=True, default="")

    objects = ProtectedManager()

    personal_data = classes(public="version order", personal={"heading": KEEP, "words": KEEP})

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["version", "order"], name="part_of_notes_has_its_own_place"),
        ]


class Suggestion(WrittenDown, Record):
    """A change that somebody who came suggests. Who, is shown to those who answer only if the person says so."""

    class Answer(models.TextChoices):
        WAITING = "waiting", "No answer yet"
        TAKEN = "taken", "Taken up"
        PARTLY = "partly", "Taken up in part"
        LEFT = "left", "Left as it was"

    notes = models.ForeignKey(MeetingNotes, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    part = models.ForeignKey(NotesSection, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    words = EncryptedTextField()
    shown = models.BooleanField("with my name", default=False)
    suggested_at = models.DateTimeField(default=clock.now)
    answer = models.CharField(max_length=10, choices=Answer, default=Answer.WAITING)
    answer_words = EncryptedTextField(blank=True, default="")
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = ProtectedManager()

    personal_data = classes(
        public="notes part answer answered_at",
        special={"person": ERASE},
        personal={
            "words": ERASE, "shown": ERASE, "suggested_at": ERASE, "answer_words": ERASE, "answered_by": KEEP,
            **WRITTEN_DOWN,
        },
    )  # fmt: skip

    class Meta:
        constraints = [
            written_down_whole("suggestion_written_down_says_by_whom_and_how"),
            models.CheckConstraint(
                condition=Q(answer="waiting", answered_at__isnull=True, answered_by__isnull=True)
                | (~Q(answer="waiting") & Q(answered_at__isnull=False, answered_by__isnull=False)),
                name="suggestion_with_an_answer_says_when",
            ),
        ]


class NotesAction(WrittenDown, Record):
    """Something to be done, or a point that waits for an answer. It goes with the panel until it is done.

    `person` is asked first. Until they say yes they are named to nobody but those who asked; handing it back leaves
    nothing behind. A yes can be written down for somebody; a no that is written down leaves nothing behind either.
    """

    class Kind(models.TextChoices):
        ACTION = "action", "Something to do"
        POINT = "point", "A point that was raised, to be answered"

    class State(models.TextChoices):
        OPEN = "open", "Still open"
        DONE = "done", "Done"
        DROPPED = "dropped", "No longer needed"

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="+")
    notes = models.ForeignKey(MeetingNotes, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.ACTION)
    words = EncryptedTextField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    said_yes_at = models.DateTimeField(null=True, blank=True)
    role = EncryptedTextField("who, by role", blank=True, default="")
    by_day = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    outcome = EncryptedTextField("what came of it", blank=True, default="")
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ProtectedManager()

    personal_data = classes(
        public="panel notes kind by_day state ended_at",
        personal={
            "words": KEEP, "person": ERASE, "said_yes_at": ERASE, "role": KEEP, "outcome": KEEP,
            **dict.fromkeys(WRITTEN_DOWN, ERASE),
        },
    )  # fmt: skip

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False) | Q(said_yes_at__isnull=True),
                name="only_a_person_says_yes_to_an_action",
            ),
            models.CheckConstraint(
                condition=Q(said_yes_at__isnull=False) | Q(written_by__isnull=True),
                name="only_a_yes_to_an_action_is_written_down",
            ),
            written_down_whole("yes_written_down_says_by_whom_and_how"),
            models.CheckConstraint(
                condition=Q(state="open", ended_at__isnull=True) | (~Q(state="open") & Q(ended_at__isnull=False)),
                name="action_that_ended_says_when",
            ),
        ]
