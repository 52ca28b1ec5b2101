"""What somebody chooses about the money that is offered. There is no box for a reason."""

import csv
import io
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.people.models import Person, Programme
from leap.core import clock
from leap.core.errors import NotNow
from leap.core.uploads import Checked, look_at, look_at_picture
from leap.design.forms import DayField, LeapForm
from leap.design.times import say_pounds
from leap.design.uploads import UploadField
from meetings.attendance.forms import PeriodForm
from meetings.payments import states
from meetings.payments.actions.expenses import Spent
from meetings.payments.models import NO_WORK, Activity, Kind, Mile, Rate, Receipt, Rest
from meetings.payments.planning import finance_files, letters, pounds, statements
from meetings.payments.wordings import LETTER_FACTS
from meetings.schedule.forms import length_field

MINE = {
    states.FULL: "Pay me what is offered",
    states.LESS: "Pay me a lower amount",
    states.NONE: "No payment for this one",
    states.VOUCHER: "Give me a voucher",
    states.CHARITY: "Give it to a charity",
}
THEIRS = MINE | {
    states.FULL: "Pay them what is offered",
    states.LESS: "Pay them a lower amount",
    states.VOUCHER: "Give them a voucher",
}
ALWAYS = MINE | {states.NONE: "No payment"}


PAID_BANDS = [(band, label) for band, label in Rate._meta.get_field("band").choices if band != "none"]
BANDS_WITH_AN_END = [band for band in states.BAND_ENDS if band != "full_day"]  # whatever is longer is a whole day
COLUMNS = (*finance_files.PAYMENT_COLUMNS, *finance_files.MORE_COLUMNS)
ALL = "all"
EARLIEST = date(2000, 1, 1)
LONGEST_AHEAD = timedelta(days=3 * 365)
MOST_BYTES = 5 * 1024 * 1024
WITHIN = "Please write a whole number of days from 1 to 90, like 30."
CLAIM_WITHIN = "Please write a whole number of days from 7 to 365, like 90."
HOW = [("phone", "By phone"), ("letter", "By letter"), ("in_person", "In person")]


def _panels_of(programme: Programme, all_of_them: str) -> list[tuple[str, str]]:
    return [(ALL, all_of_them), *((str(each.pk), each.name) for each in programme.panels.order_by("name", "pk"))]


def _panel_chosen(chosen: str) -> str | None:
    return None if chosen in ("", ALL) else chosen


class _NumberField(forms.CharField):
    """A number typed as people write it. Clean, it is a whole number, or None when the box is empty."""

    read: Callable[[str], int]

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 20, **kwargs})

    def clean(self, value: Any) -> int | None:
        """The number from what was typed, or a sentence that says what to write instead."""
        typed = super().clean(value)
        if not typed:
            return None
        try:
            return type(self).read(typed)
        except pounds.NotPounds as help_with_it:
            raise ValidationError(str(help_with_it)) from help_with_it


class PoundsField(_NumberField):
    """An amount of money. Clean, it is whole pence, or None when the box is empty."""

    read = pounds.pence_from

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"required": False, **kwargs})


