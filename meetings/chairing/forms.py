"""What people are asked about chairing."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms

from accounts.people.models import Panel, Person
from leap.core.errors import NotNow
from leap.design.forms import ClockField, DayField, LeapForm, prepare
from leap.design.read_back import how_field
from leap.design.times import say_when
from meetings.chairing import states
from meetings.chairing.models import ChairTalk, ChairTurn, ChairWillingness
from meetings.schedule.models import Meeting
from meetings.schedule.planning.wall_clock import NoSuchMoment, moment

Answer = ChairWillingness.Answer
HINTS = {
    Answer.WATCH: "You sit beside whoever chairs and see how it is done. You do not have to do anything.",
    Answer.TOGETHER: "You sit beside whoever chairs, and you share it as you like.",
    Answer.WILLING: "We ask you when your turn comes. You can still say no. The first time, somebody sits beside you.",
    Answer.MENTOR: "The same. And once you have chaired, we may ask you to sit beside somebody who is new to it.",
    Answer.ASK_LATER: "We do not ask you until you change your answer here.",
    Answer.NOT_NOW: "We do not ask you. You can change your mind whenever you like.",
    Answer.NEVER: "We do not ask you. You never have to say why.",
}


class WillingForm(LeapForm):
    """One question for each panel the person is a member of. A question left open stays open."""

    def __init__(self, *args, panels: Iterable[Panel], answers: dict[UUID, str], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.panels = list(panels)
        for panel in self.panels:
            self.fields[self.name_for(panel)] = _question(panel, answers.get(panel.pk))

    @staticmethod
    def name_for(panel: Panel) -> str:
        """The name of the panel's question in the form."""
        return f"panel_{panel.pk.hex}"

    def answered(self) -> list[tuple[Panel, str]]:
        """Each panel that was answered, with the answer."""
        given = [(panel, self.cleaned_data[self.name_for(panel)]) for panel in self.panels]
        return [(panel, answer) for panel, answer in given if answer]


def _question(panel: Panel, answer: str | None) -> forms.ChoiceField:
    field = forms.ChoiceField(
        label=f"May we ask you to chair a meeting of {panel.name}?",
        choices=Answer.choices,
        widget=forms.RadioSelect,
        required=False,
        initial=answer,
        error_messages={"invalid_choice": "Please choose one of the answers shown."},
    )
    field.choice_hints = HINTS  # type: ignore[attr-defined]  # read by leap.design.fields
    return field


class TalkForm(LeapForm):
    """When the talk before or after a meeting is. Gives `starts_at`, the moment the panel's wall shows that."""

    who_can_read = "Whoever chairs, who sits beside them, and those who arrange the meeting"

    kind = forms.ChoiceField(
        label="Which talk is it?",
        choices=ChairTalk.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose if it is before or after the meeting."},
    )
    day = DayField(
        label="Which day is it?",
        help_text="For example, 24 11 2027",
        error_messages={"required": "Tell us the day, month and year."},
    )
    at = ClockField(
        label="What time does it start?",
        help_text="For example, 2pm or 14:00",
        error_messages={"required": "Tell us the time it starts, like 2pm or 14:00."},
    )
    minutes = forms.TypedChoiceField(
        label="How long is it?",
        choices=[(number, f"{number} minutes") for number in (15, 30, 45, 60, 90)],
        coerce=int,
        initial=30,
        widget=forms.Select,
    )
    way = forms.ChoiceField(
        label="How do you talk?",
        choices=ChairTalk.Way.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how you talk."},
    )

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.meeting = meeting

    def clean(self) -> dict[str, Any]:
        """A time that is there, and on the right side of the meeting."""
        cleaned = super().clean() or {}
        if not {"kind", "day", "at", "minutes"} <= cleaned.keys():
            return cleaned
        meeting = self.meeting
        try:
            starts_at = moment(cleaned["day"], cleaned["at"], meeting.panel.time_zone)
            states.check_talk(cleaned["kind"], starts_at, cleaned["minutes"], meeting.starts_at, meeting.ends_at)
        except (NoSuchMoment, NotNow) as wrong:
            self.add_error("at", str(wrong))
            return cleaned
        cleaned["starts_at"] = starts_at
        return cleaned


class TalkPeopleForm(LeapForm):
    """Who took part in a talk."""

    kind = forms.ChoiceField(choices=ChairTalk.Kind.choices, widget=forms.HiddenInput)
    people = forms.TypedMultipleChoiceField(
        label="Who took part?",
        coerce=UUID,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Tick whoever took part.", "invalid_choice": "Please choose from the names shown."},
    )

    def __init__(self, *args: Any, among: Iterable[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].choices = [(str(person.pk), person.shown_name) for person in among]


class ChooseForm(LeapForm):
    """Who has agreed by word of mouth to chair."""

    person = forms.TypedChoiceField(
        label="Who has told you that they will chair?",
        coerce=UUID,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose who will chair.",
            "invalid_choice": "Please choose one of the names shown.",
        },
    )
    how = how_field()

    def __init__(self, *args: Any, among: Iterable[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [(str(person.pk), person.shown_name) for person in among]


class SwapForm(LeapForm):
    """Which meeting to swap with, by its day and who chairs it."""

    meeting = forms.TypedChoiceField(
        label="Which date would suit better?",
        coerce=UUID,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a date.", "invalid_choice": "Please choose one of the dates shown."},
    )

    def __init__(self, *args: Any, turns: Iterable[ChairTurn], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["meeting"].choices = [
            (str(turn.meeting_id), f"{say_when(turn.meeting.starts_at, turn.meeting.panel)}: {turn.person.shown_name}")
            for turn in turns
        ]


class BeforeForm(LeapForm):
    """How often each member chaired before LEAP. A box left empty means that it is not known."""

    who_can_read = "Everyone on the panel sees how often people have chaired"

    def __init__(self, *args: Any, members: Iterable[Person], noted: dict[UUID, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = list(members)
        self.fields["seen"] = forms.CharField(  # the numbers the page showed
            required=False, widget=forms.HiddenInput, initial=states.numbers_shown(noted)
        )
        prepare(self.fields["seen"])
        for person in self.members:
            self.fields[self.name_for(person)] = forms.IntegerField(
                label=person.shown_name,
                min_value=0,
                max_value=99,
                required=False,
                initial=noted.get(person.pk),
                widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
                error_messages=dict.fromkeys(
                    ("invalid", "min_value", "max_value"), "Write a number from 0 to 99, or leave it empty."
                ),
            )
            prepare(self.fields[self.name_for(person)])

    def say_changed(self, noted: dict[UUID, int]) -> None:
        """Somebody else changed the numbers meanwhile: say what they are now, and keep what was typed."""
        now = [f"{person.shown_name} {noted[person.pk]}" for person in self.members if person.pk in noted]
        said = f"Now they are: {', '.join(now)}." if now else "Now there are none."
        self.add_error(None, f"{states.NUMBERS_CHANGED} {said}")
        self.data = {**self.data.dict(), "seen": states.numbers_shown(noted)}

    @staticmethod
    def name_for(person: Person) -> str:
        """The name of the person's box in the form."""
        return f"times_{person.pk.hex}"

    def times(self) -> dict[UUID, int]:
        """The number for everybody whose turns are known."""
        found = {person.pk: self.cleaned_data[self.name_for(person)] for person in self.members}
        return {person: number for person, number in found.items() if number is not None}
