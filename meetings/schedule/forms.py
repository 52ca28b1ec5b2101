"""What is typed when a meeting is made."""

from datetime import timedelta
from typing import Any

from django import forms

from accounts.people.models import Panel, Person
from accounts.people.queries import panels_run_by
from leap.core import clock
from leap.design.forms import ClockField, DayField, LeapForm
from meetings.schedule.models import Meeting
from meetings.schedule.planning.wall_clock import NoSuchMoment, moment

LONGEST_AHEAD = timedelta(days=3 * 366)
LENGTHS = [
    (30, "30 minutes"),
    (45, "45 minutes"),
    (60, "1 hour"),
    (90, "1 hour 30 minutes"),
    (120, "2 hours"),
    (150, "2 hours 30 minutes"),
    (180, "3 hours"),
    (240, "4 hours"),
    (300, "5 hours"),
    (360, "6 hours"),
    (420, "7 hours"),
    (480, "8 hours"),
]


class PanelChoice(forms.ModelChoiceField):
    """The panels somebody runs, by name."""

    def label_from_instance(self, panel: Panel) -> str:
        return panel.name


class MeetingForm(LeapForm):
    """Everything about a new meeting. Gives `starts_at`, the moment the panel's wall shows that day and time."""

    who_can_read = "Everyone on the panel, once you invite them"

    panel = PanelChoice(
        label="Which panel is it for?",
        queryset=Panel.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": "Choose which panel the meeting is for."},
    )
    title = forms.CharField(
        label="What shall we call it?",
        help_text="It may be seen in a calendar or over a shoulder: keep it neutral.",
        max_length=80,
        error_messages={"required": "Give the meeting a short name, like “Advisory meeting”."},
    )
    day = DayField(
        label="Which day is it?",
        help_text="For example, 24 11 2027",
        error_messages={"required": "Tell us the day, month and year of the meeting."},
    )
    at = ClockField(
        label="What time does it start?",
        help_text="For example, 2pm or 14:00",
        error_messages={"required": "Tell us the time it starts, like 2pm or 14:00."},
    )
    minutes = forms.TypedChoiceField(
        label="How long is it, with breaks?", choices=LENGTHS, coerce=int, initial=120, widget=forms.Select
    )
    place = forms.CharField(
        label="Where is it?",
        help_text="The name of the place and its address. If it is only online or by phone, say that.",
        max_length=200,
        error_messages={"required": "Tell people where the meeting is. If it is only online, write “Online”."},
    )
    joining = forms.CharField(
        label="How can people join from somewhere else?",
        help_text="A link, or a phone number. Leave this empty if everyone comes to the place.",
        max_length=300,
        required=False,
    )
    places = forms.IntegerField(
        label="How many people can come in person?",
        help_text="Only if the room is small. When it is full, people are put in line, in the order they asked.",
        min_value=1,
        max_value=500,
        required=False,
        error_messages={
            "invalid": "Write the number of places in figures, like 12.",
            "min_value": "Leave this empty if nobody comes in person, and say so under “Where is it?”.",
            "max_value": "Write a number up to 500, or leave this empty.",
        },
    )
    about = forms.CharField(
        label="What is it about?",
        help_text="A few plain words, so that people know what they are coming to.",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    fee_band = forms.ChoiceField(
        label="What is people’s time paid as?",
        help_text="People see the amount before they say if they are coming.",
        choices=Meeting.FeeBand.choices,
        initial=Meeting.FeeBand.HALF_DAY,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, viewer: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        panels = panels_run_by(viewer)
        self.fields["panel"].queryset = panels
        self.fields["title"].initial = "Advisory meeting"
        first_two = panels[:2]
        self.only_panel = first_two[0] if len(first_two) == 1 else None
        if self.only_panel:
            self.fields["panel"].initial = self.only_panel.pk
            self.fields["panel"].widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        """The day and the time become one moment, if there is exactly one and it is still to come."""
        cleaned = super().clean()
        panel, day, at = (cleaned.get(name) for name in ("panel", "day", "at"))
        if day and day < clock.today(panel.time_zone if panel else "Europe/London"):
            self.add_error("day", "That day has already gone. Choose a day that is still to come.")
        elif day and day > clock.today() + LONGEST_AHEAD:
            self.add_error("day", "That is more than 3 years away. Please check the year.")
        elif panel and day and at is not None:
            self._set_start(cleaned)
        return cleaned

    def _set_start(self, cleaned: dict[str, Any]) -> None:
        try:
            starts_at = moment(cleaned["day"], cleaned["at"], cleaned["panel"].time_zone)
        except NoSuchMoment as unclear:
            self.add_error("at", str(unclear))
            return
        if starts_at <= clock.now():
            self.add_error("at", "That time has already gone today. Choose a time that is still to come.")
        cleaned["starts_at"] = starts_at

    def facts(self) -> dict[str, Any]:
        """What `actions.plan_meeting` needs, once the form is valid."""
        return {name: value for name, value in self.cleaned_data.items() if name not in ("day", "at")}

    def answers(self) -> dict[str, str]:
        """What was typed, as it was typed, to fill the form again."""
        boxes = {f"day{box}" for box in self.fields["day"].widget.widgets_names}
        return {name: value for name, value in self.data.items() if name in boxes or name in self.fields}
