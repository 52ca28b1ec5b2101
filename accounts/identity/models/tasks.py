"""A task for which somebody looks for people, and what those answered who were asked.

Who is asked is written down nowhere: it is worked out each time from the yes that each person gave.
"""

from django.db import models
from django.db.models import F, Q

from accounts.people.models import Panel, Person
from leap.core import clock
from leap.core.fields import EncryptedTextField
from leap.core.personal_data import ERASE, KEEP, classes
from leap.core.records import ProtectedManager, Record


class Task(Record):
    """A question to those on one panel who said yes to being asked about any of these topics (keys, with spaces)."""

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    title = EncryptedTextField()
    words = EncryptedTextField()
    topics = EncryptedTextField()
    answer_by = models.DateField()
    made_at = models.DateTimeField(default=clock.now)
    told_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = ProtectedManager()
    personal_data = classes(
        public="panel answer_by made_at told_at closed_at",
        personal={"asked_by": KEEP},
        special={"title": KEEP, "words": KEEP, "topics": KEEP},
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(closed_at__gte=F("made_at")),
                name="task_closes_after_it_is_made",
            )
        ]


class TaskAnswer(Record):
    """One person's own answer. A yes is shown to whoever runs the panel, a no to nobody."""

    class Answer(models.TextChoices):
        YES = "yes", "yes"
        NO = "no", "no"

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(max_length=3, choices=Answer)
    answered_at = models.DateTimeField(default=clock.now)

    objects = ProtectedManager()
    personal_data = classes(special={"task": ERASE, "person": ERASE, "answer": ERASE, "answered_at": ERASE})

    class Meta:
        constraints = [models.UniqueConstraint(fields=["task", "person"], name="one_answer_of_each_person_to_a_task")]
