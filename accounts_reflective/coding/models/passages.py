"""What people who look for themes mark in the words of others, and what they say to each other about it."""

from django.db import models

from accounts.people.models import Person
from accounts_reflective.coding.models.themes import Theme
from leap.core import clock
from leap.core.fields import EncryptedTextField
from leap.core.personal_data import ERASE, KEEP, classes
from leap.core.records import ProtectedManager, Record


class Passage(Record):
    """Words of one version, from one letter to another, that one person placed in one theme.

    The words themselves are not kept a second time: they are those of the version, and are gone where it may not be
    looked at any more. Without `start` and `end` the mark came over from earlier words and its place was changed by the
    authors: it is to be placed anew. One that was taken out stays as a row without its memo, because how far people
    agreed is worked out from what each had marked when they were done.
    """

    version = models.ForeignKey("writing.Version", on_delete=models.CASCADE, related_name="+")
    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="+")
    marked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)
    memo = EncryptedTextField(null=True, blank=True)
    marked_at = models.DateTimeField(default=clock.now)
    removed_at = models.DateTimeField(null=True, blank=True)
    carried_from = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    objects = ProtectedManager()
    personal_data = classes(
        special={
            "version": ERASE,
            "theme": ERASE,
            "marked_by": ERASE,
            "start": ERASE,
            "end": ERASE,
            "memo": ERASE,
            "marked_at": ERASE,
            "removed_at": ERASE,
            "carried_from": ERASE,
        }
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["version", "theme", "marked_by", "start", "end"],
                condition=models.Q(removed_at__isnull=True, start__isnull=False),
                name="person_places_the_same_words_in_a_theme_once",
            ),
            models.CheckConstraint(
                condition=models.Q(start__isnull=True, end__isnull=True)
                | models.Q(start__isnull=False, end__isnull=False, end__gt=models.F("start")),
                name="passage_has_words",
            ),
            models.CheckConstraint(
                condition=models.Q(start__isnull=False) | models.Q(carried_from__isnull=False),
                name="passage_without_a_place_came_from_earlier_words",
            ),
            models.CheckConstraint(
                condition=models.Q(removed_at__isnull=True) | models.Q(memo__isnull=True),
                name="passage_taken_out_keeps_no_memo",
            ),
        ]


class LookedThrough(Record):
    """Somebody who looks for themes is done with one version: from then on they see what the others who are done
    marked, and what they had marked by then is what agreement is worked out from. It cannot be undone.
    """

    version = models.ForeignKey("writing.Version", on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    done_at = models.DateTimeField(default=clock.now)

    objects = ProtectedManager()
    personal_data = classes(special={"version": ERASE, "person": ERASE, "done_at": ERASE})

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "person"], name="person_is_done_with_a_version_once")]


class Remark(Record):
    """What one of them says to the others about one sentence, once they are done: why they see it as they do."""

    version = models.ForeignKey("writing.Version", on_delete=models.CASCADE, related_name="+")
    sentence = models.PositiveIntegerField()
    said_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    words = EncryptedTextField()
    said_at = models.DateTimeField(default=clock.now)

    objects = ProtectedManager()
    personal_data = classes(
        special={"version": ERASE, "sentence": ERASE, "said_by": ERASE, "words": ERASE, "said_at": ERASE}
    )

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(sentence__gte=1), name="remark_is_about_a_sentence")]


class FileTaken(Record):
    """Somebody who looks for themes took words out of LEAP as a file: which versions are in it. When a yes to one of
    them is taken back, the page of files asks them to delete it. They say when they have.
    """

    class Kind(models.TextChoices):
        WORDS = "words.md", "The words, to read (Markdown)"
        WORDS_WORD = "words.docx", "The words, to read (Word)"
        PASSAGES = "passages.md", "The words by theme (Markdown)"
        PASSAGES_WORD = "passages.docx", "The words by theme (Word)"
        MATRIX_CSV = "matrix.csv", "How often each is in each theme (CSV)"
        MATRIX_XLSX = "matrix.xlsx", "How often each is in each theme (Excel)"
        PROJECT = "project.qdpx", "Words, themes and marks for other programs (REFI-QDA project)"

    inquiry = models.ForeignKey("inquiries.Inquiry", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind)
    versions = models.JSONField(default=list)
    taken_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField(default=clock.now)
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects = ProtectedManager()
    personal_data = classes(
        public="inquiry",
        special={"kind": KEEP, "versions": KEEP, "taken_by": KEEP, "taken_at": KEEP, "deleted_at": KEEP},
    )

    class Meta:
        constraints = [models.CheckConstraint(condition=~models.Q(kind=""), name="file_taken_says_what_it_is")]
