"""What is typed about notes: their parts, a day, suggestions and answers, actions."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms

from accounts.people.models import Person
from leap.core.assisted import How
from leap.design.forms import DayField, LeapForm
from leap.design.times import say_when
from meetings.notes import states
from meetings.notes.models import NotesAction, NotesSection, Suggestion
from meetings.schedule.models import Meeting

SPARE = 2  # empty parts at the end
WRITERS = "Those who run the panel. When you put the notes out, everyone who was invited to this meeting can read them"
TO_THE_PANEL = "Everyone on the panel"


class NotesForm(LeapForm):
    """As many parts as there are, and two empty ones."""

    who_can_read = WRITERS
    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, revision: int, parts: Iterable[tuple[str, str]] = ()) -> None:
        written = list(parts)
        number = _posted(data) if data is not None else min(max(len(written) + SPARE, 3), states.MOST_SECTIONS)
        initial: dict[str, Any] = {"revision": revision}
        for place, (heading, words) in enumerate(written, start=1):
            initial |= {f"heading_{place}": heading, f"words_{place}": words}
        self.base_fields = {**self.base_fields, **_boxes(number)}
        super().__init__(data, initial=initial)
        for field in self.fields.values():
            field.said_elsewhere = True  # type: ignore[attr-defined]  # read by the template
        self.number = number

    def parts(self) -> list[Any]:
        """The boxes of each part: its heading and its words."""
        return [(place, self[f"heading_{place}"], self[f"words_{place}"]) for place in range(1, self.number + 1)]

    def sections(self) -> list[tuple[str, str]]:
        """What was typed, part by part."""
        typed = self.cleaned_data
        return [(typed[f"heading_{place}"], typed[f"words_{place}"]) for place in range(1, self.number + 1)]


def _posted(data: Any) -> int:
    """How many parts were sent."""
    sent = [place for place in range(1, states.MOST_SECTIONS + 1) if f"words_{place}" in data]
    return max(sent, default=3)


def _boxes(number: int) -> dict[str, forms.Field]:
    found: dict[str, forms.Field] = {}
    for place in range(1, number + 1):
        found[f"heading_{place}"] = forms.CharField(label=f"Heading of part {place}", max_length=120, required=False)
        found[f"words_{place}"] = forms.CharField(
            label=f"Words of part {place}", widget=forms.Textarea, max_length=10_000, required=False
        )
    return found


class SendForm(LeapForm):
    """Until when those who came can suggest changes."""

    changes_until = DayField(
        label="Until which day can those who came suggest changes?",
        help_text="We have filled in ten working days from today. For example, 27 3 2027",
    )


class AgreeForm(LeapForm):
    """At which later meeting the notes were agreed."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    meeting = forms.ChoiceField(label="At which meeting were they agreed?", widget=forms.RadioSelect)

    def __init__(self, data: Any = None, *, meetings: Iterable[Meeting], revision: int) -> None:
        super().__init__(data, initial={"revision": revision})
        self.fields["meeting"].choices = [
            (str(each.pk), f"{each.title}, {say_when(each.starts_at, each.panel)}") for each in meetings
        ]


class SuggestForm(LeapForm):
    """A change that somebody suggests."""

    who_can_read = "You, and those who run the panel. They do not see who wrote it, unless you tick the box below"
    part = forms.ChoiceField(label="Which part is it about?", widget=forms.RadioSelect, required=False)
    words = forms.CharField(
        label="What would you like to change?",
        help_text="Say it in your own way. It does not have to be perfect.",
        widget=forms.Textarea,
        max_length=4000,
    )
    shown = forms.BooleanField(required=False, label="Those who run the panel may see that this is from me")

    def __init__(self, data: Any = None, *, sections: Iterable[NotesSection]) -> None:
        super().__init__(data, initial={"part": ""})
        named = [(str(each.pk), each.heading or f"Part {each.order}") for each in sections]
        self.fields["part"].choices = [("", "All of the notes"), *named]

    def told(self) -> dict[str, Any]:
        """What the action needs."""
        typed = self.cleaned_data
        part = UUID(typed["part"]) if typed["part"] else None
        return {"words": typed["words"], "shown": typed["shown"], "part": part}


