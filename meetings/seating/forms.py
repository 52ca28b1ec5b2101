"""What people are asked about seats."""

from collections.abc import Sequence
from uuid import UUID

from django import forms

from accounts.people.models import Person
from leap.design.forms import LeapForm
from meetings.seating.actions import FEWEST_SEATS, MOST_SEATS
from meetings.seating.models import Seat
from meetings.seating.queries import Beside
from meetings.seating.states import NOBODY_TICKED, SAME_PERSON

SENTENCE = f"Write a whole number from {FEWEST_SEATS} to {MOST_SEATS}."


class PlanForm(LeapForm):
    """How large the tables are."""

    who_can_read = "Everyone on this meeting: they see the tables"
    seats_per_table = forms.IntegerField(
        label="How many seats are there at each table?",
        help_text="Four or five is good for talking. We spread people evenly, so a table may have one seat fewer.",
        min_value=FEWEST_SEATS,
        max_value=MOST_SEATS,
        error_messages={
            "required": "Write how many seats a table has, like 4.",
            "invalid": SENTENCE,
            "min_value": SENTENCE,
            "max_value": SENTENCE,
        },
    )


class SwapForm(LeapForm):
    """Which two people change places."""

    one = forms.TypedChoiceField(label="Who changes places?", coerce=UUID)
    other = forms.TypedChoiceField(label="With whom?", coerce=UUID)

    def __init__(self, *args, seats: Sequence[Seat], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        people = [(str(seat.person_id), _person_at_table(seat)) for seat in seats]
        for field in self.fields.values():
            field.choices = [("", "Choose a person"), *people]
            field.error_messages["required"] = "Please choose two people."
            field.error_messages["invalid_choice"] = "Somebody you chose has no seat in this plan any more."
            field.widget.attrs["autocomplete"] = "off"

    def clean(self) -> dict:
        """Two different people."""
        found = super().clean()
        if found.get("one") and found.get("one") == found.get("other"):
            self.add_error("other", SAME_PERSON)
        return found


class KeepForm(LeapForm):
    """Who stays at their table when the others are planned again. Nobody ticked is an answer too."""

    people = forms.TypedMultipleChoiceField(
        label="Tick everybody who is to stay at their table",
        coerce=UUID,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Somebody you ticked has no seat in this plan any more."},
    )

    def __init__(self, *args, seats: Sequence[Seat], **kwargs) -> None:
        kwargs["initial"] = {"people": [str(seat.person_id) for seat in seats if seat.locked]}
        super().__init__(*args, **kwargs)
        self.fields["people"].choices = [(str(seat.person_id), _person_at_table(seat)) for seat in seats]


class TodayForm(LeapForm):
    """Who is missing and who has come without a seat."""

    missing = forms.TypedMultipleChoiceField(
        label="Who is missing?",
        coerce=UUID,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Somebody you ticked has no seat in this plan any more."},
    )
    arrived = forms.TypedMultipleChoiceField(
        label="Who has come and has no seat?",
        coerce=UUID,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Somebody you ticked has a seat already, or is not asked to this meeting."},
    )

    def __init__(self, *args, seats: Sequence[Seat], without: Sequence[Person], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["missing"].choices = [(str(seat.person_id), _person_at_table(seat)) for seat in seats]
        self.fields["arrived"].choices = [(str(person.pk), person.shown_name) for person in without]
        if not without:
            del self.fields["arrived"]

    def clean(self) -> dict:
        """At least one person."""
        found = super().clean()
        if not self.errors and not found.get("missing") and not found.get("arrived"):
            self.add_error(None, NOBODY_TICKED)
        return found


def _person_at_table(seat: Seat) -> str:
    return f"{seat.person.shown_name}, table {seat.table}"


class ApartForm(LeapForm):
    """Whom somebody would rather not share a table with. Nobody ticked is an answer too."""

    others = forms.TypedMultipleChoiceField(
        label="Tick anybody you would rather not share a table with",
        coerce=UUID,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": "Somebody you ticked is not on a panel with you any more. The list below is up to date."
        },
    )

    def __init__(self, *args, people: Sequence[Beside], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["others"].choices = [(str(each.pk), f"{each.name} ({each.roles})") for each in people]
