"""What people fill in about outputs."""

from django import forms

from accounts_reflective.publication.models import Output
from leap.design.forms import LeapForm

NAME_LENGTH = 160
NAMED_LENGTH = 120


class OutputForm(LeapForm):
    """A new output."""

    name = forms.CharField(
        label="What is it called?",
        help_text=(
            "For example: the paper about our first year. Authors say yes to quotations in it by this name, so it "
            "cannot be changed later."
        ),
        max_length=NAME_LENGTH,
        error_messages={"required": "Give it a name, or go back. Nothing has changed."},
    )
    who_can_read = "Everybody in this inquiry"


class PartsForm(LeapForm):
    """What stands in an output. Nothing is ticked beforehand."""

    with_scheme = forms.BooleanField(label="The themes, as a list and a picture", required=False)
    with_numbers = forms.BooleanField(label="How many reflective accounts speak about each standard", required=False)
    with_quotes = forms.BooleanField(
        label="Quotations that every author said yes to, for exactly this output",
        required=False,
    )
    with_whole = forms.BooleanField(
        label="Whole reflective accounts that every author lets be published",
        required=False,
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    @classmethod
    def of(cls, output: Output) -> dict:
        """How the output stands now."""
        names = ("with_scheme", "with_numbers", "with_quotes", "with_whole", "revision")
        return {name: getattr(output, name) for name in names}


class NamedForm(LeapForm):
    """How somebody is named as an author, if they want to be."""

    words = forms.CharField(
        label="How would you like to be named? (only if you like)",
        help_text=(
            "Your name, initials, another name, or a group. Leave it empty and you are not named. If you are named "
            "here and your writing stands in it with a letter and a role, people may put the two together."
        ),
        max_length=NAMED_LENGTH,
        required=False,
    )
    who_can_read = "You and who leads this programme; and once it is frozen, everybody who reads it"
