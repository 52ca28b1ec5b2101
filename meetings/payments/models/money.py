"""Rates with their dates, who wants the money, and what each person is owed."""

from django.db import models

from accounts.people.models import Panel, Person, Programme
from leap.core import clock
from leap.core.fields import EncryptedTextField
from leap.core.personal_data import ERASE, KEEP, classes
from leap.core.records import ProtectedManager, Record
from meetings.schedule.models import Meeting


class RateSet(Record):
    """A programme's own rates. There is no single national rate: these are entered, never computed."""

    programme = models.OneToOneField(Programme, on_delete=models.PROTECT, related_name="rate_set")
    name = models.CharField(max_length=80)
    currency = models.CharField(max_length=3, default="GBP")
    source_note = models.CharField(max_length=300, blank=True)
    # What the programme says beside each offer. Where the words are empty, that way of being paid is not offered.
    counts_preparation = models.BooleanField("time to get ready is counted in", default=True)
    voucher = models.CharField("which vouchers people can choose", max_length=80, blank=True, default="")
    charity = models.CharField("which charity people can give to", max_length=80, blank=True, default="")
    pay_within_days = models.PositiveSmallIntegerField("days from the meeting to the money", default=30)
    claim_within_days = models.PositiveSmallIntegerField("days from the meeting to a claim", default=90)
    # What stands at the top of letters that people take about taking part, as on the organisation's own paper.
    letter_heading = models.TextField("name and address for letters", max_length=300, blank=True, default="")

    personal_data = classes(
        public="programme name currency source_note counts_preparation voucher charity pay_within_days "
        "claim_within_days letter_heading"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(pay_within_days__gte=1, pay_within_days__lte=90),
                name="money_is_promised_within_1_to_90_days",
            ),
        ]


class Mile(models.TextChoices):
    """What a mile is worth, by how somebody travels. The rate of the day, and the miles, give the money."""

    CAR = "car_mile", "A mile by car or van"
    MOTORCYCLE = "motorcycle_mile", "A mile by motorcycle"
    BICYCLE = "bicycle_mile", "A mile by bicycle"


class Rate(Record):
    """What one band is worth from a date on, and when we were told: a rate can be announced after it starts."""

    rate_set = models.ForeignKey(RateSet, on_delete=models.PROTECT, related_name="rates")
    band = models.CharField(max_length=20, choices=[*Meeting.FeeBand.choices, *Mile.choices])
    amount_pence = models.PositiveIntegerField()
    valid_from = models.DateField()
    recorded_at = models.DateTimeField(default=clock.now)
    source_note = models.CharField("who announced it, and where", max_length=300, blank=True, default="")

    personal_data = classes(public="rate_set band amount_pence valid_from recorded_at source_note")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["rate_set", "band", "valid_from", "recorded_at"], name="rate_is_recorded_once"
            ),
            models.CheckConstraint(condition=models.Q(amount_pence__gt=0), name="rate_is_more_than_nothing"),
            models.CheckConstraint(condition=~models.Q(band="none"), name="rate_is_for_a_paid_band"),
        ]


class Answer(models.TextChoices):
    """What somebody may choose about the money they are offered. None of these is second to another."""

    FULL = "full", "Paid as offered"
    LESS = "less", "A lower amount"
    NONE = "none", "No payment"
    VOUCHER = "voucher", "A voucher"
    CHARITY = "charity", "Given to a charity"


def _names_an_amount_only_for_less() -> models.Q:
    return models.Q(answer="less", amount_pence__isnull=False, amount_pence__gte=1) | (
        ~models.Q(answer="less") & models.Q(amount_pence=None)
    )