class FeeChoiceForm(LeapForm):
    """The answers that are offered, with a box for a lower amount. Gives `answer` and `amount_pence`."""

    answer = forms.ChoiceField(
        label="What would you like for this meeting?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one of the answers. You can change it until the meeting starts."},
    )
    amount = PoundsField(label="If it is a lower amount: how much, in pounds?", help_text="For example, 40 or 40.50")
    who_can_read = {"amount": "You, and the people who prepare payments"}
    labels = MINE

    def __init__(
        self,
        *args: Any,
        answers: Sequence[str],
        offer_pence: int | None = None,
        hints: dict[str, str] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offered, self.offer_pence = answers, offer_pence
        self.fields["answer"].choices = [(answer, self.labels[answer]) for answer in answers]
        self.fields["answer"].choice_hints = hints or {}

    def clean(self) -> dict[str, Any]:
        """What is wrong with an amount is said beside its box; an amount beside another answer is left aside."""
        cleaned = super().clean()
        answer = cleaned.get("answer")
        if answer != states.LESS:
            self.errors.pop("amount", None)
            return {"answer": answer, "amount_pence": None}
        if "amount" in cleaned:
            try:
                states.check_answer(answer, cleaned["amount"], offered=self.offered, offer_pence=self.offer_pence)
            except NotNow as not_so:
                self.add_error("amount", self._not_more() if not_so.sentence == states.NOT_MORE else not_so.sentence)
        return {"answer": answer, "amount_pence": cleaned.get("amount")}

    def _not_more(self) -> str:
        return f"Please give an amount up to {say_pounds(self.offer_pence or 0)}. That is what is offered."


class LinkFeeChoiceForm(FeeChoiceForm):
    """A choice by the link in a message. Nothing needs to be said, and nothing that was chosen before shows."""

    answer = forms.ChoiceField(
        label="What would you like for this meeting?",
        help_text="Leave it empty to say nothing about money now.",
        widget=forms.RadioSelect,
        required=False,
    )
    who_can_read = {"amount": "The people who prepare payments"}


class RecordFeeChoiceForm(FeeChoiceForm):
    """A choice that came in by phone, by letter or in person."""

    answer = forms.ChoiceField(
        label="What did they choose?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what they said."},
    )
    who_can_read = {"amount": "You, the others who prepare payments, and the person"}
    labels = THEIRS


class FeeWishForm(FeeChoiceForm):
    """What somebody wants for all meetings."""

    answer = forms.ChoiceField(
        label="What would you like, when you choose nothing for a meeting?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one of the answers. You can change it at any time."},
    )
    labels = ALWAYS


class WorkChoiceForm(FeeChoiceForm):
    """What somebody wants for work that is no meeting."""

    answer = forms.ChoiceField(
        label="What would you like for this work?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one of the answers. You can change it until the work is done."},
    )


