"""What is typed when a poll is made, and what is ticked when somebody answers it."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms

from accounts.people.models import Panel, Person
from leap.core import clock
from leap.design.forms import ClockField, DayBoxes, DayField, LeapForm
from leap.design.read_back import how_field
from leap.design.times import say_when_to_reader, there
from meetings.availability.models import DateAnswer, PollDate
from meetings.availability.states import MOST_DATES
from meetings.schedule.forms import WHO_READS, WhereForm, fee_band_field, length_field, places_field
from meetings.schedule.planning.wall_clock import NoSuchMoment, moment

SHOWN_AT_FIRST = 4
NUMBERS = range(1, MOST_DATES + 1)
BOXES_OF_DATES = tuple(f"{box}_{number}" for number in NUMBERS for box in ("day", "at"))
WHERE = ("minutes", "meets", "venue", "place", "places", "joining", "phone_in")


class PollForm(WhereForm):
    """Some dates for one meeting. Gives `dates`: each the moment the panel's wall shows that day and time."""

    who_can_read = WHO_READS | dict.fromkeys(("title", "place"), "Everyone on the panel who is asked")
    field_order = ("title", *BOXES_OF_DATES, *WHERE, "answer_by")

    title = forms.CharField(
        label="What shall we call the meeting?",
        help_text="It may be seen over a shoulder: keep it neutral.",
        max_length=80,
        initial="Advisory meeting",
        error_messages={"required": "Give the meeting a short name, like “Advisory meeting”."},
    )
    minutes = length_field()
    places = places_field()
    answer_by = DayField(
        label="Until which day can people answer?",
        help_text="For example, 24 11 2027",
        error_messages={"required": "Tell us the last day on which people can answer."},
    )
    quorum = forms.IntegerField(
        label="How many people does it need at least?",
        min_value=1,
        max_value=500,
        required=False,
        error_messages={"min_value": "Leave this empty, or write 1 or more."},
    )
    notice_days = forms.IntegerField(
        label="How many days of notice do people need?", min_value=0, max_value=365, required=False
    )
    gap_days = forms.IntegerField(
        label="How many days apart from other meetings of the panel?", min_value=0, max_value=365, required=False
    )
    have_to_come = forms.MultipleChoiceField(
        label="Who has to be there?",
        help_text="Only if the meeting makes no sense without them. They are not told.",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, viewer: Person, panel: Panel, people: Iterable[Person], **kwargs: Any) -> None:
        self.panel = panel
        self.base_fields = {**self.base_fields}
        for number in NUMBERS:
            self.base_fields[f"day_{number}"] = _left_open(DayField(label=f"Day of date {number}", required=False))
            self.base_fields[f"at_{number}"] = _left_open(ClockField(label=f"Time of date {number}", required=False))
        super().__init__(*args, viewer=viewer, programme=panel.programme_id, **kwargs)
        self.fields["have_to_come"].choices = [(str(each.pk), each.shown_name) for each in people]

    def first_dates(self) -> list[Any]:
        """The boxes of the dates that are shown at first, day and time in turn."""
        return self._boxes(NUMBERS[:SHOWN_AT_FIRST])

    def more_dates(self) -> list[Any]:
        """The boxes of the others."""
        return self._boxes(NUMBERS[SHOWN_AT_FIRST:])

    def where(self) -> list[Any]:
        """The boxes for how long, how and where people meet."""
        return [self[name] for name in WHERE]

    def has_more_dates(self) -> bool:
        """Is anything typed, or wrong, in the others?"""
        return any(box.errors or any(_texts(box.value())) for box in self.more_dates()) if self.is_bound else False

    def has_conditions(self) -> bool:
        """Is any of the conditions filled in?"""
        return any(self[name].errors or self[name].value() for name in CONDITIONS)

    def _boxes(self, numbers: Iterable[int]) -> list[Any]:
        return [self[f"{box}_{number}"] for number in numbers for box in ("day", "at")]

    def clean(self) -> dict[str, Any]:
        """Each day and its time become one moment, if there is exactly one and it is still to come."""
        cleaned = super().clean()
        dates = [found for number in NUMBERS if (found := self._moment(cleaned, number))]
        if not self.errors and len(set(dates)) < 2:
            self.add_error("day_1", "Give at least two different dates to choose from.")
        cleaned["dates"] = sorted(set(dates))
        self._check_answer_by(cleaned)
        return cleaned

    def _moment(self, cleaned: Mapping[str, Any], number: int) -> datetime | None:
        day, at = cleaned.get(f"day_{number}"), cleaned.get(f"at_{number}")
        if day is None or at is None:
            if day is not None and not self.has_error(f"at_{number}"):
                self.add_error(f"at_{number}", "Tell us the time it starts, like 2pm or 14:00.")
            if at is not None and not self.has_error(f"day_{number}"):
                self.add_error(f"day_{number}", "Tell us the day, month and year, or take the time away.")
            return None
        try:
            found = moment(day, at, self.panel.time_zone)
        except NoSuchMoment as unclear:
            self.add_error(f"at_{number}", str(unclear))
            return None
        if found <= clock.now():
            self.add_error(f"day_{number}", "That date has already gone. Choose one that is still to come.")
            return None
        if wrong := self.check_day(day, self.panel.time_zone):
            self.add_error(f"day_{number}", wrong)
            return None
        return found

    def _check_answer_by(self, cleaned: dict[str, Any]) -> None:
        last, dates = cleaned.get("answer_by"), cleaned["dates"]
        if last is None:
            return
        if last < clock.today(self.panel.time_zone):
            self.add_error("answer_by", "That day has already gone. Choose today or a later day.")
        elif dates and last > there(dates[0], self.panel).date():
            self.add_error("answer_by", "This is after the first of the dates. Choose an earlier day.")

    def facts(self) -> dict[str, Any]:
        """What `actions.make_poll` needs, once the form is valid."""
        names = ("title", *WHERE, "answer_by", "quorum", "notice_days", "gap_days", "dates")
        asked = [UUID(each) for each in self.cleaned_data["have_to_come"]]
        return {**{name: self.cleaned_data[name] for name in names}, "have_to_come": asked}

    def typed(self) -> list[tuple[str, str]]:
        """All that was typed, to be carried through the next page."""
        boxes = {f"{name}_{box}" for name in self.fields for box in DayBoxes.box_names}
        known = set(self.fields) | boxes
        return [(name, value) for name, values in self.data.lists() for value in values if name in known]