class FeeChoice(Record):
    """What one person chose about the money that is offered for one meeting. Without one, what they chose for all their
    meetings holds; without that, they are paid as offered.

    Nobody is asked why, so there is nowhere to keep a reason.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="fee_choices")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="fee_choices")
    answer = models.CharField(max_length=10, choices=Answer)
    amount_pence = models.PositiveIntegerField(null=True, blank=True)
    chosen_at = models.DateTimeField(default=clock.now)
    # None: it came by the link in a message, and who pressed the button is not known.
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", null=True, blank=True)

    personal_data = classes(
        public="meeting",
        special={"person": KEEP, "answer": KEEP, "amount_pence": KEEP},
        personal={"chosen_at": KEEP, "recorded_by": KEEP},
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "person"], name="person_chooses_once_for_a_meeting"),
            models.CheckConstraint(condition=models.Q(answer__in=Answer.values), name="fee_choice_is_a_known_answer"),
            models.CheckConstraint(
                condition=_names_an_amount_only_for_less(), name="fee_choice_names_an_amount_only_for_less"
            ),
        ]


class FeeWish(Record):
    """What somebody wants for every meeting for which they choose nothing, from a moment on.

    Never changed once made (a trigger in the database refuses): a meeting goes by the wish that was last made before
    it started, so a later wish changes nothing that was settled.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="fee_wishes")
    answer = models.CharField(max_length=10, choices=Answer)
    amount_pence = models.PositiveIntegerField(null=True, blank=True)
    chosen_at = models.DateTimeField(default=clock.now)

    personal_data = classes(
        special={"person": KEEP, "answer": KEEP, "amount_pence": KEEP}, personal={"chosen_at": KEEP}
    )

    class Meta:
        ordering = ["chosen_at", "id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(answer__in=Answer.values), name="fee_wish_is_a_known_answer"),
            models.CheckConstraint(
                condition=_names_an_amount_only_for_less(), name="fee_wish_names_an_amount_only_for_less"
            ),
        ]
        indexes = [models.Index(fields=["person", "chosen_at"], name="fee_wish_of_person")]