class WorkForm(LeapForm):
    """What somebody is asked to do for a panel outside a meeting. Gives `person_id`, `activity`, `title`, `on` and
    `minutes`."""

    person_id = forms.ChoiceField(
        label="Who is asked to do it?", widget=forms.RadioSelect, error_messages={"required": "Choose one of these."}
    )
    activity = forms.ChoiceField(
        label="What kind of work is it?",
        choices=[each for each in Activity.choices if each[0] not in NO_WORK],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one of these."},
    )
    title = forms.CharField(
        label="What is it, in a few words?",
        help_text="For example, “Comments on the leaflet”. Finance does not see these words.",
        max_length=80,
        error_messages={"required": "Write what it is, so that they know what is meant."},
    )
    on = DayField(
        label="On which day, or by which day?",
        help_text="This day picks the rate.",
        error_messages={"required": "Tell us the day."},
    )
    minutes = length_field("How long does it take, with time to get ready?", initial=60)
    who_can_read = "You, the others who run this panel, and the person"

    def __init__(self, *args: Any, people: Sequence[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person_id"].choices = [(str(each.pk), each.shown_name) for each in people]

    def clean_on(self) -> date:
        """A day that can be meant."""
        day = self.cleaned_data["on"]
        try:
            states.check_work_day(day, clock.today())
        except NotNow as not_so:
            raise ValidationError(not_so.sentence) from not_so
        return day


class CeilingForm(LeapForm):
    """Above how much somebody wants to be told. Gives `week_pence` and `month_pence`; an empty box means never."""

    who_can_read = "Only you"
    week = PoundsField(
        label="In a week (Monday to Sunday), in pounds", help_text="For example, 100. Leave it empty for none."
    )
    month = PoundsField(label="In a calendar month, in pounds", help_text="For example, 250. Leave it empty for none.")

    def clean(self) -> dict[str, Any]:
        """The two amounts, in pence."""
        cleaned = super().clean()
        return {"week_pence": cleaned.get("week"), "month_pence": cleaned.get("month")}


class TermsForm(LeapForm):
    """What a programme says beside each offer. The words are seen by everybody who is offered money."""

    counts_preparation = forms.TypedChoiceField(
        label="Is the time people need to get ready counted in?",
        help_text="Every offer says which.",
        choices=[
            ("yes", "Yes, what we offer pays for getting ready, too"),
            ("no", "No, it pays for the meeting alone"),
        ],
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether time to get ready is counted in."},
    )
    pay_within_days = forms.IntegerField(
        label="Within how many days of the meeting is the money there?",
        help_text="People see the date, and so does everybody when it has passed. For example, 30.",
        min_value=1,
        max_value=90,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), WITHIN),
    )
    claim_within_days = forms.IntegerField(
        label="Within how many days of the meeting do you ask people to claim what it cost them?",
        help_text="A claim that comes later is looked at, too. For example, 90.",
        min_value=7,
        max_value=365,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), CLAIM_WITHIN),
    )
    voucher = forms.CharField(
        label="Which vouchers can people choose instead of money?",
        help_text="For example, “a shopping voucher by post”. Leave it empty if you have none.",
        max_length=80,
        required=False,
    )
    charity = forms.CharField(
        label="Which charity can people give their money to?",
        help_text="Its name. Leave it empty if people cannot.",
        max_length=80,
        required=False,
    )
    letter_heading = forms.CharField(
        label="What stands at the top of letters people can take, for example to the Jobcentre?",
        help_text="Your organisation’s name and address, as on its own paper. Do not name a condition or the study. "
        "Leave it empty, and the letters leave room for your headed paper.",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    who_can_read = {
        "voucher": "Everybody who is offered money",
        "charity": "Everybody who is offered money",
        "letter_heading": "Everybody on your panels, and whoever they give a letter to",
    }


class RatesForm(LeapForm):
    """Rates from a day on: an amount for each band that changes. Gives `valid_from`, `amounts` and `source_note`."""

    valid_from = DayField(
        label="From which day do they hold?",
        help_text="The day of a meeting picks its rate. It can be a day in the past, if the rates were announced late.",
        error_messages={"required": "Tell us from which day the rates hold."},
    )
    source_note = forms.CharField(
        label="Who announced them, and where? (optional)",
        help_text="For example, “Our funder’s letter of 21 May”. Finance reads this too, unless the rates are for one "
        "panel or one kind of work.",
        max_length=300,
        required=False,
    )
    panel_id = forms.ChoiceField(
        label="For which panel?",
        help_text="A panel’s own rate goes before the one for all.",
        widget=forms.RadioSelect,
        required=False,
        initial=ALL,
    )
    activity = forms.ChoiceField(
        label="For which kind of work?",
        help_text="A rate for one kind goes before the one for every kind.",
        choices=Activity.choices,
        widget=forms.Select,
        required=False,
        initial=Activity.ANY,
    )
    counts_preparation = forms.ChoiceField(
        label="Is the time people need to get ready in these amounts?",
        choices=[("", "As we say of all our offers"), ("yes", "Yes, it is in them"), ("no", "No")],
        widget=forms.RadioSelect,
        required=False,
    )
    who_can_read = "Everybody who prepares payments in this programme"
    field_order = ("valid_from", "panel_id", "activity", *(band for band, _ in PAID_BANDS), "counts_preparation",
                   "source_note")  # fmt: skip

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        boxes = {band: PoundsField(label=f"{label}, in pounds") for band, label in PAID_BANDS}
        self.base_fields = {**self.base_fields, **boxes}
        super().__init__(*args, **kwargs)
        self.fields["panel_id"].choices = _panels_of(programme, "All panels that have no rate of their own")

    def clean_panel_id(self) -> str | None:
        """The panel's key, or None for all."""
        return _panel_chosen(self.cleaned_data["panel_id"])

    def clean_activity(self) -> str:
        """A kind of work; every kind where none was chosen."""
        return self.cleaned_data["activity"] or Activity.ANY

    def clean_counts_preparation(self) -> bool | None:
        """Yes, no, or None: as all offers say."""
        return {"yes": True, "no": False}.get(self.cleaned_data["counts_preparation"])

    def clean_valid_from(self) -> date:
        """A day that can be meant."""
        day = self.cleaned_data["valid_from"]
        if not EARLIEST <= day <= clock.today() + LONGEST_AHEAD:
            raise ValidationError(f"Please choose a day from {EARLIEST.year} on, at most three years ahead.")
        return day

    def clean(self) -> dict[str, Any]:
        """The bands for which an amount was written."""
        cleaned = super().clean()
        amounts = {band: cleaned.pop(band, None) for band, _ in PAID_BANDS}
        named = {band: pence for band, pence in amounts.items() if pence is not None}
        if cleaned.get("activity", Activity.ANY) != Activity.ANY:
            for mile in named.keys() & set(Mile.values):
                self.add_error(mile, "A mile is worth the same for every kind of work. Please leave this empty here.")
        if not named and not self.errors:
            raise ValidationError("Please write at least one amount. What you leave empty stays as it is.")
        return {**cleaned, "amounts": named}


class BandsForm(LeapForm):
    """Where one kind of length ends and the next begins. Gives `panel_id` and `ends` (minutes by band)."""

    panel_id = forms.ChoiceField(
        label="For which panel?", widget=forms.RadioSelect, error_messages={"required": "Choose one of these."}
    )
    who_can_read = "Everybody who prepares payments in this programme"

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        labels = dict(PAID_BANDS)
        boxes = {band: _minutes_field(labels[band]) for band in BANDS_WITH_AN_END}
        self.base_fields = {**self.base_fields, **boxes}
        super().__init__(*args, **kwargs)
        self.fields["panel_id"].choices = _panels_of(programme, "All panels that say nothing themselves")

    def clean_panel_id(self) -> str | None:
        """The panel's key, or None for all."""
        return _panel_chosen(self.cleaned_data["panel_id"])

    def clean(self) -> dict[str, Any]:
        """The minutes by band; a longer one ends after a shorter one."""
        cleaned = super().clean()
        ends = {band: cleaned.pop(band) for band in BANDS_WITH_AN_END if cleaned.get(band) is not None}
        try:
            states.check_band_ends(ends)
        except NotNow as not_so:
            raise ValidationError(not_so.sentence) from not_so
        return {**cleaned, "ends": ends}


def _minutes_field(label: str) -> forms.IntegerField:
    said = "Please write a whole number of minutes from 1 to 1439, like 90."
    return forms.IntegerField(
        label=f"Up to how many minutes is it “{label}”?",
        min_value=1,
        max_value=1439,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), said),
    )


