"""Rates with their dates, who wants the money, and what each person is owed."""

from django.db import models

from accounts.people.models import Person, Programme
from leap.core import clock
from leap.core.personal_data import KEEP, classes
from leap.core.records import Record
from meetings.schedule.models import Meeting


class RateSet(Record):
    """A programme's own rates. There is no single national rate: these are entered, never computed."""

    programme = models.OneToOneField(Programme, on_delete=models.PROTECT, related_name="rate_set")
    name = models.CharField(max_length=80)
    currency = models.CharField(max_length=3, default="GBP")
    source_note = models.CharField(max_length=300, blank=True)

    personal_data = classes(public="programme name currency source_note")


class Rate(Record):
    """What one band is worth from a date on, and when we were told: a rate can be announced after it starts."""

    rate_set = models.ForeignKey(RateSet, on_delete=models.PROTECT, related_name="rates")
    band = models.CharField(max_length=20, choices=Meeting.FeeBand)
    amount_pence = models.PositiveIntegerField()
    valid_from = models.DateField()
    recorded_at = models.DateTimeField(default=clock.now)

    personal_data = classes(public="rate_set band amount_pence valid_from recorded_at")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["rate_set", "band", "valid_from", "recorded_at"], name="rate_is_recorded_once"
            ),
            models.CheckConstraint(condition=models.Q(amount_pence__gt=0), name="rate_is_more_than_nothing"),
            models.CheckConstraint(condition=~models.Q(band="none"), name="rate_is_for_a_paid_band"),
        ]


class FeeChoice(Record):
    """Whether one person wants the money that is offered for one meeting. Where there is none they are paid as offered.

    Nobody is asked why, so there is nowhere to keep a reason.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="fee_choices")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="fee_choices")
    wants_fee = models.BooleanField()
    chosen_at = models.DateTimeField(default=clock.now)
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    personal_data = classes(
        public="meeting",
        special={"person": KEEP, "wants_fee": KEEP},
        personal={"chosen_at": KEEP, "recorded_by": KEEP},
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "person"], name="person_chooses_once_for_a_meeting"),
        ]


class PaymentLine(Record):
    """Money for one person for one meeting, at the rate of that day.

    Never changed once made (a trigger in the database refuses): a correction is a new line. What a person is owed for
    a meeting is the sum of their lines for it.
    """

    class State(models.TextChoices):
        OWED = "owed", "To be paid"
        TO_CHECK = "to_check", "To be checked first"

    class Kind(models.TextChoices):
        FEE = "fee", "Fee"
        ADJUSTMENT = "adjustment", "Correction"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="payment_lines")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="payment_lines")
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.FEE)
    rate = models.ForeignKey(Rate, on_delete=models.PROTECT, related_name="+")
    amount_pence = models.IntegerField()
    activity_on = models.DateField()
    state = models.CharField(max_length=20, choices=State, default=State.OWED)
    made_at = models.DateTimeField(default=clock.now)

    personal_data = classes(
        public="meeting rate",
        special={"person": KEEP},
        personal={"kind": KEEP, "amount_pence": KEEP, "activity_on": KEEP, "state": KEEP, "made_at": KEEP},
    )

    class Meta:
        ordering = ["activity_on", "made_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "meeting"],
                condition=models.Q(kind="fee"),
                name="person_is_paid_one_fee_for_a_meeting",
            ),
            models.CheckConstraint(
                condition=models.Q(kind="fee", amount_pence__gt=0)
                | models.Q(kind="adjustment", amount_pence__gt=0)
                | models.Q(kind="adjustment", amount_pence__lt=0),
                name="fee_is_positive_and_correction_is_not_nothing",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["owed", "to_check"]), name="payment_line_state_is_known"
            ),
        ]
