"""The agenda of a meeting, what members propose for it, its papers in all their versions and forms, and hard words."""

from django.db import models
from django.db.models.functions import Lower

from accounts.people.models import Person, Programme
from leap.core import clock
from leap.core.fields import EncryptedTextField
from leap.core.personal_data import ERASE, KEEP, classes
from leap.core.records import ProtectedManager, Record
from leap.core.uploads.models import StoredFile
from meetings.papers import wordings
from meetings.schedule.models import Meeting

Q = models.Q


class Purpose(models.TextChoices):
    """What is asked of people."""

    KNOW = wordings.KNOW, wordings.PURPOSES[wordings.KNOW]
    DISCUSS = wordings.DISCUSS, wordings.PURPOSES[wordings.DISCUSS]
    ADVISE = wordings.ADVISE, wordings.PURPOSES[wordings.ADVISE]
    DECIDE = wordings.DECIDE, wordings.PURPOSES[wordings.DECIDE]


class Influence(models.TextChoices):
    """What people can still change."""

    OPEN = wordings.OPEN, wordings.INFLUENCE[wordings.OPEN]
    LIMITED = wordings.LIMITED, wordings.INFLUENCE[wordings.LIMITED]
    FIXED = wordings.FIXED, wordings.INFLUENCE[wordings.FIXED]


class AgendaItem(Record):
    """One thing a meeting talks about. Everyone who sees the meeting sees it."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="agenda")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    summary = models.TextField("what it is, in plain words", max_length=2000)
    purpose = models.CharField("what is asked of people", max_length=10, choices=Purpose)
    influence = models.CharField("what they can change", max_length=10, choices=Influence)
    influence_words = models.TextField("what is open, or why it is fixed", max_length=600, blank=True, default="")
    minutes = models.PositiveSmallIntegerField()
    lead = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    lead_words = models.CharField("who leads it, in words", max_length=80, blank=True, default="")
    content_note = models.TextField("a word before a hard subject", max_length=600, blank=True, default="")
    revision = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(default=clock.now)
    changed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    personal_data = classes(
        public="meeting position title summary purpose influence influence_words minutes content_note revision"
        " changed_at",
        personal={"lead": KEEP, "lead_words": KEEP, "changed_by": KEEP},
    )

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "position"],
                name="agenda_has_one_thing_in_each_position",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                condition=Q(minutes__gte=1, minutes__lte=480), name="agenda_item_takes_a_minute_to_a_day"
            ),
            models.CheckConstraint(condition=~Q(title="") & ~Q(summary=""), name="agenda_item_says_what_it_is"),
            models.CheckConstraint(
                condition=Q(influence="open") | (Q(influence__in=["limited", "fixed"]) & ~Q(influence_words="")),
                name="agenda_item_says_what_is_open_or_why_not",
            ),
            models.CheckConstraint(condition=Q(purpose__in=Purpose.values), name="agenda_item_has_a_known_purpose"),
        ]


class Proposal(Record):
    """Something a person on the panel would like to talk about. For those who run the panel, until it is taken up."""

    class State(models.TextChoices):
        WAITING = "waiting", "Not looked at yet"
        TAKEN_UP = "taken_up", "On the agenda"
        ANSWERED = "answered", "Answered"
        TAKEN_BACK = "taken_back", "Taken back"

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="+")
    proposer = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    title = EncryptedTextField()
    words = EncryptedTextField()
    show_name = models.BooleanField("the panel sees who proposed it", default=False)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    item = models.OneToOneField(AgendaItem, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    answer = EncryptedTextField(blank=True, null=True)
    made_at = models.DateTimeField(default=clock.now)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = ProtectedManager()
    personal_data = classes(
        public="meeting item",
        special={"title": ERASE, "words": ERASE, "answer": ERASE},
        personal={
            "proposer": KEEP, "show_name": KEEP, "state": KEEP, "made_at": KEEP, "settled_at": KEEP, "settled_by": KEEP
        },
    )  # fmt: skip

    class Meta:
        ordering = ["made_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="waiting", settled_at__isnull=True, settled_by__isnull=True)
                | (~Q(state="waiting") & Q(settled_at__isnull=False, settled_by__isnull=False)),
                name="proposal_says_when_it_was_settled_and_by_whom",
            ),
            models.CheckConstraint(
                condition=~Q(state="answered") | Q(answer__isnull=False), name="answered_proposal_has_its_answer"
            ),
            models.CheckConstraint(
                condition=Q(item__isnull=True) | Q(state="taken_up"), name="proposal_on_the_agenda_was_taken_up"
            ),
        ]


class Paper(Record):
    """Something to read before a meeting."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="papers")
    made_at = models.DateTimeField(default=clock.now)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    personal_data = classes(public="meeting made_at withdrawn_at", personal={"made_by": KEEP, "withdrawn_by": KEEP})

    class Meta:
        ordering = ["made_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="paper_withdrawn_says_when_and_by_whom",
            ),
        ]


