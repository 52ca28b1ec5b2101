"""Forms about the person themself."""

import unicodedata

from django import forms
from django.core.exceptions import ValidationError

from leap.design.forms import LeapForm


class NameForm(LeapForm):
    """How the person wants to be called."""

    called_name = forms.CharField(
        label="What shall we call you?",
        help_text="This is the name people on your panel see. It does not have to be the name on your bank card.",
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
        error_messages={
            "required": "Type the name you would like us to use.",
            "max_length": "Use 80 letters or fewer.",
        },
    )
    who_can_read = {"called_name": "Everyone on your panel"}

    def clean_called_name(self) -> str:
        """A name has to show: one of joiners and blanks alone would leave an empty place on every page."""
        name = self.cleaned_data["called_name"]
        if not any(unicodedata.category(letter)[0] in "LNPS" for letter in name):
            raise ValidationError("Type a name with at least one letter that shows.", code="required")
        return name
