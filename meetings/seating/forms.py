"""What people are asked about seats."""

from collections.abc import Sequence
from uuid import UUID

from django import forms

from leap.design.forms import LeapForm
from meetings.seating.actions import FEWEST_SEATS, MOST_SEATS
from meetings.seating.queries import Beside

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