CONDITIONS = ("quorum", "notice_days", "gap_days", "have_to_come")


def _left_open(field: forms.Field) -> forms.Field:
    """It may stay empty, and the page says so once for all of them."""
    field.said_elsewhere = True  # type: ignore[attr-defined]  # read by the template
    return field


def _texts(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else [value]


class AnswerForm(LeapForm):
    """One question for each date. Nothing is chosen beforehand, and a date that is left open stays open."""

    def __init__(
        self, *args: Any, dates: Iterable[PollDate], panel: Panel, answers: Mapping[UUID, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.dates = list(dates)
        questions = {}
        for date in self.dates:
            question = forms.ChoiceField(
                label=say_when_to_reader(date.starts_at, panel),
                choices=DateAnswer.Answer.choices,
                widget=forms.RadioSelect,
                required=False,
                initial=answers.get(date.pk),
                error_messages={"invalid_choice": "Please choose one of the answers shown."},
            )
            questions[name_for(date)] = _left_open(question)
            questions[name_for(date)].inline = True  # type: ignore[attr-defined]  # read by the template
        self.fields = {**questions, **self.fields}

    def questions(self) -> list[Any]:
        """The boxes of the dates, in their order."""
        return [self[name_for(date)] for date in self.dates]

    def given(self) -> dict[UUID, str]:
        """Each date that was answered, with the answer."""
        found = {date.pk: self.cleaned_data.get(name_for(date)) for date in self.dates}
        return {date: said for date, said in found.items() if said}


class RecordAnswersForm(AnswerForm):
    """The same, as somebody told it by phone, by letter or in person."""

    how = how_field()


class TakeForm(LeapForm):
    """What is still to be said when a date becomes a meeting."""

    fee_band = fee_band_field()


def name_for(date: PollDate) -> str:
    """The name of a date's question in a form."""
    return f"date_{date.pk.hex}"


def ticked(data: Mapping[str, str], dates: Iterable[PollDate]) -> dict[UUID, str]:
    """Of what was sent, what was ticked for each date: to be shown back when it could not be kept."""
    found = {date.pk: data.get(name_for(date), "") for date in dates}
    return {date: said for date, said in found.items() if said in DateAnswer.Answer.values}
