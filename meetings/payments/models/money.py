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
    CAR_OVER = "car_mile_over", "A mile by car or van, after the first 10,000 of a tax year"
    PASSENGER = "passenger_mile", "A mile for each person taken along in a car"
    MOTORCYCLE = "motorcycle_mile", "A mile by motorcycle"
    BICYCLE = "bicycle_mile", "A mile by bicycle"


class Activity(models.TextChoices):
    """What somebody does for a panel. A rate is for one of these, or for every one that has none of its own."""

    ANY = "any", "Every kind of work without a rate of its own"
    MEETING = "meeting", "A meeting"
    PREPARATION = "preparation", "Getting ready and reading"
    CHAIRING = "chairing", "Chairing"
    CO_CHAIRING = "co_chairing", "Chairing together with somebody"
    TRAINING = "training", "Training"
    REVIEW = "review", "Reading and commenting at home"
    WRITING = "writing", "Writing"
    DEBRIEF = "debrief", "Talking it over afterwards"
    EMOTIONAL = "emotional", "Time for the feelings the work brings up"


NO_WORK = ("any", "meeting")  # what somebody comes to, or no kind at all
# Time given beside a meeting, by the word of the room that notes it, and what it is paid as.
BESIDE = {"chair_before": Activity.PREPARATION, "chair_after": Activity.DEBRIEF}


class Rate(Record):
    """What one band is worth from a date on, and when we were told: a rate can be announced after it starts.

    Without a panel it is for every panel that has none of its own. `counts_preparation` says whether time to get ready
    is in it; None: as the programme says of all its offers.
    """

    rate_set = models.ForeignKey(RateSet, on_delete=models.PROTECT, related_name="rates")
    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, null=True, blank=True, related_name="rates")
    activity = models.CharField(max_length=20, choices=Activity, default=Activity.ANY)
    band = models.CharField(max_length=20, choices=[*Meeting.FeeBand.choices, *Mile.choices])
    amount_pence = models.PositiveIntegerField()
    counts_preparation = models.BooleanField("time to get ready is in it", null=True, blank=True)
    valid_from = models.DateField()
    recorded_at = models.DateTimeField(default=clock.now)
    source_note = models.CharField("who announced it, and where", max_length=300, blank=True, default="")

    personal_data = classes(
        public="rate_set panel activity band amount_pence counts_preparation valid_from recorded_at source_note"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["rate_set", "panel", "activity", "band", "valid_from", "recorded_at"],
                nulls_distinct=False,
                name="rate_is_recorded_once",
            ),
            models.CheckConstraint(
                condition=models.Q(activity__in=Activity.values), name="rate_is_for_a_known_activity"
            ),
            models.CheckConstraint(
                condition=~models.Q(band__in=Mile.values) | models.Q(activity="any"),
                name="a_mile_is_worth_the_same_whatever_somebody_does",
            ),
            models.CheckConstraint(condition=models.Q(amount_pence__gt=0), name="rate_is_more_than_nothing"),
            models.CheckConstraint(condition=~models.Q(band="none"), name="rate_is_for_a_paid_band"),
        ]


class BandEnd(Record):
    """Up to how many minutes somebody's time counts as one band, for one panel or (without a panel) for every panel
    that says nothing itself. Written anew, it takes the old place: a line keeps the rate that was picked."""

    rate_set = models.ForeignKey(RateSet, on_delete=models.PROTECT, related_name="band_ends")
    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    band = models.CharField(max_length=20, choices=[each for each in Meeting.FeeBand.choices if each[0] != "none"])
    up_to_minutes = models.PositiveSmallIntegerField()

    personal_data = classes(public="rate_set panel band up_to_minutes")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["rate_set", "panel", "band"], nulls_distinct=False, name="band_ends_once"),
            models.CheckConstraint(
                condition=models.Q(up_to_minutes__gte=1, up_to_minutes__lte=1440), name="band_ends_within_a_day"
            ),
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