class RecordSuggestionForm(SuggestForm):
    """The same, as somebody told it by phone, by letter or in person."""

    who_can_read = "Those who run the panel, and the person who suggests it"
    person = forms.ChoiceField(label="Who suggests it?")
    how = forms.ChoiceField(label="How did they tell you?", choices=How.choices, widget=forms.RadioSelect)
    read_back = forms.BooleanField(required=False, label="I read it back to them, and they said it is right")
    field_order = ("person", "part", "words", "how", "read_back", "shown")

    def __init__(self, data: Any = None, *, sections: Iterable[NotesSection], people: Iterable[Person]) -> None:
        super().__init__(data, sections=sections)
        self.people = {str(each.pk): each for each in people}
        choices = [("", "Choose somebody"), *((key, each.shown_name) for key, each in self.people.items())]
        self.fields["person"].choices = choices
        self.fields["shown"].label = "They said that the others who run the panel may see who it is from"

    def told(self) -> dict[str, Any]:
        """What the action needs."""
        typed = self.cleaned_data
        more = {"person": self.people[typed["person"]], "how": typed["how"], "read_back": typed["read_back"]}
        return {**super().told(), **more}


class AnswerForm(LeapForm):
    """What becomes of a suggestion."""

    who_can_read = "Whoever suggested it, and those who run the panel"
    said = forms.ChoiceField(
        label="What becomes of it?",
        choices=[choice for choice in Suggestion.Answer.choices if choice[0] in states.ANSWERS],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label="What would you like to tell the person?", widget=forms.Textarea, max_length=2000,
        help_text="They took the trouble. Say thank you, and what you did or why not.",
    )  # fmt: skip


class ActionForm(LeapForm):
    """Something to do, or a point to be answered."""

    who_can_read = TO_THE_PANEL + ", once the notes are out"
    kind = forms.ChoiceField(label="What is it?", choices=NotesAction.Kind.choices, widget=forms.RadioSelect)
    words = forms.CharField(
        label="What is to be done, or answered?", widget=forms.Textarea, max_length=1000,
        help_text="In neutral words. Say nothing of who raised it, unless they asked you to.",
    )  # fmt: skip
    person = forms.ChoiceField(
        label="Would somebody of the panel do it?", required=False,
        help_text="They are asked first. Nobody else sees their name until they say yes. They can hand it back.",
    )  # fmt: skip
    role = forms.CharField(
        label="Or who, by role", help_text="For example, the research team", max_length=80, required=False
    )
    by_day = DayField(label="By when, or by when do you promise an answer?", required=False)

    def __init__(self, data: Any = None, *, people: Iterable[Person]) -> None:
        super().__init__(data)
        self.people = {str(each.pk): each for each in people}
        choices = [("", "Nobody by name"), *((key, each.shown_name) for key, each in self.people.items())]
        self.fields["person"].choices = choices

    def told(self) -> dict[str, Any]:
        """What the action needs."""
        return {**self.cleaned_data, "person": self.people.get(self.cleaned_data["person"])}


class RecordAnswerForm(LeapForm):
    """What somebody answered who was asked to do something."""

    said = forms.ChoiceField(
        label="What did they tell you?",
        help_text="No is a good answer. There is no need to note a reason.",
        choices=[("yes", "Yes, they will do it"), ("no", "No, they would rather not")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what they told you. If you have not heard yet, go back."},
    )
    how = forms.ChoiceField(
        label="How did they tell you?",
        choices=How.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how their answer reached you."},
    )
    read_back = forms.BooleanField(required=False, label="I read it back to them, and they said it is right")


class EndForm(LeapForm):
    """How an action ended."""

    who_can_read = TO_THE_PANEL
    to = forms.ChoiceField(
        label="How is it now?",
        choices=[choice for choice in NotesAction.State.choices if choice[0] != states.OPEN],
        widget=forms.RadioSelect,
    )
    outcome = forms.CharField(
        label="What came of it?", widget=forms.Textarea, max_length=2000,
        help_text="For a point that was raised, this is the answer. If it was not possible, say why.",
    )  # fmt: skip
