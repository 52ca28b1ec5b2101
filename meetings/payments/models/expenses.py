"""What it cost people to take part, and what a programme pays back for each kind of cost."""

from django.db import models

from accounts.people.models import Person
from leap.core import clock
from leap.core.assisted import WRITTEN_DOWN, WrittenDown, written_down_whole
from leap.core.personal_data import KEEP, classes
from leap.core.records import Record
from leap.core.uploads.models import StoredFile
from meetings.payments.models.money import PaymentLine, RateSet
from meetings.payments.states import BY_THE_MILE, MOST_PASSENGERS
from meetings.schedule.models import Meeting


class Kind(models.TextChoices):
    """What something was spent on. There is no box for words: nobody has to explain a journey or who needs them."""

    BUS_TRAIN = "bus_train", "Bus, tram, train or ferry"
    CAR = "car", "A journey by car, by the mile"
    MOTORCYCLE = "motorcycle", "A journey by motorcycle, by the mile"
    BICYCLE = "bicycle", "A journey by bicycle, by the mile"
    TAXI = "taxi", "Taxi"
    PARKING = "parking", "Parking, tolls or a clean air charge"
    OVERNIGHT = "overnight", "A night away"
    FOOD = "food", "Food and drink"
    COVER = "cover", "Somebody to look after a person you look after"
    SUPPORT = "support", "Somebody who supports you"
    DIGITAL = "digital", "Phone, internet, printing or post"
    OTHER = "other", "Something else"


class Receipt(models.TextChoices):
    """What there is to show for it."""

    PHOTO = "photo", "A photo or a file"
    PAPER = "paper", "Seen on paper"
    LOST = "lost", "Not there any more"
    NONE = "none", "None needed"


class ExpenseRule(Record):
    """What a programme pays back for one kind of cost from a date on, and when that was written down. Never edited (a
    trigger refuses): a new rule takes its place. Amounts in pence; no cap means as much as it was."""

    rate_set = models.ForeignKey(RateSet, on_delete=models.PROTECT, related_name="expense_rules")
    kind = models.CharField(max_length=20, choices=Kind)
    cap_pence = models.PositiveIntegerField("the most that is paid back", null=True, blank=True)
    receipt_over_pence = models.PositiveIntegerField("a receipt is asked above this", null=True, blank=True)
    valid_from = models.DateField()
    recorded_at = models.DateTimeField(default=clock.now)

    personal_data = classes(public="rate_set kind cap_pence receipt_over_pence valid_from recorded_at")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=Kind.values), name="expense_rule_is_for_a_known_kind"),
            models.CheckConstraint(
                condition=models.Q(cap_pence__isnull=True) | models.Q(cap_pence__gt=0),
                name="expense_rule_pays_back_more_than_nothing",
            ),
        ]


class Expense(WrittenDown, Record):
    """What one person spent for one meeting. Its money is a payment line, made at once; for a journey by the mile once
    somebody has worked out the miles. It does not depend on what the person chose about their fee."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="expenses")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="expenses")
    kind = models.CharField(max_length=20, choices=Kind)
    amount_pence = models.PositiveIntegerField(null=True, blank=True)  # null for a journey by the mile
    receipt = models.CharField(max_length=10, choices=Receipt, default=Receipt.NONE)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    claimed_at = models.DateTimeField(default=clock.now)
    # How many people somebody took along in their car. Nobody's name is asked.
    passengers = models.PositiveSmallIntegerField(default=0)
    # So much of it was paid before the meeting already.
    advance = models.ForeignKey(
        "payments.Advance", on_delete=models.PROTECT, null=True, blank=True, related_name="claims"
    )
    from_advance_pence = models.PositiveIntegerField(default=0)
    # Its money, none where all of it was paid before; of a journey by the mile the first part (all of them: `parts`).
    line = models.OneToOneField(PaymentLine, on_delete=models.PROTECT, null=True, blank=True, related_name="expense")

    personal_data = classes(
        public="meeting",
        special={"person": KEEP, "kind": KEEP},
        personal={
            "amount_pence": KEEP,
            "receipt": KEEP,
            "file": KEEP,
            "claimed_at": KEEP,
            "passengers": KEEP,
            "advance": KEEP,
            "from_advance_pence": KEEP,
            "line": KEEP,
            **WRITTEN_DOWN,
        },
    )

    class Meta:
        ordering = ["claimed_at", "id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=Kind.values), name="expense_is_of_a_known_kind"),
            models.CheckConstraint(
                condition=models.Q(kind__in=list(BY_THE_MILE), amount_pence__isnull=True)
                | (~models.Q(kind__in=list(BY_THE_MILE)) & models.Q(amount_pence__gt=0, line__isnull=False))
                | (
                    ~models.Q(kind__in=list(BY_THE_MILE))
                    & models.Q(amount_pence__gt=0, line__isnull=True, from_advance_pence=models.F("amount_pence"))
                ),
                name="expense_is_miles_or_an_amount_with_its_line",
            ),
            models.CheckConstraint(
                condition=models.Q(advance__isnull=True, from_advance_pence=0)
                | (
                    ~models.Q(kind__in=list(BY_THE_MILE))
                    & models.Q(
                        advance__isnull=False,
                        from_advance_pence__gt=0,
                        from_advance_pence__lte=models.F("amount_pence"),
                    )
                ),
                name="what_was_paid_before_says_in_which_advance",
            ),
            models.CheckConstraint(
                condition=models.Q(receipt="photo", file__isnull=False)
                | (models.Q(receipt__in=["paper", "lost", "none"], file__isnull=True)),
                name="expense_has_a_file_just_where_it_says_so",
            ),
            models.CheckConstraint(
                condition=models.Q(passengers=0) | models.Q(kind="car", passengers__lte=MOST_PASSENGERS),
                name="only_a_journey_by_car_has_passengers",
            ),
            written_down_whole("expense_written_down_whole"),
        ]
