"""Whether somebody wants the money that is offered. There is no box for a reason."""

from django import forms

from leap.design.forms import LeapForm
from meetings.payments import states


class FeeChoiceForm(LeapForm):
    """The person's own choice. `wants_fee` is true or false once the form is valid."""

    wants_fee = forms.TypedChoiceField(
        label="Do you want to be paid for this meeting?",
        choices=[(states.YES, "Pay me"), (states.NO, "No payment for this one")],
        coerce=states.wants_fee,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one of the two. You can change it until the meeting starts."},
    )


class RecordFeeChoiceForm(LeapForm):
    """A choice that came in by phone, by letter or in person."""

    wants_fee = forms.TypedChoiceField(
        label="What did they choose?",
        choices=[(states.YES, "Pay them"), (states.NO, "No payment for this one")],
        coerce=states.wants_fee,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what they said."},
    )
