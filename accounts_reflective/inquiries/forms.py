"""What an inquiry asks, its steps, and what people would like to write about."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.people.models import Programme
from accounts_reflective.inquiries.models import Stage
from leap.core.ids import as_id
from leap.design.forms import DayField, LeapForm

READERS = "Everyone in this inquiry"
TITLE, QUESTION, PROMPTS, NAME, PHASE, ASKED, TOPIC = 160, 1000, 2000, 160, 80, 500, 200
MOST_PROMPTS = 12
PARTNERS2, NONE = "partners2", "none"


class _Asking(LeapForm):
    title = forms.CharField(
        label="What is it called?",
        help_text="A short name. It stands on lists, so please name no condition in it.",
        max_length=TITLE,
    )
    question = forms.CharField(
        label="What would you like to look back on together?",
        help_text="A question that everyone can answer from what they lived through, staff too.",
        max_length=QUESTION,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    who_can_read = READERS


class NewInquiryForm(_Asking):
    """What it asks, and which steps to start from."""

    programme = forms.ChoiceField(label="In which programme?", widget=forms.RadioSelect)
    steps = forms.ChoiceField(
        label="Which steps do you start with?",
        help_text="You can change, add, move and take out steps at any time.",
        choices=[
            (PARTNERS2, "The twelve steps of the PARTNERS2 study, put together again from its paper"),
            (NONE, "None yet: we make our own"),
        ],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, programmes: Sequence[Programme], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._by_key = {each.pk: each for each in programmes}
        self.fields["programme"].choices = [(str(each.pk), each.name) for each in programmes]
        if len(programmes) == 1:
            self.fields["programme"].widget = forms.HiddenInput()
            self.fields["programme"].initial = str(programmes[0].pk)

    def clean_programme(self) -> Programme | None:
        """The programme chosen."""
        return self._by_key.get(as_id(self.cleaned_data["programme"]))


class InquiryForm(_Asking):
    """Other words for it, questions that help to begin, and whether it is finished."""

    prompts = forms.CharField(
        label="Questions that help to begin",
        help_text="They stand beside the box where people write, and nobody has to answer them. One on each line.",
        max_length=PROMPTS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    is_finished = forms.BooleanField(
        label="This inquiry is finished",
        help_text="Then nobody starts anything new in it. What is begun can be finished. You can open it again.",
        required=False,
    )

    def clean_prompts(self) -> str:
        """Each line that is not empty."""
        lines = [line.strip() for line in self.cleaned_data["prompts"].splitlines() if line.strip()]
        if len(lines) > MOST_PROMPTS:
            raise ValidationError(f"Please keep the best {MOST_PROMPTS}. There are {len(lines)} now.")
        return "\n".join(lines)


class StageForm(LeapForm):
    """One step: what it is called, when, what is asked of whom, and where it stands."""

    name = forms.CharField(label="What is this step called?", max_length=NAME)
    phase = forms.CharField(
        label="Which part does it belong to?",
        help_text="For example, “Planning”. Steps one after the other with the same part stand together.",
        max_length=PHASE,
    )
    asked = forms.CharField(
        label="What is asked of whom?",
        help_text="For example, “Everyone who likes to draws, staff too. Nobody has to.”",
        max_length=ASKED,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    starts_on = DayField(label="From which day?", required=False)
    ends_on = DayField(label="Up to which day?", required=False)
    after = forms.ChoiceField(label="Where does it stand?")
    who_can_read = READERS

    def __init__(self, *args: Any, others: Sequence[Stage], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = [(str(each.number), f"After {each.number}, {each.name}") for each in others]
        self.fields["after"].choices = [("0", "At the beginning"), *places]

    def clean_after(self) -> int:
        """The number of the step it stands behind; 0 for the beginning."""
        return int(self.cleaned_data["after"])

    def clean(self) -> dict[str, Any]:
        """A step does not end before it starts, and a last day has a first."""
        typed = super().clean() or {}
        first, last = typed.get("starts_on"), typed.get("ends_on")
        if last and not first and "starts_on" not in self.errors:
            self.add_error("starts_on", "Please write the first day, too, or leave both empty.")
        if first and last and last < first:
            self.add_error("ends_on", "The last day is before the first. Please look at both once more.")
        return typed


class TopicForm(LeapForm):
    """Something one could write about."""

    words = forms.CharField(
        label="What could we write about?",
        help_text="A few words. Please name nobody in them.",
        max_length=TOPIC,
    )
    who_can_read = "Everyone in this inquiry. They do not see that it was you"


class TopicChoiceForm(LeapForm):
    """Would somebody like to write about it, and do they look for company?"""

    chosen = forms.BooleanField(label="I would like to write about this", help_text="Only you see it.", required=False)
    seeks_company = forms.BooleanField(
        label="I look for somebody to write it with",
        help_text=(
            "Who shares a panel with you and ticks this for the same topic sees what you are called, and you see them. "
            "Nobody else does. When you untick it, it ends at once."
        ),
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """Whoever looks for company would like to write about it."""
        typed = super().clean() or {}
        return {**typed, "chosen": typed.get("chosen") or typed.get("seeks_company")}