class Work(Record):
    """Something one person does for a panel that is no meeting, for so many minutes, like reading a leaflet at home.

    It is offered first, and the person chooses about the money as for a meeting, until those who run the panel say
    that it is done: then it is paid as they chose. Nobody is asked why, so there is nowhere to keep a reason.
    """

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="works")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="works")
    activity = models.CharField(max_length=20, choices=[each for each in Activity.choices if each[0] not in NO_WORK])
    title = models.CharField("what it is, in a few words", max_length=80)
    on = models.DateField("on which day, or by which day")
    minutes = models.PositiveSmallIntegerField()
    band = models.CharField(max_length=20, choices=[each for each in Meeting.FeeBand.choices if each[0] != "none"])
    offered_at = models.DateTimeField(default=clock.now)
    offered_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    # What it was worth when it was offered: it is never paid below. None: no rate was known then.
    rate = models.ForeignKey(Rate, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # Time given beside a meeting, like a talk before chairing it: whose meeting it is, and for what.
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="works_beside")
    beside = models.CharField(max_length=20, blank=True, default="")
    answer = models.CharField(max_length=10, choices=Answer, blank=True, default="")  # empty: nothing was chosen for it
    amount_pence = models.PositiveIntegerField(null=True, blank=True)
    chosen_at = models.DateTimeField(null=True, blank=True)
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    called_off_at = models.DateTimeField(null=True, blank=True)
    called_off_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    personal_data = classes(
        public="panel activity on minutes band rate meeting beside",
        special={"person": KEEP, "answer": KEEP, "amount_pence": KEEP},
        personal={
            "title": KEEP,
            "offered_at": KEEP,
            "offered_by": KEEP,
            "chosen_at": KEEP,
            "recorded_by": KEEP,
            "done_at": KEEP,
            "done_by": KEEP,
            "called_off_at": KEEP,
            "called_off_by": KEEP,
        },
    )

    class Meta:
        ordering = ["on", "offered_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(activity__in=[each for each in Activity.values if each not in NO_WORK]),
                name="work_is_of_a_known_kind_and_no_meeting",
            ),
            models.CheckConstraint(
                condition=models.Q(minutes__gte=1, minutes__lte=1440), name="work_takes_a_minute_to_a_day"
            ),
            models.CheckConstraint(
                condition=models.Q(answer__in=["", *Answer.values]), name="work_is_answered_with_a_known_word"
            ),
            models.CheckConstraint(
                condition=_names_an_amount_only_for_less(), name="work_names_an_amount_only_for_less"
            ),
            models.CheckConstraint(
                condition=models.Q(answer="", chosen_at__isnull=True, recorded_by__isnull=True)
                | (~models.Q(answer="") & models.Q(chosen_at__isnull=False, recorded_by__isnull=False)),
                name="what_was_chosen_about_work_says_when_and_who_wrote_it",
            ),
            models.CheckConstraint(
                condition=~models.Q(offered_by=models.F("person"))
                & (models.Q(done_by__isnull=True) | ~models.Q(done_by=models.F("person"))),
                name="nobody_writes_down_work_for_themself",
            ),
            models.CheckConstraint(
                condition=models.Q(done_at__isnull=True) | models.Q(called_off_at__isnull=True),
                name="work_is_done_or_called_off_and_not_both",
            ),
            models.CheckConstraint(
                condition=models.Q(meeting__isnull=True, beside="")
                | models.Q(meeting__isnull=False, beside__in=list(BESIDE)),
                name="work_beside_a_meeting_says_for_what",
            ),
            models.UniqueConstraint(
                fields=["meeting", "beside", "person"],
                condition=models.Q(meeting__isnull=False, called_off_at__isnull=True),
                name="time_beside_a_meeting_is_offered_once",
            ),
        ]

    @property
    def chosen(self) -> "Work | None":
        """What the person chose for it: itself, or None where they chose nothing."""
        return self if self.answer else None


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
    """Money for one person for one meeting, or for one piece of work: for their time or by the mile at the rate of that
    day, or what they spent.

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
        ADVANCE = "advance", "Money before the meeting"

    class Way(models.TextChoices):
        MONEY = "money", "Money"
        VOUCHER = "voucher", "Voucher"
        CHARITY = "charity", "To a charity"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="payment_lines")
    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="payment_lines")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="payment_lines")
    work = models.ForeignKey(Work, on_delete=models.PROTECT, null=True, blank=True, related_name="payment_lines")
    activity = models.CharField(max_length=20, choices=Activity, default=Activity.MEETING)
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.FEE)
    rate = models.ForeignKey(Rate, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    miles_tenths = models.PositiveIntegerField("tenths of a mile", null=True, blank=True)
    # The claim whose miles it pays: one claim can have miles of several rates. Only a journey by the mile has one.
    journey = models.ForeignKey(
        "payments.Expense", on_delete=models.PROTECT, null=True, blank=True, related_name="parts"
    )
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
        public="panel meeting rate promised_on",
        special={"person": KEEP},
        personal={
            "work": KEEP,
            "activity": KEEP,
            "kind": KEEP,
            "miles_tenths": KEEP,
            "journey": KEEP,
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
            models.UniqueConstraint(fields=["work"], condition=models.Q(kind="fee"), name="work_is_paid_one_fee"),
            models.CheckConstraint(
                condition=models.Q(meeting__isnull=False, work__isnull=True, activity="meeting")
                | (
                    models.Q(meeting__isnull=True, work__isnull=False, kind__in=["fee", "uplift"])
                    & ~models.Q(activity__in=NO_WORK)
                ),
                name="line_is_for_a_meeting_or_for_work",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=["fee", "uplift", "expense", "mileage", "advance"], amount_pence__gt=0)
                | models.Q(kind="adjustment", amount_pence__gt=0)
                | models.Q(kind="adjustment", amount_pence__lt=0),
                name="only_a_correction_takes_back_and_none_is_nothing",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=["expense", "advance"], rate__isnull=True)
                | (~models.Q(kind__in=["expense", "advance"]) & models.Q(rate__isnull=False)),
                name="only_what_was_spent_has_no_rate",
            ),
            models.CheckConstraint(
                condition=models.Q(kind="mileage", miles_tenths__gt=0, journey__isnull=False)
                | models.Q(kind="uplift", miles_tenths__gt=0, journey__isnull=True)
                | (~models.Q(kind="mileage") & models.Q(miles_tenths__isnull=True, journey__isnull=True)),
                name="only_a_journey_by_the_mile_has_miles",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind__in=["expense", "mileage", "advance"]) | models.Q(way="money"),
                name="what_was_spent_comes_back_as_money",
            ),
            models.CheckConstraint(
                condition=models.Q(kind="uplift", of__isnull=False)
                | (~models.Q(kind="uplift") & models.Q(of__isnull=True)),
                name="what_is_added_for_a_new_rate_says_to_which_line",
            ),
            models.UniqueConstraint(
                fields=["of", "rate"],
                condition=models.Q(kind="uplift", miles_tenths__isnull=True),
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

    @property
    def called(self) -> str:
        """What the meeting, or the work, is called: for whose money it is, and for those who run the panel."""
        if self.meeting is not None:
            return self.meeting.title
        return self.work.title if self.work is not None else ""


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


class FinanceColumns(Record):
    """Which columns a programme's payment files have, in which order. Written anew, it takes the old place: a batch
    keeps those it was made with."""

    programme = models.OneToOneField(Programme, on_delete=models.PROTECT, related_name="finance_columns")
    columns = models.JSONField()
    kept_at = models.DateTimeField(default=clock.now)
    kept_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    personal_data = classes(public="programme columns kept_at", personal={"kept_by": KEEP})


class Batch(Record):
    """Approved lines of one budget, as they went to finance. Never edited (a trigger refuses): it is sent or cancelled.

    Its codes and its columns are those of the day it was made, and its totals are what its files must come to, in
    pence. No columns: made before there was a choice, so those of finance_files.PAYMENT_COLUMNS.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="batches")
    budget = models.ForeignKey(Budget, on_delete=models.PROTECT, related_name="batches")
    number = models.PositiveIntegerField()
    cost_centre = models.CharField(max_length=30)
    project_code = models.CharField(max_length=30, blank=True, default="")
    payment_columns = models.JSONField(default=list, blank=True)
    lines_count = models.PositiveIntegerField()
    amount_pence = models.PositiveIntegerField()
    made_at = models.DateTimeField(default=clock.now)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    personal_data = classes(
        public="programme budget number cost_centre project_code payment_columns lines_count amount_pence made_at "
        "sent_at cancelled_at",
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
    """One line in one batch, with the name for payments and finance's number as they were then. A line is in one live
    batch at most."""

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="lines")
    line = models.ForeignKey(PaymentLine, on_delete=models.PROTECT, related_name="batch_lines")
    place = models.PositiveIntegerField()
    payee_name = EncryptedTextField(blank=True, default="")
    payee_number = EncryptedTextField(null=True, blank=True)  # finance's own, as it was then
    is_live = models.BooleanField(default=True)  # until the batch is cancelled, or finance sends the line back

    personal_data = classes(
        public="batch place is_live", personal={"line": KEEP, "payee_name": KEEP, "payee_number": KEEP}
    )
    objects = ProtectedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["line"], condition=models.Q(is_live=True), name="line_is_in_one_live_batch_only"
            ),
            models.UniqueConstraint(fields=["batch", "place"], name="place_in_a_batch_is_taken_once"),
            models.UniqueConstraint(fields=["batch", "line"], name="line_is_in_a_batch_once"),
        ]
