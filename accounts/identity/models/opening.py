"""Opening what somebody keeps private, in an emergency; and sheets of paper that carry what people share."""

from datetime import timedelta

from django.db import models
from django.db.models import F, Q

from accounts.people.models import Panel, Person
from leap.core import clock
from leap.core.fields import EncryptedTextField
from leap.core.personal_data import ERASE, KEEP, classes
from leap.core.records import ProtectedManager, Record


class Opening(Record):
    """An administrator opened everything one person has written about themself. It ends by itself.

    The person is told at once, and reads who it was and the reason that was given.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    opened_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    reason = EncryptedTextField()
    opened_at = models.DateTimeField(default=clock.now)
    ends_at = models.DateTimeField()

    objects = ProtectedManager()
    personal_data = classes(
        special={"person": KEEP, "opened_by": KEEP, "reason": ERASE, "opened_at": KEEP, "ends_at": KEEP}
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gte=F("opened_at"), ends_at__lte=F("opened_at") + timedelta(hours=1)),
                name="opening_ends_within_an_hour",
            ),
            models.CheckConstraint(condition=~Q(person=F("opened_by")), name="opening_is_of_somebody_else"),
        ]


class Paper(Record):
    """A sheet of who is who that somebody made to print, for everyone on a panel."""

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="+")
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=clock.now)

    objects = ProtectedManager()
    personal_data = classes(public="panel made_at", personal={"made_by": KEEP})

    class Meta:
        indexes = [models.Index(fields=["panel", "made_at"], name="papers_of_a_panel")]


class PaperLine(Record):
    """One statement that stood on a sheet when it was made. The sheet shows it only while it is still shared.

    Ids instead of keys: its owner can still see where words were that they have deleted since.
    """

    paper = models.ForeignKey(Paper, on_delete=models.CASCADE, related_name="lines")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    statement_id = models.UUIDField()

    objects = ProtectedManager()
    personal_data = classes(special={"paper": KEEP, "person": ERASE, "statement_id": ERASE})

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["paper", "statement_id"], name="statement_stands_once_on_a_paper")
        ]
        indexes = [models.Index(fields=["person"], name="paper_lines_of_a_person")]