class Ceiling(Record):
    """Above how much in a week or a month somebody wants to be told. Theirs alone: no page of anybody else, no file and
    no trail ever says that there is one, so it is sealed, and its amounts (in pence) stand in text."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="ceiling")
    week = EncryptedTextField(blank=True, default="")
    month = EncryptedTextField(blank=True, default="")

    personal_data = classes(special={"person": ERASE, "week": ERASE, "month": ERASE})
    objects = ProtectedManager()


LINE_STATES = [
    "owed", "to_check", "confirmed", "approved", "batched", "sent", "paid", "denied", "rejected", "failed",
]  # fmt: skip


class PaymentLine(Record):
    """Money for one person for one meeting: for their time or by the mile at the rate of that day, or what they spent.

    What it says is never changed once made (a trigger in the database refuses): a correction is a new line. What a
    person is owed for a meeting is the sum of their lines for it. Its state moves as states.MOVES says, in the database
    too, and each move is kept in LineMove. Who confirms, who approves and who is paid are three different people.
    """

    class State(models.TextChoices):
        OWED = "owed", "To be confirmed"
        TO_CHECK = "to_check", "To be checked first"
        CONFIRMED = "confirmed", "Confirmed"
        APPROVED = "approved", "To be paid"
        BATCHED = "batched", "Ready for finance"
        SENT = "sent", "With finance"
        PAID = "paid", "Paid"
        DENIED = "denied", "Not paid"
        REJECTED = "rejected", "Sent back by finance"
        FAILED = "failed", "The payment did not arrive"

    class Kind(models.TextChoices):
        FEE = "fee", "Fee"
        ADJUSTMENT = "adjustment", "Correction"
        UPLIFT = "uplift", "Added for a new rate"
        EXPENSE = "expense", "Expenses"
        MILEAGE = "mileage", "Journey by the mile"

    class Way(models.TextChoices):
        MONEY = "money", "Money"
        VOUCHER = "voucher", "Voucher"
        CHARITY = "charity", "To a charity"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="payment_lines")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="payment_lines")
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.FEE)
    rate = models.ForeignKey(Rate, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    miles_tenths = models.PositiveIntegerField("tenths of a mile", null=True, blank=True)
    # The line that was made at a rate which turned out to be too low. Only what was added for a new rate has one.
    of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="uplifts")
    amount_pence = models.IntegerField()
    way = models.CharField("how it is paid", max_length=10, choices=Way, default=Way.MONEY)
    activity_on = models.DateField()
    state = models.CharField(max_length=20, choices=State, default=State.OWED)
    made_at = models.DateTimeField(default=clock.now)
    promised_on = models.DateField("to be paid by", null=True)  # null only for lines from before there were promises
    late_told_at = models.DateTimeField("they heard that it is late", null=True, blank=True)
    # The person (or somebody they told) says that it is right, or that something is not. Nobody has to.
    checked_at = models.DateTimeField(null=True, blank=True)
    checked_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    queried_at = models.DateTimeField("they say something is not right", null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    personal_data = classes(
        public="meeting rate promised_on",
        special={"person": KEEP},
        personal={
            "kind": KEEP,
            "miles_tenths": KEEP,
            "of": KEEP,
            "amount_pence": KEEP,
            "way": KEEP,
            "activity_on": KEEP,
            "state": KEEP,
            "made_at": KEEP,
            "late_told_at": KEEP,
            "checked_at": KEEP,
            "checked_by": KEEP,
            "queried_at": KEEP,
            "confirmed_at": KEEP,
            "confirmed_by": KEEP,
            "approved_at": KEEP,
            "approved_by": KEEP,
        },
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
                condition=models.Q(kind__in=["fee", "uplift", "expense", "mileage"], amount_pence__gt=0)
                | models.Q(kind="adjustment", amount_pence__gt=0)
                | models.Q(kind="adjustment", amount_pence__lt=0),
                name="only_a_correction_takes_back_and_none_is_nothing",
            ),
            models.CheckConstraint(
                condition=models.Q(kind="expense", rate__isnull=True)
                | (~models.Q(kind="expense") & models.Q(rate__isnull=False)),
                name="only_what_was_spent_has_no_rate",
            ),
            models.CheckConstraint(
                condition=models.Q(kind="mileage", miles_tenths__gt=0)
                | (~models.Q(kind="mileage") & models.Q(miles_tenths__isnull=True)),
                name="only_a_journey_by_the_mile_has_miles",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind__in=["expense", "mileage"]) | models.Q(way="money"),
                name="what_was_spent_comes_back_as_money",
            ),
            models.CheckConstraint(
                condition=models.Q(kind="uplift", of__isnull=False)
                | (~models.Q(kind="uplift") & models.Q(of__isnull=True)),
                name="what_is_added_for_a_new_rate_says_to_which_line",
            ),
            models.UniqueConstraint(
                fields=["of", "rate"],
                condition=models.Q(kind="uplift"),
                name="a_line_is_added_to_once_for_a_rate",
            ),
            models.CheckConstraint(condition=models.Q(state__in=LINE_STATES), name="payment_line_state_is_known"),
            models.CheckConstraint(
                condition=models.Q(confirmed_by__isnull=True) | ~models.Q(confirmed_by=models.F("person")),
                name="nobody_confirms_their_own_money",
            ),
            models.CheckConstraint(
                condition=models.Q(approved_by__isnull=True) | ~models.Q(approved_by=models.F("person")),
                name="nobody_approves_their_own_money",
            ),
            models.CheckConstraint(
                condition=models.Q(approved_by__isnull=True)
                | (models.Q(confirmed_by__isnull=False) & ~models.Q(approved_by=models.F("confirmed_by"))),
                name="who_confirms_and_who_approves_are_two_people",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["owed", "to_check", "denied"])
                | models.Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="confirmed_line_says_by_whom_and_when",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["owed", "to_check", "denied", "confirmed"])
                | models.Q(approved_by__isnull=False, approved_at__isnull=False),
                name="approved_line_says_by_whom_and_when",
            ),
            models.CheckConstraint(
                condition=models.Q(checked_at__isnull=True, checked_by__isnull=True)
                | models.Q(checked_at__isnull=False, checked_by__isnull=False, queried_at__isnull=True),
                name="checked_line_says_by_whom_and_is_not_in_doubt",
            ),
            models.CheckConstraint(
                condition=models.Q(way__in=["money", "voucher", "charity"]), name="payment_line_is_paid_in_a_known_way"
            ),
        ]


class LineMove(Record):
    """One move of a line from one state to another: when, by whom, and where it needs one, why. Never edited."""

    line = models.ForeignKey(PaymentLine, on_delete=models.PROTECT, related_name="moves")
    was = models.CharField(max_length=20, choices=PaymentLine.State)
    to = models.CharField(max_length=20, choices=PaymentLine.State)
    reason = EncryptedTextField(blank=True, default="", max_length=500)
    moved_at = models.DateTimeField(default=clock.now)
    moved_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    personal_data = classes(
        personal={"line": KEEP, "was": KEEP, "to": KEEP, "reason": KEEP, "moved_at": KEEP, "moved_by": KEEP}
    )
    objects = ProtectedManager()

    class Meta:
        ordering = ["moved_at", "id"]


class Budget(Record):
    """What finance books money to, for one panel or (without a panel) for every panel that has none of its own."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="budgets")
    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, null=True, blank=True, related_name="budgets")
    name = models.CharField(max_length=60)
    cost_centre = models.CharField(max_length=30)
    project_code = models.CharField(max_length=30, blank=True, default="")

    personal_data = classes(public="programme panel name cost_centre project_code")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "panel"], nulls_distinct=False, name="panel_is_paid_from_one_budget"
            ),
        ]


