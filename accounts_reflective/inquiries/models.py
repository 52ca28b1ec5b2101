"""An inquiry: people reflecting together, in stages, about topics they propose and choose themselves."""

from django.db import models
from django.db.models import Deferrable, F, Q

from accounts.people.models import Person, Programme
from leap.core import clock
from leap.core.fields import EncryptedTextField
from leap.core.personal_data import ERASE, classes
from leap.core.records import ProtectedManager, Record


class Inquiry(Record):
    """A shared question that members and researchers write about together. `prompts`: questions that may help whoever
    does not know how to begin, one on each line; nobody has to answer them.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="inquiries")
    title = models.CharField(max_length=160)
    question = models.TextField(blank=True)
    prompts = models.TextField(blank=True)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)

    personal_data = classes(public="programme title question prompts opened_on closed_on")

    class Meta:
        ordering = ["opened_on", "id"]

    def __str__(self) -> str:
        return self.title


class Stage(Record):
    """One step of an inquiry. Stages are data: they may overlap and repeat. `asked`: what is asked of whom. Of one that
    is `reconstructed` the place in the order is a guess: the paper's figure of its stages is not in its text.
    """

    inquiry = models.ForeignKey(Inquiry, on_delete=models.CASCADE, related_name="stages")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=160)
    phase = models.CharField(max_length=80)
    asked = models.TextField(blank=True)
    reconstructed = models.BooleanField(default=False)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)

    personal_data = classes(public="inquiry number name phase asked reconstructed starts_on ends_on")

    class Meta:
        ordering = ["number"]
        constraints = [
            # Looked at when all of a new order is written: two stages change places in one step.
            models.UniqueConstraint(
                fields=["inquiry", "number"],
                name="stage_numbers_differ_within_an_inquiry",
                deferrable=Deferrable.DEFERRED,
            ),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="stage_ends_after_it_starts"),
        ]

    def __str__(self) -> str:
        return self.name


class Topic(Record):
    """Something one could write about, proposed by anybody in the inquiry. Who proposed it is shown to nobody else."""

    inquiry = models.ForeignKey(Inquiry, on_delete=models.CASCADE, related_name="+")
    words = EncryptedTextField()
    proposed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ProtectedManager()
    personal_data = classes(
        public="inquiry", special={"words": ERASE, "proposed_by": ERASE, "proposed_at": ERASE, "ended_at": ERASE}
    )


class TopicChosen(Record):
    """Somebody would like to write about a topic. Only they see it; with `seeks_company` those see it who seek it, too,
    for this topic, and could be asked to write together.
    """

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    seeks_company = models.BooleanField(default=False)
    chosen_at = models.DateTimeField(default=clock.now)

    objects = ProtectedManager()
    personal_data = classes(special={"topic": ERASE, "person": ERASE, "seeks_company": ERASE, "chosen_at": ERASE})

    class Meta:
        constraints = [models.UniqueConstraint(fields=["topic", "person"], name="topic_is_chosen_once_by_a_person")]