class MilesField(_NumberField):
    """Miles. Clean, they are tenths of a mile, or None when the box is empty."""

    read = pounds.tenths_from


class ReceiptField(UploadField):
    """A photo of a receipt, made anew and small enough for a page, or a PDF."""

    accept = ".png,.jpg,.jpeg,.webp,.pdf"

    def look(self, content: bytes) -> Checked:
        """What it is; Refused when it is neither."""
        return look_at(content) if content.startswith(b"%PDF-") else look_at_picture(content)


def _passengers_field(label: str) -> forms.IntegerField:
    said = states.HOW_MANY_PASSENGERS
    return forms.IntegerField(
        label=label,
        help_text="Only people who came to this meeting too, or who came to support somebody at it. We need no names.",
        required=False,
        min_value=0,
        max_value=states.MOST_PASSENGERS,
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), said),
    )


class _JourneyForm(LeapForm):
    """A form with a box for people taken along in a car, only where something is paid for them."""

    def __init__(self, *args: Any, takes_passengers: bool = False, **kwargs: Any) -> None:
        if not takes_passengers:
            self.base_fields = {name: field for name, field in self.base_fields.items() if name != "passengers"}
        super().__init__(*args, **kwargs)


class ExpenseForm(_JourneyForm):
    """What something cost somebody. There is no box for words. Gives `spent`."""

    kind = forms.ChoiceField(
        label="What was it for?",
        choices=Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what it was for."},
    )
    amount = PoundsField(
        label="How much did you pay, in pounds?",
        help_text="For example, 12 or 12.40. Leave it empty for a journey by the mile: we work that out for you.",
    )
    passengers = _passengers_field("If it was a journey by car: how many people did you take along?")
    receipt = forms.ChoiceField(
        label="Is there a receipt?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what there is to show for it."},
    )
    file = ReceiptField(
        label="A photo of the receipt",
        help_text="A photo or a PDF, 10 MB at most. If something has to be put right on this page, choose it again.",
        required=False,
    )
    who_can_read = {"amount": "You, and the people who prepare payments"}
    receipts = [
        (Receipt.PHOTO, "Yes, I send a photo of it"),
        (Receipt.LOST, "There was one, and I do not have it any more"),
        (Receipt.NONE, "There is none"),
    ]
    box_of = {states.HOW_MUCH_SPENT: "amount", states.SHOW_RECEIPT: "receipt", states.CHOOSE_PHOTO: "file"}

    def __init__(self, *args: Any, hints: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choice_hints = hints
        self.fields["receipt"].choices = self.receipts

    def clean(self) -> dict[str, Any]:
        """A photo that was chosen counts, whatever else was; an amount beside a journey by the mile is left aside."""
        cleaned = super().clean()
        by_mile = cleaned.get("kind") in states.BY_THE_MILE
        by_car = cleaned.get("kind") == states.CAR
        for box in (*(("amount", "receipt") if by_mile else ()), *(() if by_car else ("passengers",))):
            self.errors.pop(box, None)
        receipt = states.PHOTO if cleaned.get("file") else cleaned.get("receipt", states.NO_RECEIPT)
        amount = None if by_mile else cleaned.get("amount")
        passengers = cleaned.get("passengers") or 0 if by_car else 0
        cleaned["spent"] = Spent(cleaned.get("kind", ""), amount, receipt, cleaned.get("file"), passengers)
        return cleaned

    def refuse(self, sentence: str) -> None:
        """Say what the rules say, beside the box it is about."""
        self.add_error(self.box_of.get(sentence), sentence)


class RecordExpenseForm(ExpenseForm):
    """The same, as somebody told it by phone, by letter or in person."""

    receipts = [(Receipt.PAPER, "I have seen it on paper"), *(ExpenseForm.receipts)]
    miles = MilesField(label="Miles there and back, if it was a journey by the mile", required=False)
    passengers = _passengers_field("If it was a journey by car: how many people did they take along?")
    how = forms.ChoiceField(
        label="How did they tell you?",
        choices=HOW,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how they told you."},
    )
    read_back = forms.BooleanField(required=False, label="I read it back to them, and they said it is right")
    who_can_read = dict.fromkeys(("amount", "miles"), "You, the others who prepare payments, and the person")
    field_order = ("kind", "amount", "miles", "passengers", "receipt", "file", "how", "read_back")


class MilesForm(_JourneyForm):
    """How far a journey was. Gives `miles_tenths` and `passengers`."""

    who_can_read = "You, the others who prepare payments, and the person"
    miles_tenths = MilesField(
        label="How many miles was it, there and back?",
        help_text="For example, 42 or 42.4. They see the miles and can say if something is not right.",
        error_messages={"required": states.HOW_MANY_MILES},
    )
    passengers = _passengers_field("How many people did they take along?")

    def clean_passengers(self) -> int:
        """An empty box is nobody."""
        return self.cleaned_data["passengers"] or 0


class BookingForm(LeapForm):
    """What was booked and paid for somebody. Gives `kind` and `cost_pence`."""

    kind = forms.ChoiceField(
        label="What did you book?",
        choices=[each for each in Kind.choices if each[0] in states.BOOKABLE],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what you booked."},
    )
    cost_pence = PoundsField(
        label="How much did it cost, in pounds?", help_text="They do not see this. For example, 64.50"
    )
    who_can_read = "You, and the others who run this panel"


class AdvanceForm(LeapForm):
    """How much somebody is paid before a meeting. Gives `amount_pence`."""

    amount_pence = PoundsField(
        label="How much do we pay them before the meeting, in pounds?",
        help_text="For example, 50. Ask them how much would help.",
        required=True,
        error_messages={"required": "Please write how much it is, like 50."},
    )
    who_can_read = "You, the others who prepare payments, and the person"


class RestForm(LeapForm):
    """What became of what is left of it. Gives `rest`."""

    rest = forms.ChoiceField(
        label="What happens with what is left?",
        choices=Rest.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what happens with it."},
    )


class RuleForm(LeapForm):
    """What is paid back for one kind of cost from a day on."""

    kind = forms.ChoiceField(
        label="For what?",
        choices=[(kind, label) for kind, label in Kind.choices if kind not in states.BY_THE_MILE],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what it is for."},
    )
    valid_from = DayField(
        label="From which day does it hold?", error_messages={"required": "Tell us from which day it holds."}
    )
    cap_pence = PoundsField(
        label="What is the most that is paid back, in pounds?", help_text="Leave it empty for as much as it was."
    )
    receipt_over_pence = PoundsField(
        label="Above how much do you ask for a receipt, in pounds?", help_text="Leave it empty to ask each time."
    )
    no_receipt = forms.BooleanField(required=False, label="Never ask for a receipt for this")
    who_can_read = "Everybody who can claim, and everybody who prepares payments"

    def clean(self) -> dict[str, Any]:
        """The amounts in pence: no receipt at all is None, one each time is 0."""
        cleaned = super().clean()
        never = cleaned.pop("no_receipt", False)
        cleaned["receipt_over_pence"] = None if never else cleaned.get("receipt_over_pence") or 0
        return cleaned


class LinesForm(LeapForm):
    """Which lines to confirm, or to approve. Gives `line_ids`."""

    lines = forms.MultipleChoiceField(
        label="Which of these?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Tick at least one.",
            "invalid_choice": "One of these has moved on meanwhile. Please look again.",
        },
    )

    def __init__(self, *args: Any, lines: Sequence[tuple[str, str]], label: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lines"].choices = lines
        self.fields["lines"].label = label


class SaidForm(LeapForm):
    """What somebody said about their payment by phone, by letter or in person. Gives `is_right` and `how`."""

    is_right = forms.TypedChoiceField(
        label="What did they say?",
        choices=[("yes", "It is right"), ("no", "Something is not right")],
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what they said."},
    )
    how = forms.ChoiceField(
        label="How did they tell you?",
        choices=HOW,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how they told you."},
    )


class DenyForm(LeapForm):
    """Why something is not paid, in words for the person."""

    who_can_read = "You, the others who prepare payments, and the person"
    reason = forms.CharField(
        label="Why is it not paid?",
        help_text="They read these words. Be kind, and say whom they can ask.",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": states.SAY_WHY},
    )


class BackForm(DenyForm):
    """Why something came back, in words for the person."""

    reason = forms.CharField(
        label="Why did it come back?",
        help_text="They read these words. Say what happens next.",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": states.SAY_WHY_BACK},
    )


class BudgetForm(LeapForm):
    """What finance books to. Gives `panel_id` (None: for all panels without one of their own), name and codes."""

    panel_id = forms.ChoiceField(
        label="Which panel is it for?", widget=forms.RadioSelect, error_messages={"required": "Choose one of these."}
    )
    name = forms.CharField(
        label="What is the budget called?", help_text="Finance reads it: keep it neutral.", max_length=60
    )
    cost_centre = forms.CharField(label="Cost centre", max_length=30)
    project_code = forms.CharField(label="Project code, if there is one", max_length=30, required=False)
    who_can_read = "The PPI lead and finance"

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["panel_id"].choices = _panels_of(programme, "All panels that have no budget of their own")

    def clean_panel_id(self) -> str | None:
        """The panel's key, or None for all."""
        return _panel_chosen(self.cleaned_data["panel_id"])


class ColumnsForm(LeapForm):
    """At which place each column of the payment file stands. Gives `columns`, in their order."""

    who_can_read = "The PPI lead and finance"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.base_fields = {name: _place_field(name) for name in COLUMNS}
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        """The columns that have a place. Two at one place, or a file that would not work, is said in a sentence."""
        cleaned = super().clean()
        places = {name: cleaned[name] for name in COLUMNS if cleaned.get(name) is not None}
        if self.errors:
            return cleaned
        if len(set(places.values())) != len(places):
            raise ValidationError("Two columns have the same place. Please give each its own number.")
        columns = sorted(places, key=lambda name: places[name])
        try:
            finance_files.check_columns(columns)
        except finance_files.NotColumns as help_with_it:
            raise ValidationError(str(help_with_it)) from help_with_it
        return {"columns": columns}


def _place_field(name: str) -> forms.IntegerField:
    said = f"Please write a whole number from 1 to 99 for “{name}”, or leave it empty."
    messages = dict.fromkeys(("invalid", "min_value", "max_value"), said)
    return forms.IntegerField(label=name, required=False, min_value=1, max_value=99, error_messages=messages)


class PayeeForm(LeapForm):
    """Under which number finance knows somebody. Gives `number`; empty takes it away."""

    who_can_read = "You, the others who keep the money, finance, and the person"
    number = forms.CharField(
        label="Under which number does finance know this person?",
        help_text="A supplier or payroll number, as finance writes it. Zeros at the front stay. Never write bank "
        "details here. Leave it empty to take the number away.",
        max_length=30,
        required=False,
    )


class AmountForm(LeapForm):
    """How much a panel may spend in a year. Gives `panel_id`, `starts_on` and `amount_pence`."""

    panel_id = forms.ChoiceField(
        label="Which panel is it for?", widget=forms.RadioSelect, error_messages={"required": "Choose one of these."}
    )
    starts_on = DayField(
        label="On which day does its year begin?",
        help_text="For example, 1 4 2027 for a year from April to March.",
        error_messages={"required": "Tell us on which day the year begins."},
    )
    amount_pence = PoundsField(
        label="How much is there for the year, in pounds?",
        help_text="For what people are paid, and for what it costs them. For example, 4000.",
        required=True,
        error_messages={"required": "Please write how much there is, like 4000."},
    )
    who_can_read = {"amount_pence": "You, and whoever runs this panel"}

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        panels = programme.panels.order_by("name", "pk")
        self.fields["panel_id"].choices = [(str(panel.pk), panel.name) for panel in panels]


class AnswerForm(LeapForm):
    """The file in which finance says what became of each line. Gives `answers`."""

    answers = forms.FileField(
        label="The file with finance’s answer (CSV)",
        help_text="With a column “line_id”, a column “result” with paid or rejected in it, and if you like a “reason”.",
        error_messages={"required": "Choose the file with finance’s answer."},
    )

    def clean_answers(self) -> list[finance_files.Answer]:
        """The rows of the file, or a sentence that says what it needs."""
        sent = self.cleaned_data["answers"]
        if sent.size > MOST_BYTES:
            raise ValidationError("This file is too big. It can have up to 5 MB.")
        try:
            text = sent.read().decode("utf-8-sig")
            return finance_files.answers_from(csv.DictReader(io.StringIO(text, newline="")))
        except finance_files.NotAnAnswer as help_with_it:
            raise ValidationError(str(help_with_it)) from help_with_it
        except (UnicodeDecodeError, csv.Error) as broken:
            raise ValidationError(
                "We could not read this file. Please save it as CSV (UTF-8) and try again."
            ) from broken


class _OwnPaperForm(PeriodForm):
    """A paper somebody makes of their own payments: in a name of theirs, for a time whose boxes are said elsewhere."""

    who_can_read = {"name": "Nobody but you, and those you give it to. We do not keep it"}
    said_elsewhere: Sequence[str] = ("first", "last")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.said_elsewhere:
            self.fields[name].said_elsewhere = True


class StatementForm(_OwnPaperForm):
    """One's own statement: which time, by which day, and in which name. Gives `period`, `counts`, `name`, `tells`."""

    kind = forms.ChoiceField(
        label="For which time?",
        choices=[
            (statements.TAX_YEAR, "A tax year: 6 April to 5 April"),
            (statements.MONTH, "A calendar month"),
            (statements.WEEK, "A week: Monday to Sunday"),
            (statements.DATES, "From one day to another"),
        ],
        widget=forms.RadioSelect,
        initial=statements.TAX_YEAR,
        error_messages={"required": "Choose for which time it is."},
    )
    first = DayField(
        label="From which day?",
        help_text="For a tax year, a month or a week: any day in it. Leave it empty for the one we are in now.",
        required=False,
    )
    last = DayField(label="Up to which day?", help_text="Only if you chose “From one day to another”.", required=False)
    counts = forms.ChoiceField(
        label="What do you want to see?",
        choices=[
            (statements.PAID_THEN, "What was paid in that time"),
            (statements.MEETINGS_THEN, "What you are paid for meetings in that time, with what is still to come"),
        ],
        widget=forms.RadioSelect,
        initial=statements.PAID_THEN,
        error_messages={"required": "Choose what you want to see."},
    )
    name = forms.CharField(
        label="Which name shall stand on it?",
        help_text="Any name of yours. You can leave it empty.",
        max_length=120,
        required=False,
    )
    tells = forms.BooleanField(
        label="Say what each meeting was called and what each cost was for, too. That may tell what it is about.",
        required=False,
    )
    said_elsewhere = ("first", "last", "name", "tells")
    field_order = ("kind", "first", "last", "counts", "name", "tells")

    def clean(self) -> dict[str, Any]:
        """The days that are meant. A second day counts only from one day to another, and is not before the first."""
        first, kind = self.cleaned_data.get("first"), self.cleaned_data.get("kind")
        if kind == statements.DATES:
            super().clean()
            return {**self.cleaned_data, "period": statements.Period(first, self.cleaned_data.get("last"))}
        self.errors.pop("last", None)
        return {**self.cleaned_data, "period": statements.period_around(kind or "", first or clock.today())}


class LetterForm(_OwnPaperForm):
    """What a letter about taking part says: only what is ticked, and nothing is ticked before. Gives `programme`."""

    programme = forms.ChoiceField(
        label="For which study do you take part?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one of these."},
    )
    to = forms.ChoiceField(
        label="Who is it for?",
        choices=[
            (letters.JOBCENTRE, "Jobcentre Plus"),
            (letters.ANYBODY, "Somebody else. It says “To whom it may concern”"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose who the letter is for."},
    )
    name = forms.CharField(
        label="Which name shall stand in it?",
        help_text="The name under which they know you.",
        max_length=120,
        error_messages={"required": "Write the name under which they know you."},
    )
    facts = forms.MultipleChoiceField(
        label="What shall it say?",
        help_text="Only what you tick is in the letter. You can look at it first, and choose again.",
        choices=[(fact, LETTER_FACTS[fact]) for fact in letters.FACTS],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Tick at least one thing the letter shall say."},
    )
    first = DayField(
        label="From which day?",
        help_text="For the days you came and the money. Leave both days empty for the whole time.",
        required=False,
    )
    field_order = ("programme", "to", "name", "facts", "first", "last")

    def __init__(self, data: Any = None, *, programmes: Sequence[Programme], initial: dict[str, Any]) -> None:
        self._found = {str(each.pk): each for each in programmes}
        if len(self._found) == 1:  # nothing to choose, so it is not asked
            self.base_fields = {name: field for name, field in self.base_fields.items() if name != "programme"}
        super().__init__(data, initial=initial)
        if "programme" in self.fields:
            self.fields["programme"].choices = [(key, each.name) for key, each in self._found.items()]

    def clean(self) -> dict[str, Any]:
        """The programme itself; the only one there is where nothing had to be chosen."""
        cleaned = super().clean()
        chosen = cleaned.get("programme") or next(iter(self._found), "")
        return {**cleaned, "programme": self._found.get(chosen)}
