"""What somebody who plans seats is asked."""

from django import forms

from leap.design.forms import LeapForm
from meetings.seating.actions import FEWEST_SEATS, MOST_SEATS

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
