"""Forms about the person themself."""

import unicodedata

from django import forms
from django.core.exceptions import ValidationError

from accounts.people.models import ShownAs
from leap.design.forms import LeapForm

THOSE_WHO_RUN = "You, and the people who run your panel when they phone you or write to you"


def check_name_shows(name: str) -> str:
    """A name has to show: one of joiners and blanks alone would leave an empty place on every page."""
    if not any(unicodedata.category(letter)[0] in "LNPS" for letter in name):
        raise ValidationError("Type a name with at least one letter that shows.", code="required")
    return name


class NameForm(LeapForm):
    """How the person wants to be called, and what everyone else sees of it."""

    called_name = forms.CharField(
        label="What shall we call you?",
        help_text="It does not have to be the name on your bank card.",
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
        error_messages={
            "required": "Type the name you would like us to use.",
            "max_length": "Use 80 letters or fewer.",
        },
    )
    shown_as = forms.ChoiceField(
        label="What do other people see?",
        choices=ShownAs,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what other people see.", "invalid_choice": "Choose one of these."},
    )
    chosen_name = forms.CharField(
        label="If you chose another name: which?",
        help_text="Leave this empty if you chose something else above.",
        max_length=80,
        required=False,
        error_messages={"max_length": "Use 80 letters or fewer."},
    )
    pronouns = forms.CharField(
        label="Your pronouns, if you wish",
        help_text="For example: she/her, he/him, they/them. They stand beside your name. You can leave this empty.",
        max_length=40,
        required=False,
        error_messages={"max_length": "Use 40 letters or fewer."},
    )
    who_can_read = {
        "called_name": THOSE_WHO_RUN,
        "chosen_name": "Everyone on your panel",
        "pronouns": "Everyone on your panel",
    }

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["shown_as"].choice_hints = {
            ShownAs.FIRST.value: "“Robin Example” is shown as “Robin”",
            ShownAs.INITIALS.value: "“Robin Example” is shown as “R.E.”",
        }

    def clean_called_name(self) -> str:
        """See `check_name_shows`."""
        return check_name_shows(self.cleaned_data["called_name"])

    def clean(self) -> dict:
        """Another name is asked for only by who chose to show one; a name typed for nothing is not kept."""
        facts = super().clean()
        if facts.get("shown_as") != ShownAs.CHOSEN:
            return {**facts, "chosen_name": ""}
        if "chosen_name" in self.errors:
            return facts
        try:
            check_name_shows(facts.get("chosen_name", ""))
        except ValidationError:
            self.add_error("chosen_name", "Type the name that other people should see.")
        return facts


class LegalNameForm(LeapForm):
    """The name that payments need."""

    legal_name = forms.CharField(
        label="What name do payments need?",
        help_text="The name on your bank account. Leave this empty if you are not paid, or do not want to say it now.",
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"max_length": "Use 120 letters or fewer."},
    )
    who_can_read = {"legal_name": "You, and only the people who pay you"}
