"""What authors marked of their own words."""

from django.db import models

from accounts.people.models import Person
from leap.core import clock
from leap.core.fields import EncryptedTextField
from leap.core.personal_data import ERASE, classes
from leap.core.records import ProtectedManager, Record


class Coding(Record):
    """One author's marks of one version of their words against one version of a framework (its key).

    Marks are about exactly these words: other words are marked anew. Co-authors mark by themselves, and see each
    other's marks only once both have said that they are done. `revision` goes up with every save.
    """

    version = models.ForeignKey("writing.Version", on_delete=models.CASCADE, related_name="+")
    framework = models.CharField(max_length=40)
    coded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    revision = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(default=clock.now)
    done_at = models.DateTimeField(null=True, blank=True)

    objects = ProtectedManager()
    personal_data = classes(
        public="framework",
        special={
            "version": ERASE,
            "coded_by": ERASE,
            "revision": ERASE,
            "saved_at": ERASE,
            "done_at": ERASE,
        },
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["version", "framework", "coded_by"], name="author_marks_a_version_once_for_a_framework"
            ),
            models.CheckConstraint(condition=~models.Q(framework=""), name="coding_names_its_framework"),
        ]


class Mark(Record):
    """What one author said about one item: do these words speak about it, how strongly, and a note to themself."""

    class Says(models.TextChoices):
        YES = "yes", "Yes"
        NO = "no", "No"
        NOT_SURE = "not_sure", "Not sure"

    class Strength(models.TextChoices):
        A_LITTLE = "a_little", "A little"
        CLEARLY = "clearly", "Clearly"
        A_LOT = "a_lot", "A lot"

    coding = models.ForeignKey(Coding, on_delete=models.CASCADE, related_name="+")
    item = models.CharField(max_length=10)
    said = models.CharField(max_length=10, choices=Says, blank=True)
    strength = models.CharField(max_length=10, choices=Strength, blank=True)
    note = EncryptedTextField(null=True, blank=True)
    marked_at = models.DateTimeField(default=clock.now)

    objects = ProtectedManager()
    personal_data = classes(
        public="item",
        special={
            "coding": ERASE,
            "said": ERASE,
            "strength": ERASE,
            "note": ERASE,
            "marked_at": ERASE,
        },
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["coding", "item"], name="item_is_marked_once_in_a_coding"),
            models.CheckConstraint(
                condition=models.Q(said="yes") | models.Q(strength=""), name="only_a_yes_has_a_strength"
            ),
            models.CheckConstraint(
                condition=~models.Q(said="") | models.Q(note__isnull=False), name="mark_says_something"
            ),
        ]
