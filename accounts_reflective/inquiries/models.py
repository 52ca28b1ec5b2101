"""An inquiry: people reflecting together, in stages."""

from django.db import models

from accounts.people.models import Programme
from leap.core.personal_data import classes
from leap.core.records import Record


class Inquiry(Record):
    """A shared question that members and researchers write about together."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="inquiries")
    title = models.CharField(max_length=160)
    question = models.TextField(blank=True)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)

    personal_data = classes(public="programme title question opened_on closed_on")

    class Meta:
        ordering = ["opened_on", "id"]

    def __str__(self) -> str:
        return self.title


class Stage(Record):
    """One step of an inquiry. Stages are data: they may overlap and repeat."""

    inquiry = models.ForeignKey(Inquiry, on_delete=models.CASCADE, related_name="stages")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=160)
    phase = models.CharField(max_length=80)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)

    personal_data = classes(public="inquiry number name phase starts_on ends_on")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["inquiry", "number"], name="stage_numbers_differ_within_an_inquiry")
        ]

    def __str__(self) -> str:
        return self.name
