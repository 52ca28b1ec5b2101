"""Reflective accounts: one draft that its authors share, versions they agree, people they let read."""

from django.db import models

from accounts.people.models import Person
from accounts_reflective.inquiries.models import Inquiry
from leap.core import clock
from leap.core.fields import EncryptedTextField
from leap.core.personal_data import ERASE, KEEP, classes
from leap.core.records import ProtectedManager, Record


class ReflectiveAccount(Record):
    """Something one or more people write about working together. Only its authors can read it until they all agree."""

    class LabelStyle(models.TextChoices):
        ROLES = "roles", "The letter, with each author's role"
        ROLES_WITHOUT_NUMBERS = "roles_without_numbers", "The letter, with roles but not how many people"
        LETTER_ONLY = "letter_only", "The letter only"

    inquiry = models.ForeignKey(Inquiry, on_delete=models.PROTECT, related_name="+")
    title = EncryptedTextField()
    letter = models.CharField(max_length=2, null=True, blank=True)  # noqa: DJ001 - null until given, so that it can be unique
    label_style = models.CharField(max_length=30, choices=LabelStyle, default=LabelStyle.LETTER_ONLY)
    started_at = models.DateTimeField(default=clock.now)

    objects = ProtectedManager()
    personal_data = classes(
        public="inquiry",
        special={"title": ERASE, "letter": KEEP, "label_style": KEEP, "started_at": KEEP},
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["inquiry", "letter"], name="letter_is_used_once_in_an_inquiry"),
        ]

    def __str__(self) -> str:
        return f"ReflectiveAccount {self.pk}"


class Draft(Record):
    """The text as it is now. `revision` goes up with every save, so that two devices never overwrite each other."""

    account = models.OneToOneField(ReflectiveAccount, on_delete=models.CASCADE, related_name="draft")
    body = EncryptedTextField(blank=True, default="")
    revision = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(default=clock.now)
    saved_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    objects = ProtectedManager()
    personal_data = classes(
        special={"account": ERASE, "body": ERASE, "revision": ERASE, "saved_at": ERASE, "saved_by": ERASE}
    )

    def __str__(self) -> str:
        return f"Draft {self.pk}"


class KeptCopy(Record):
    """Words typed on one device while another device saved. Both are kept until an author chooses."""

    account = models.ForeignKey(ReflectiveAccount, on_delete=models.CASCADE, related_name="kept_copies")
    body = EncryptedTextField()
    typed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    kept_at = models.DateTimeField(default=clock.now)
    put_away_at = models.DateTimeField(null=True, blank=True)

    objects = ProtectedManager()
    personal_data = classes(
        special={"account": ERASE, "body": ERASE, "typed_by": ERASE, "kept_at": ERASE, "put_away_at": ERASE}
    )

    def __str__(self) -> str:
        return f"KeptCopy {self.pk}"


class Version(Record):
    """The exact words and the exact readers that the authors are asked to agree to. Never edited."""

    account = models.ForeignKey(ReflectiveAccount, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    title = EncryptedTextField()
    body = EncryptedTextField()
    proposed_at = models.DateTimeField(default=clock.now)
    proposed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    objects = ProtectedManager()
    personal_data = classes(
        special={
            "account": ERASE,
            "number": ERASE,
            "title": ERASE,
            "body": ERASE,
            "proposed_at": ERASE,
            "proposed_by": ERASE,
        }
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "number"], name="version_numbers_differ_within_an_account")
        ]

    def __str__(self) -> str:
        return f"Version {self.pk}"


class Authorship(Record):
    """One person as an author of one reflective account, with how their role is shown in its label."""

    class State(models.TextChoices):
        ASKED = "asked", "Asked to join"
        WRITING = "writing", "Author"
        DECLINED = "declined", "Not this time"
        LEFT = "left", "No longer an author"

    account = models.ForeignKey(ReflectiveAccount, on_delete=models.CASCADE, related_name="authorships")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=20, choices=State)
    role_shown = models.CharField("how my role is shown", max_length=80, blank=True)
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    since = models.DateTimeField(default=clock.now)

    objects = ProtectedManager()
    personal_data = classes(
        special={"account": ERASE, "person": ERASE, "state": ERASE, "role_shown": ERASE, "asked_by": ERASE, "since": ERASE}
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "person"], name="person_is_an_author_of_an_account_once")
        ]

    def __str__(self) -> str:
        return f"Authorship {self.pk}"


class Agreement(Record):
    """One author's yes to one version: these words, these readers. Taking it back closes the version at once."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="agreements")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField(default=clock.now)
    taken_back_at = models.DateTimeField(null=True, blank=True)

    objects = ProtectedManager()
    personal_data = classes(
        special={"version": KEEP, "person": KEEP, "given_at": KEEP, "taken_back_at": KEEP}
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["version", "person"],
                condition=models.Q(taken_back_at__isnull=True),
                name="author_agrees_to_a_version_once",
            )
        ]

    def __str__(self) -> str:
        return f"Agreement {self.pk}"


class Reader(Record):
    """Someone the authors name to read one version, once all of them have agreed to it."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="readers")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    objects = ProtectedManager()
    personal_data = classes(special={"version": ERASE, "person": ERASE})

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "person"], name="reader_is_named_once_for_a_version")
        ]

    def __str__(self) -> str:
        return f"Reader {self.pk}"
