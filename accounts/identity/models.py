"""Statements people write about themselves, and each yes they gave to somebody reading one."""

from django.db import models

from accounts.people.models import Panel, Person
from leap.core import clock
from leap.core.fields import EncryptedTextField
from leap.core.personal_data import ERASE, KEEP, classes
from leap.core.records import ProtectedManager, Record


class Statement(Record):
    """Something a person says about themself, in their own words. Nobody else can read it until they share it."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    own_words = EncryptedTextField()
    written_at = models.DateTimeField(default=clock.now)
    changed_at = models.DateTimeField(default=clock.now)

    objects = ProtectedManager()
    personal_data = classes(
        special={"person": ERASE, "own_words": ERASE, "written_at": ERASE, "changed_at": ERASE},
    )

    class Meta:
        indexes = [models.Index(fields=["person"])]

    def __str__(self) -> str:
        return f"Statement {self.pk}"


class Share(Record):
    """One yes: this statement may be read by this audience of this panel, until the owner stops it."""

    class Audience(models.TextChoices):
        MEMBERS = "members", "The members of my panel"
        EVERYONE = "everyone", "Everyone on my panel: members, researchers and coordinators"

    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="shares")
    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="+")
    audience = models.CharField(max_length=20, choices=Audience)
    wording_version = models.PositiveSmallIntegerField()
    given_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ProtectedManager()
    personal_data = classes(
        public="wording_version",
        special={"statement": ERASE, "panel": KEEP, "audience": KEEP, "given_at": KEEP, "ended_at": KEEP},
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["statement", "panel"],
                condition=models.Q(ended_at__isnull=True),
                name="statement_has_one_live_share_per_panel",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True) | models.Q(ended_at__gte=models.F("given_at")),
                name="share_ends_after_it_is_given",
            ),
        ]

    def __str__(self) -> str:
        return f"Share {self.pk}"
