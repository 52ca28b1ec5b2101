"""Forms about the person themself."""

from django import forms

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
