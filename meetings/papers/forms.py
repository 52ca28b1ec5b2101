"""What is typed about an agenda, a proposal, a paper or a word."""

from typing import Any

from django import forms

from accounts.people.models import Person
from leap.design.forms import LeapForm
from leap.design.uploads import UploadField
from meetings.papers import wordings
from meetings.papers.actions import ItemFacts, PaperFacts
from meetings.papers.models import AgendaItem, Influence, PaperCopy, Purpose

EVERYONE = "Everyone on the panel, when they are invited"
SMALL = {"rows": 3}


class ByName(forms.ModelChoiceField):
    """People, by the name each is shown by."""

    def label_from_instance(self, person: Person) -> str:
        return person.shown_name


class ByTitle(forms.ModelChoiceField):
    """Things on the agenda, by title."""

    def label_from_instance(self, item: AgendaItem) -> str:
        return item.title


class ItemForm(LeapForm):
    """One thing to talk about."""

    who_can_read = EVERYONE
    title = forms.CharField(label="What do we talk about?", help_text="In a few words.", max_length=120)
    summary = forms.CharField(
        label="What is it, in plain words?",
        help_text="Two or three sentences that somebody who hears of it for the first time understands.",
        max_length=2000,
        widget=forms.Textarea(attrs=SMALL),
    )
    purpose = forms.ChoiceField(
        label="What is asked of people?", choices=Purpose.choices, widget=forms.RadioSelect,
        error_messages={"required": "Choose what is asked of people."},
    )  # fmt: skip
    influence = forms.ChoiceField(
        label="What can they still change?", choices=Influence.choices, widget=forms.RadioSelect,
        error_messages={"required": "Choose what people can still change. It is fair to say when something is fixed."},
    )  # fmt: skip
    influence_words = forms.CharField(
        label="What is open, or why is it fixed?",
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    minutes = forms.IntegerField(
        label="How many minutes?", min_value=1, max_value=480,
        error_messages={"min_value": "It takes at least 1 minute.", "max_value": "480 minutes, a whole day, at most."},
    )  # fmt: skip
    lead = ByName(
        label="Who leads it?",
        queryset=Person.objects.none(),
        required=False,
        empty_label="Nobody yet, or somebody from elsewhere",
        error_messages={"invalid_choice": "Please choose one of the people shown."},
    )
    lead_words = forms.CharField(
        label="Or in your own words", help_text="For somebody who is not on the panel.", max_length=80, required=False
    )
    content_note = forms.CharField(
        label="Is there a hard subject in it that people should know of before?",
        help_text="They read it before anything else about this, so that they can choose.",
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, initial=0, required=False)

    def __init__(self, *args: Any, people: Any, item: AgendaItem | None = None, **kwargs: Any) -> None:
        if item is not None:
            names = (*ItemFacts.__dataclass_fields__, "revision")
            kwargs["initial"] = {name: getattr(item, name) for name in names}
        super().__init__(*args, **kwargs)
        self.fields["lead"].queryset = people
        self.fields["purpose"].choice_hints = wordings.PURPOSE_HINTS
        self.fields["influence"].choice_hints = wordings.INFLUENCE_HINTS

    def clean(self) -> dict[str, Any]:
        """What is limited or fixed says how or why; there is one lead."""
        typed = super().clean()
        if typed.get("influence") in (wordings.LIMITED, wordings.FIXED) and not typed.get("influence_words"):
            is_fixed = typed["influence"] == wordings.FIXED
            self.add_error("influence_words", "Write why it is fixed." if is_fixed else "Write what is still open.")
        if typed.get("lead") and typed.get("lead_words"):
            self.add_error("lead_words", "Choose somebody above or write somebody here, not both.")
        return typed

    def facts(self) -> ItemFacts:
        """What was typed, for the action."""
        return ItemFacts(**{name: self.cleaned_data[name] for name in ItemFacts.__dataclass_fields__})


class ProposalForm(LeapForm):
    """Something a member would like to talk about."""

    who_can_read = "You and those who run the panel, with your name. Everyone on the panel, if it goes on the agenda"
    title = forms.CharField(label="What would you like to talk about?", help_text="In a few words.", max_length=120)
    words = forms.CharField(
        label="What is it about?",
        help_text="As much or as little as you like.",
        max_length=2000,
        widget=forms.Textarea(attrs=SMALL),
    )
    show_name = forms.BooleanField(label="The panel may see that it came from me", required=False)


class AnswerForm(LeapForm):
    """Why something does not go on this agenda."""

    who_can_read = "Whoever proposed it, and those who run the panel"
    words = forms.CharField(
        label="What would you like to say?",
        help_text="For example when it could come up instead, or who can help with it now.",
        max_length=2000,
        widget=forms.Textarea(attrs=SMALL),
    )


class PaperForm(LeapForm):
    """A paper in the making. It can be kept half done; before it is sent it needs the summary, question and time."""

    who_can_read = "Those who run the panel, until you send it. Then everyone on the panel"
    title = forms.CharField(label="What is the paper called?", max_length=120)
    item = ByTitle(
        label="What is it for?",
        queryset=AgendaItem.objects.none(),
        required=False,
        empty_label="The whole meeting",
        error_messages={"invalid_choice": "Please choose one of those shown."},
    )
    summary = forms.CharField(
        label="What does it say, in plain words?",
        help_text="One page at most. Many people will read this and nothing else.",
        max_length=wordings.LONGEST_SUMMARY,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    question = forms.CharField(
        label="What do you ask of people?",
        help_text="For example: which of the two leaflets is easier to read?",
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs=SMALL),
    )
    reading_minutes = forms.IntegerField(
        label="How many minutes does it take to read?",
        help_text="For somebody who reads slowly: about 2 minutes for each page.",
        min_value=1,
        max_value=600,
        required=False,
        error_messages={"min_value": "It takes at least 1 minute.", "max_value": "600 minutes at most."},
    )
    body = forms.CharField(
        label="The paper itself, if people are to read it on the page",
        help_text="You can add it as a file too, in several forms.",
        max_length=40_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    what_changed = forms.CharField(
        label="What has changed since the version before?",
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs=SMALL),
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, initial=0, required=False)

    def __init__(self, *args: Any, items: Any, is_first: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"].queryset = items
        if is_first:
            del self.fields["what_changed"]

    def facts(self) -> PaperFacts:
        """What was typed, for the action."""
        typed = self.cleaned_data
        names = PaperFacts.__dataclass_fields__
        return PaperFacts(**{name: typed[name] for name in names if name in typed})


class CopyForm(LeapForm):
    """A file, and in which form it has the paper."""

    form = forms.ChoiceField(
        label="In which form is it?", choices=PaperCopy.Form.choices, widget=forms.RadioSelect,
        error_messages={"required": "Choose in which form it is."},
    )  # fmt: skip
    file = UploadField(
        label="Choose the file",
        help_text="PDF, Word (.docx), OpenDocument (.odt), plain text, sound (MP3) or a picture. 10 MB at most. "
        "What it is called on your computer is not kept.",
    )


class SendForm(LeapForm):
    """Which papers go out."""

    versions = forms.MultipleChoiceField(
        label="Which papers go out now?",
        choices=[],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one paper."},
    )

    def __init__(self, *args: Any, ready: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, initial={"versions": [key for key, _ in ready]}, **kwargs)
        self.fields["versions"].choices = ready


class WordForm(LeapForm):
    """A hard word in plain words."""

    who_can_read = "Everyone on the panels of this programme"
    term = forms.CharField(label="Which word is it?", max_length=60)
    meaning = forms.CharField(
        label="What does it mean, in plain words?",
        help_text="For example: the study plan.",
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, initial=0, required=False)


class AskForm(LeapForm):
    """A word that somebody would like explained."""

    who_can_read = "Those who run the panels, without your name. Nobody can find out who asked"
    term = forms.CharField(label="Which word would you like explained?", max_length=60)
