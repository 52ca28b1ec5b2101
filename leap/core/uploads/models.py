"""The table of files."""

from django.db import models

from leap.core import clock
from leap.core.personal_data import ERASE, classes
from leap.core.records import ProtectedManager, Record
from leap.core.uploads.kinds import KINDS, MOST_BYTES


class StoredFile(Record):
    """One file, sealed for its own row. What people called it is not kept: a name can tell on somebody."""

    kind = models.CharField(max_length=10, choices=[(code, kind.words) for code, kind in KINDS.items()])
    size = models.PositiveIntegerField("how many bytes it has")
    content = models.BinaryField("the sealed bytes")
    kept_at = models.DateTimeField(default=clock.now)

    objects = ProtectedManager()
    personal_data = classes(public="kind size kept_at", secret={"content": ERASE})

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(size__gte=1, size__lte=MOST_BYTES), name="file_is_not_empty_and_at_most_10_mb"
            ),
            models.CheckConstraint(condition=models.Q(kind__in=list(KINDS)), name="file_is_of_a_known_kind"),
        ]
