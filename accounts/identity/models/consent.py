"""The proof of each yes and no: which words were shown, what was answered, when. It outlives what it is about.

The database itself refuses to change a wording that was answered, or an answer: an answer may only be ended, once.
"""

from django.db import models
from django.db.models import Q

from accounts.identity.models.statements import Share
from accounts.people.models import Person
from leap.core import clock
from leap.core.personal_data import KEEP, PSEUDONYM, classes
from leap.core.records import ProtectedManager, Record


class ConsentWording(Record):
    """The exact words of one question in one version, kept from the first time somebody answered them."""

    question = models.CharField(max_length=40)
    version = models.PositiveSmallIntegerField()
    text = models.TextField()
    digest = models.CharField(max_length=64)
    kept_at = models.DateTimeField(default=clock.now)

    personal_data = classes(public="question version text digest kept_at")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["question", "version"], name="wording_is_kept_once_for_each_version")
        ]


class ConsentAnswer(Record):
    """One answer to one question about one statement. No answer at all is unset: neither yes nor no.

    Ids instead of foreign keys: the proof stays when the statement or the person is gone, and then leads to nobody. It
    never holds the words that were shared.
    """

    class Answer(models.TextChoices):
        YES = "yes", "yes"
        NO = "no", "no"

    class Channel(models.TextChoices):
        THEMSELF = "themself", "on this site"
        PHONE = "phone", "by phone"
        IN_PERSON = "in_person", "in person"
        LETTER = "letter", "by letter"

    person_id = models.UUIDField()
    statement_id = models.UUIDField()
    slot = models.CharField(max_length=100)
    wording = models.ForeignKey(ConsentWording, on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(max_length=3, choices=Answer)
    purpose = models.CharField(max_length=10, choices=Share.Purpose)
    audience = models.CharField(max_length=20, choices=Share.Audience)
    form = models.CharField(max_length=10, choices=Share.Form)
    named = models.BooleanField(default=True)
    until = models.DateField(null=True)
    readers_then = models.PositiveSmallIntegerField(null=True)
    channel = models.CharField(max_length=10, choices=Channel, default=Channel.THEMSELF)
    entered_by_id = models.UUIDField(null=True)
    answered_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True)

    objects = ProtectedManager()
    personal_data = classes(
        public="wording",
        personal={"person_id": PSEUDONYM, "statement_id": PSEUDONYM, "slot": PSEUDONYM, "entered_by_id": PSEUDONYM},
        special={
            "answer": KEEP,
            "purpose": KEEP,
            "audience": KEEP,
            "form": KEEP,
            "named": KEEP,
            "until": KEEP,
            "readers_then": KEEP,
            "channel": KEEP,
            "answered_at": KEEP,
            "ended_at": KEEP,
        },
    )

    class Meta:
        indexes = [models.Index(fields=["person_id", "answered_at"], name="consent_of_a_person")]
        constraints = [
            models.UniqueConstraint(
                fields=["person_id", "statement_id", "slot"],
                condition=Q(ended_at__isnull=True),
                name="one_live_answer_to_each_question",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=models.F("answered_at")),
                name="answer_ends_after_it_is_given",
            ),
            models.CheckConstraint(
                condition=Q(channel="themself", entered_by_id__isnull=True)
                | (~Q(channel="themself") & Q(entered_by_id__isnull=False)),
                name="answer_by_another_way_says_who_wrote_it_down",
            ),
        ]


class Review(Record):
    """The day somebody looked through all that they share and said that it is still right."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    objects = ProtectedManager()
    personal_data = classes(special={"person": KEEP, "at": KEEP})

    class Meta:
        indexes = [models.Index(fields=["person", "at"], name="reviews_of_a_person")]
