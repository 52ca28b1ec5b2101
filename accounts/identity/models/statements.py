"""Statements people write about themselves, and each yes that lets somebody read one."""

from django.db import models
from django.db.models import Q

from accounts.identity.planning import words
from accounts.people.models import Panel, Person, Programme
from leap.core import clock
from leap.core.fields import EncryptedTextField
from leap.core.personal_data import ERASE, KEEP, classes
from leap.core.records import ProtectedManager, Record


class Statement(Record):
    """Something a person says about themself, in their own words. Nobody else can read it until they share it.

    `topics` are keys of `topics.TOPICS` with spaces between: sealed, because which they are tells as much as words do.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    own_words = EncryptedTextField()
    broad_words = EncryptedTextField(null=True, blank=True)
    topics = EncryptedTextField(null=True, blank=True)
    written_at = models.DateTimeField(default=clock.now)
    changed_at = models.DateTimeField(default=clock.now)

    objects = ProtectedManager()
    personal_data = classes(
        special={
            "person": ERASE,
            "own_words": ERASE,
            "broad_words": ERASE,
            "topics": ERASE,
            "written_at": ERASE,
            "changed_at": ERASE,
        },
    )

    class Meta:
        indexes = [models.Index(fields=["person"])]


class TopicChoices(Record):
    """The topics somebody would rather say nothing about. No row, or a topic that is not in it: never asked.

    One row for each person who said so of anything; the topics are sealed, with spaces between.
    """

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="+")
    rather_not = EncryptedTextField(null=True, blank=True)
    changed_at = models.DateTimeField(default=clock.now)

    objects = ProtectedManager()
    personal_data = classes(special={"person": ERASE, "rather_not": ERASE, "changed_at": ERASE})


class Share(Record):
    """One yes: this statement, for this purpose, in this form, to these people, until its owner stops it or it ends.

    `slot` says in one word which question was answered ("panel:..." for members or everyone of one panel), so that
    there is one live yes for each.
    """

    class Audience(models.TextChoices):
        NAMED = words.NAMED, "one person"
        COORDINATOR = words.COORDINATOR, "the coordinator of my panel"
        MEMBERS = words.MEMBERS, "the members of my panel"
        EVERYONE = words.EVERYONE, "everyone on my panel"
        STUDY_TEAM = words.STUDY_TEAM, "the study team"
        CO_AUTHORS = words.CO_AUTHORS, "the people I write with"
        PUBLIC = words.PUBLIC, "anyone who reads what we publish"
        NOBODY = words.NOBODY, "nobody"

    class Purpose(models.TextChoices):
        BE_KNOWN = words.BE_KNOWN, "to be known"
        MATCHED = words.MATCHED, "to be asked about tasks"
        COUNTED = words.COUNTED, "to be counted"
        LABEL = words.LABEL, "to stand beside my name"

    class Form(models.TextChoices):
        OWN = words.OWN, "my own words"
        BROAD = words.BROAD, "my broader words"
        OTHER = words.OTHER, "words for these people alone"
        LIVED = words.LIVED, "“has lived experience”, and no more"

    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="shares")
    purpose = models.CharField(max_length=10, choices=Purpose, default=Purpose.BE_KNOWN)
    audience = models.CharField(max_length=20, choices=Audience)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reader = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    circle_id = models.UUIDField(null=True, blank=True)
    form = models.CharField(max_length=10, choices=Form, default=Form.OWN)
    other_words = EncryptedTextField(null=True, blank=True)
    named = models.BooleanField(default=True)
    until = models.DateField(null=True, blank=True)
    slot = models.CharField(max_length=100)
    wording_version = models.PositiveSmallIntegerField()
    given_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ProtectedManager()
    personal_data = classes(
        public="wording_version",
        special={
            "statement": ERASE,
            "purpose": KEEP,
            "audience": KEEP,
            "programme": KEEP,
            "panel": KEEP,
            "reader": ERASE,
            "circle_id": ERASE,
            "form": KEEP,
            "other_words": ERASE,
            "named": KEEP,
            "until": KEEP,
            "slot": ERASE,
            "given_at": KEEP,
            "ended_at": KEEP,
        },
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["statement", "slot"],
                condition=Q(ended_at__isnull=True),
                name="statement_has_one_live_share_for_each_question",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=models.F("given_at")),
                name="share_ends_after_it_is_given",
            ),
            models.CheckConstraint(
                condition=Q(
                    audience__in=[words.COORDINATOR, words.MEMBERS, words.EVERYONE],
                    panel__isnull=False,
                    reader__isnull=True,
                    circle_id__isnull=True,
                )
                | Q(audience=words.NAMED, panel__isnull=False, reader__isnull=False, circle_id__isnull=True)
                | Q(audience=words.CO_AUTHORS, panel__isnull=True, reader__isnull=True, circle_id__isnull=False)
                | Q(
                    audience__in=[words.STUDY_TEAM, words.PUBLIC],
                    panel__isnull=True,
                    reader__isnull=True,
                    circle_id__isnull=True,
                )
                | Q(audience=words.NOBODY, reader__isnull=True, circle_id__isnull=True),
                name="share_says_exactly_with_whom",
            ),
            models.CheckConstraint(
                condition=Q(purpose=words.BE_KNOWN, audience__in=words.READING)
                | Q(purpose=words.LABEL, audience=words.PUBLIC)
                | Q(purpose=words.MATCHED, audience=words.NOBODY, panel__isnull=False)
                | Q(purpose=words.COUNTED, audience=words.NOBODY, panel__isnull=True),
                name="share_purpose_fits_its_audience",
            ),
            models.CheckConstraint(
                condition=Q(form=words.OTHER, other_words__isnull=False)
                | (~Q(form=words.OTHER) & Q(other_words__isnull=True)),
                name="share_holds_other_words_only_where_it_says_them",
            ),
            models.CheckConstraint(
                condition=Q(named=True) | (Q(audience__in=words.GROUPS) & ~Q(form=words.LIVED)),
                name="share_without_a_name_is_for_a_group",
            ),
        ]