class PanelBudget(Record):
    """How much (pence) a panel may spend in the year that begins on a day. Written anew, it takes the old place."""

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="amounts")
    starts_on = models.DateField("the first day of its year")
    amount_pence = models.PositiveIntegerField()
    kept_at = models.DateTimeField(default=clock.now)
    kept_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    personal_data = classes(public="panel starts_on amount_pence kept_at", personal={"kept_by": KEEP})

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["panel", "starts_on"], name="panel_has_one_amount_for_a_year"),
            models.CheckConstraint(condition=models.Q(amount_pence__gt=0), name="panel_budget_is_more_than_nothing"),
        ]


class Batch(Record):
    """Approved lines of one budget, as they went to finance. Never edited (a trigger refuses): it is sent or cancelled.

    Its codes are those of the day it was made, and its totals are what its files must come to, in pence.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="batches")
    budget = models.ForeignKey(Budget, on_delete=models.PROTECT, related_name="batches")
    number = models.PositiveIntegerField()
    cost_centre = models.CharField(max_length=30)
    project_code = models.CharField(max_length=30, blank=True, default="")
    lines_count = models.PositiveIntegerField()
    amount_pence = models.PositiveIntegerField()
    made_at = models.DateTimeField(default=clock.now)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    personal_data = classes(
        public="programme budget number cost_centre project_code lines_count amount_pence made_at sent_at cancelled_at",
        personal={"made_by": KEEP, "sent_by": KEEP, "cancelled_by": KEEP},
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "number"], name="batch_numbers_differ_within_a_programme"),
            models.CheckConstraint(condition=models.Q(lines_count__gt=0), name="batch_is_not_empty"),
            models.CheckConstraint(
                condition=models.Q(sent_at__isnull=True) | models.Q(cancelled_at__isnull=True),
                name="batch_is_sent_or_cancelled_and_not_both",
            ),
        ]


class BatchLine(Record):
    """One line in one batch, with the name for payments as it was then. A line is in one live batch at most."""

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="lines")
    line = models.ForeignKey(PaymentLine, on_delete=models.PROTECT, related_name="batch_lines")
    place = models.PositiveIntegerField()
    payee_name = EncryptedTextField(blank=True, default="")
    is_live = models.BooleanField(default=True)  # until the batch is cancelled, or finance sends the line back

    personal_data = classes(public="batch place is_live", personal={"line": KEEP, "payee_name": KEEP})
    objects = ProtectedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["line"], condition=models.Q(is_live=True), name="line_is_in_one_live_batch_only"
            ),
            models.UniqueConstraint(fields=["batch", "place"], name="place_in_a_batch_is_taken_once"),
            models.UniqueConstraint(fields=["batch", "line"], name="line_is_in_a_batch_once"),
        ]
