"""What a person said by phone, by letter or in person and somebody wrote down for them: who, how, when, read back.

A table whose rows can be written down for somebody extends `WrittenDown`, adds `**WRITTEN_DOWN` to its personal-data
classes and `written_down_whole("its_name")` to its constraints. When the person changes the row themself, call
`by_themself()`: from then on it is theirs alone. (The trail keeps who wrote what down.)
"""

from typing import Any

from django.conf import settings
from django.db import models

from leap.core import clock
from leap.core.personal_data import KEEP

WRITTEN_DOWN = {"written_by": KEEP, "how": KEEP, "read_back": KEEP, "written_down_at": KEEP}


class How(models.TextChoices):
    """How somebody's words reached the person who wrote them down."""

    PHONE = "phone", "By phone"
    IN_PERSON = "in_person", "In person"
    LETTER = "letter", "By letter"


class WrittenDown(models.Model):
    """Columns for "written down for you by X on DATE by phone; you can change it"."""

    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    how = models.CharField(max_length=20, choices=How, blank=True)
    read_back = models.BooleanField(default=False)
    written_down_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def was_written_down(self) -> bool:
        """Did somebody else write this down for the person?"""
        return self.written_by_id is not None

    @property
    def how_in_words(self) -> str:
        """by phone, in person, by letter"""
        return How(self.how).label.lower()

    def by_somebody(self, *, by: Any, how: str, read_back: bool) -> None:
        """`by` wrote this down just now. A `how` that is no way raises ValueError."""
        self.written_by, self.how, self.read_back, self.written_down_at = by, How(how), read_back, clock.now()

    def by_themself(self) -> None:
        """The person has said it themself."""
        self.written_by, self.how, self.read_back, self.written_down_at = None, "", False, None


def written_down_whole(name: str) -> models.CheckConstraint:
    """Either somebody wrote it down and we know how and when, or nobody did."""
    nobody = models.Q(written_by__isnull=True, how="", read_back=False, written_down_at__isnull=True)
    somebody = models.Q(written_by__isnull=False, written_down_at__isnull=False) & ~models.Q(how="")
    return models.CheckConstraint(condition=nobody | somebody, name=name)