class PaperVersion(Record):
    """A paper as it is written now, or as it was sent. One that was sent is never changed: another one follows it.

    Each has a title of its own, and says for which thing on the agenda it is, so whoever read an earlier one finds it
    as it was then. `about` is how that thing was called when it was sent: empty for the whole meeting.
    """

    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    item = models.ForeignKey(AgendaItem, on_delete=models.SET_NULL, null=True, blank=True, related_name="versions")
    about = models.CharField(max_length=120, blank=True, default="")
    summary = models.TextField("the plain summary", max_length=wordings.LONGEST_SUMMARY, blank=True, default="")
    question = models.TextField("what we ask", max_length=600, blank=True, default="")
    reading_minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    body = models.TextField("the paper itself", max_length=40_000, blank=True, default="")
    what_changed = models.TextField(max_length=600, blank=True, default="")
    revision = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(default=clock.now)
    changed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    personal_data = classes(
        public="paper number title item about summary question reading_minutes body what_changed revision changed_at"
        " sent_at",
        personal={"changed_by": KEEP, "sent_by": KEEP},
    )

    class Meta:
        ordering = ["paper", "number"]
        constraints = [
            models.UniqueConstraint(fields=["paper", "number"], name="paper_versions_are_numbered"),
            models.CheckConstraint(condition=~Q(title=""), name="paper_version_has_a_title"),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=False) | Q(about=""), name="paper_version_keeps_what_it_was_for_when_sent"
            ),
            models.UniqueConstraint(
                fields=["paper"], condition=Q(sent_at__isnull=True), name="paper_has_one_version_in_the_making"
            ),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True, sent_by__isnull=True)
                | (
                    Q(sent_at__isnull=False, sent_by__isnull=False, reading_minutes__isnull=False)
                    & Q(reading_minutes__gte=1)
                    & ~Q(summary="")
                    & ~Q(question="")
                    & (Q(number=1) | ~Q(what_changed=""))
                ),
                name="paper_is_sent_with_summary_question_and_reading_time",
            ),
        ]


class PaperCopy(Record):
    """One version of a paper in one form: as a file."""

    class Form(models.TextChoices):
        DOCUMENT = wordings.DOCUMENT, wordings.FORMS[wordings.DOCUMENT]
        LARGE_PRINT = wordings.LARGE_PRINT, wordings.FORMS[wordings.LARGE_PRINT]
        EASY_READ = wordings.EASY_READ, wordings.FORMS[wordings.EASY_READ]
        AUDIO = wordings.AUDIO, wordings.FORMS[wordings.AUDIO]
        WORD_FILE = wordings.WORD_FILE, wordings.FORMS[wordings.WORD_FILE]
        OTHER_LANGUAGE = wordings.OTHER_LANGUAGE, wordings.FORMS[wordings.OTHER_LANGUAGE]

    version = models.ForeignKey(PaperVersion, on_delete=models.PROTECT, related_name="copies")
    form = models.CharField(max_length=20, choices=Form)
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=clock.now)
    added_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    personal_data = classes(public="version form file added_at", personal={"added_by": KEEP})

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "form"], name="paper_version_is_there_once_in_each_form"),
            models.CheckConstraint(condition=Q(form__in=list(wordings.FORMS)), name="paper_copy_has_a_known_form"),
        ]


class Word(Record):
    """A hard word, and what it means in plain words, for everyone in a programme."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="words")
    term = models.CharField("the word", max_length=60)
    meaning = models.TextField("what it means", max_length=400)
    revision = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(default=clock.now)
    changed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    personal_data = classes(public="programme term meaning revision changed_at", personal={"changed_by": KEEP})

    class Meta:
        constraints = [
            models.UniqueConstraint(models.F("programme"), Lower("term"), name="word_is_explained_once_in_a_programme"),
            models.CheckConstraint(condition=~Q(term="") & ~Q(meaning=""), name="word_has_a_meaning"),
        ]


class WordAsked(Record):
    """Somebody asked what a word means. Who did is nowhere: not here, not in the trail; and of when, only the day."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    term = EncryptedTextField()
    asked_on = models.DateField()

    objects = ProtectedManager()
    personal_data = classes(public="programme asked_on", special={"term": ERASE})
