"""What is said about calls and letters."""

from collections.abc import Sequence

from django import forms

from accounts.reaching import wordings
from accounts.reaching.queries import Call, Letter
from leap.design.forms import LeapForm


class CallForm(LeapForm):
    """How a call went."""

    result = forms.ChoiceField(
        label="How did it go?",
        choices=list(wordings.RESULTS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how the call went."},
    )

    def offer(self, call: Call) -> None:
        """Only what can be: no message is left where none may be."""
        if not call.may_leave:
            kept = [choice for choice in wordings.RESULTS.items() if choice[0] != wordings.LEFT_MESSAGE]
            self.fields["result"].choices = kept


class PostedForm(LeapForm):
    """Which of the letters in the file are in the post, under the numbers and marks they have there."""

    letters = forms.TypedMultipleChoiceField(
        label="Which letters are in the post?",
        help_text="Printing changes nothing. A letter leaves this list when you say here that it was posted.",
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args, letters: Sequence[Letter], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        choices = [
            (str(each.errand.message.pk), f"Letter {each.code}: {each.errand.person.shown_name}. {each.errand.about}")
            for each in letters
        ]
        self.fields["letters"].choices = choices
