"""What is typed when meetings are made or moved, and when a place is written down."""

import re
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django import forms

from accounts.people.models import Panel, Person, Programme
from accounts.people.queries import panels_run_by
from leap.core import clock
from leap.core.texts import and_words
from leap.design.forms import ClockField, DayField, LeapForm, prepare
from leap.design.times import say_day, there
from leap.design.uploads import PictureField
from meetings.schedule import queries
from meetings.schedule.models import Meeting, MeetingSeries, SchoolHoliday, Venue, VenuePicture, YesNo
from meetings.schedule.planning import school_holidays, series
from meetings.schedule.planning.school_holidays import MOST_LINES, Holiday
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


THIS, REST, EVERY_PANEL = "this", "rest", "every_panel"


def which_meetings(viewer: Person, meeting: Meeting) -> list[tuple[str, str]]:
    """Which meetings of a series can change together: this one, its panel's later ones, those of other panels too."""
    rest = f"This one and all later ones of {meeting.panel.name} in its series"
    also = panels_run_by(viewer).filter(pk__in=queries.rest_of_series(meeting, run_by=viewer).values("panel"))
    others = [panel.name for panel in also.exclude(pk=meeting.panel_id).order_by("name", "pk")]
    every = [(EVERY_PANEL, f"Those, and the ones of {and_words(others)} from that day on")] if others else []
    return [(THIS, "Only this one"), (REST, rest), *every]


class ByName:
    """Panels, places or programmes, by name."""

    def label_from_instance(self, thing: Any) -> str:
        return thing.name


class ChoiceByName(ByName, forms.ModelChoiceField):
    """One of them."""


class ChoicesByName(ByName, forms.ModelMultipleChoiceField):
    """Any of them."""


def length_field(label: str = "How long is it, with breaks?", initial: int | None = 120) -> forms.TypedChoiceField:
    """How long a meeting is, in minutes."""
    return forms.TypedChoiceField(label=label, choices=LENGTHS, coerce=int, initial=initial, widget=forms.Select)


def places_field() -> forms.IntegerField:
    """How many people can come in person; empty: no limit."""
    return forms.IntegerField(
        label="How many people can come in person?",
        help_text="Only if the room is small. When it is full, people are put in line, in the order they asked.",
        min_value=1,
        max_value=500,
        required=False,
        error_messages={
            "invalid": "Write the number of places in figures, like 12.",
            "min_value": "Write 1 or more, or leave this empty if there is no limit.",
            "max_value": "Write a number up to 500, or leave this empty.",
        },
    )


def about_field() -> forms.CharField:
    """What a meeting is about."""
    return forms.CharField(
        label="What is it about?",
        help_text="A few plain words, so that people know what they are coming to.",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


def fee_band_field() -> forms.ChoiceField:
    """What people's time is paid as. The rate of the day gives the money."""
    return forms.ChoiceField(
        label="What is people’s time paid as?",
        help_text="People see the amount before they say if they are coming.",
        choices=Meeting.FeeBand.choices,
        initial=Meeting.FeeBand.HALF_DAY,
        widget=forms.RadioSelect,
    )


class WhereForm(LeapForm):
    """How and where people meet. None of the ways is second to another."""

    meets = forms.ChoiceField(
        label="How do people meet?",
        choices=Meeting.Meets.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how people meet."},
    )
    venue = ChoiceByName(
        label="Which place is it in?",
        help_text="We know from this list what is step-free and how to get there.",
        queryset=Venue.objects.none(),
        widget=forms.RadioSelect,
        required=False,
        empty_label="None of these, or no place at all",
    )
    place = forms.CharField(
        label="Which room is it? If the place is not on the list, where is it?",
        help_text="For example, “Room 2, first floor”. Leave this empty if people meet online or by phone.",
        max_length=200,
        required=False,
    )
    joining = forms.CharField(
        label="How can people join from somewhere else?",
        help_text="A link and what goes with it. Leave this empty if nobody joins that way.",
        max_length=300,
        required=False,
    )
    phone_in = forms.CharField(
        label="Which number can people ring to take part?",
        help_text="With a code, if there is one.",
        max_length=60,
        required=False,
    )

    def __init__(self, *args: Any, viewer: Person, programme: UUID | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        venues = queries.venues_to_choose(viewer)
        self.fields["venue"].queryset = venues if programme is None else venues.filter(programme=programme)

    def clean(self) -> dict[str, Any]:
        """People who come together need to know where; people who ring or join need to know how."""
        cleaned = super().clean()
        meets, in_a_place = cleaned.get("meets"), cleaned.get("venue") or cleaned.get("place")
        if meets in (Meeting.Meets.IN_PERSON, Meeting.Meets.HYBRID) and not in_a_place and "place" not in self.errors:
            self.add_error("place", "Tell people where the meeting is: choose a place above, or write it here.")
        if meets == Meeting.Meets.PHONE and not cleaned.get("phone_in") and "phone_in" not in self.errors:
            self.add_error("phone_in", "Tell people which number to ring.")
        return cleaned

    def check_day(self, day: date, zone: str) -> str | None:
        """What is wrong with a day, in words; None when nothing is."""
        if day < clock.today(zone):
            return "That day has already gone. Choose a day that is still to come."
        if day > clock.today() + LONGEST_AHEAD:
            return "That is more than 3 years away. Please check the year."
        return None


WHO_READS = {
    "title": "Everyone on the panel, once you invite them",
    "place": "Everyone on the panel, once you invite them",
    "about": "Everyone on the panel, once you invite them",
    "joining": "Those who are invited, and those who run the panel",
    "phone_in": "Those who are invited, and those who run the panel",
}


class MeetingForm(WhereForm):
    """Everything about a new meeting. Gives `starts_at`, the moment the panel's wall shows that day and time."""

    who_can_read = WHO_READS
    field_order = (
        "panel", "title", "day", "at", "minutes", "meets", "venue", "place", "places", "joining", "phone_in", "about",
        "fee_band",
    )  # fmt: skip

    panel = ChoiceByName(
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
    minutes = length_field()
    places = places_field()
    about = about_field()
    fee_band = fee_band_field()

    def __init__(self, *args: Any, viewer: Person, **kwargs: Any) -> None:
        super().__init__(*args, viewer=viewer, **kwargs)
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
        zone = panel.time_zone if panel else "Europe/London"
        if day and (wrong := self.check_day(day, zone)):
            self.add_error("day", wrong)
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


class CorrectForm(LeapForm):
    """What a meeting that is there is called, what it is about, its places, and what people's time is paid as."""

    who_can_read = WHO_READS

    title = forms.CharField(
        label="What shall we call it?",
        help_text="It may be seen in a calendar or over a shoulder: keep it neutral.",
        max_length=80,
        error_messages={"required": "Give the meeting a short name, like “Advisory meeting”."},
    )
    about = about_field()
    places = places_field()
    fee_band = fee_band_field()
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        self.meeting = meeting
        names = ("title", "about", "places", "fee_band", "revision")
        super().__init__(*args, initial={name: getattr(meeting, name) for name in names}, **kwargs)
        if not meeting.is_in_a_place:
            del self.fields["places"]
            self.helper.layout = self.helper.build_default_layout(self)

    def words(self) -> dict[str, Any]:
        """What `actions.Words` needs, once the form is valid."""
        names = ("title", "about", "places", "fee_band")
        return {name: self.cleaned_data.get(name, getattr(self.meeting, name)) for name in names}


class MoveForm(WhereForm):
    """Another time, place or way to meet for a meeting that is there. Gives `starts_at`."""

    who_can_read = WHO_READS | {"place_reason": "Those who run the panel"}
    field_order = (
        "day", "at", "minutes", "meets", "venue", "place", "joining", "phone_in", "place_reason", "which", "revision",
        "known_day",
    )  # fmt: skip

    day = DayField(label="Which day is it?", error_messages={"required": "Tell us the day, month and year."})
    at = ClockField(
        label="What time does it start?", error_messages={"required": "Tell us the time it starts, like 2pm or 14:00."}
    )
    minutes = length_field(initial=None)
    place_reason = forms.CharField(
        label="Why is this place all right?",
        help_text="For example, a ramp is put out for us on the day. Do not write about anybody.",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    which = forms.ChoiceField(
        label="Which meetings change?",
        initial="this",
        widget=forms.RadioSelect,
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    known_day = forms.CharField(widget=forms.HiddenInput, required=False, max_length=10)  # whose notes were shown

    def __init__(self, *args: Any, viewer: Person, meeting: Meeting, asks_why: bool, **kwargs: Any) -> None:
        local = there(meeting.starts_at, meeting.panel)
        names = ("minutes", "meets", "venue", "place", "joining", "phone_in", "revision")
        initial = {"day": local.date(), "at": local.time(), **{name: getattr(meeting, name) for name in names}}
        super().__init__(*args, viewer=viewer, programme=meeting.panel.programme_id, initial=initial, **kwargs)
        self.meeting = meeting
        known = {minutes for minutes, _ in LENGTHS}
        if meeting.minutes not in known:
            self.fields["minutes"].choices = sorted([*LENGTHS, (meeting.minutes, f"{meeting.minutes} minutes")])
        if not asks_why:
            del self.fields["place_reason"]
        if meeting.series_id is None:
            del self.fields["which"]
        else:
            self.fields["which"].choices = which_meetings(viewer, meeting)
        self.helper.layout = self.helper.build_default_layout(self)

    def clean(self) -> dict[str, Any]:
        """The day and the time become one moment, if there is exactly one and it is still to come."""
        cleaned = super().clean()
        day, at, zone = cleaned.get("day"), cleaned.get("at"), self.meeting.panel.time_zone
        if day and (wrong := self.check_day(day, zone)):
            self.add_error("day", wrong)
        elif day and at is not None:
            try:
                cleaned["starts_at"] = self._start(day, at, zone)
            except NoSuchMoment as unclear:
                self.add_error("at", str(unclear))
            else:
                if cleaned["starts_at"] <= clock.now():
                    self.add_error("at", "That time has already gone today. Choose a time that is still to come.")
        return cleaned

    def _start(self, day: date, at: time, zone: str) -> datetime:
        # A meeting in the hour that comes twice keeps the one of the two it has, while nobody types another time.
        local = there(self.meeting.starts_at, self.meeting.panel)
        same = (day, at) == (local.date(), local.time())
        return self.meeting.starts_at if same else moment(day, at, zone)

    def facts(self) -> dict[str, Any]:
        """What `actions.Facts` needs, once the form is valid."""
        names = ("starts_at", "minutes", "meets", "venue", "place", "joining", "phone_in")
        return {
            **{name: self.cleaned_data[name] for name in names},
            "place_reason": self.cleaned_data.get("place_reason", self._reason_there_is()),
        }

    def _reason_there_is(self) -> str:
        """The reason stays while the place does; another place is looked at anew."""
        typed, was = self.cleaned_data, self.meeting
        return was.place_reason if was.is_same_place(venue=typed["venue"], place=typed["place"]) else ""


class ReasonForm(LeapForm):
    """Why a place will do."""

    who_can_read = "Those who run the panel"

    reason = forms.CharField(
        label="Why is this place all right?",
        help_text="For example, a ramp is put out for us on the day. Do not write about anybody.",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Write a few words, or go back and choose another place."},
    )


class VenueForm(LeapForm):
    """What is known of a place. Not knowing is an answer like the others."""

    who_can_read = "Everyone with a meeting there, and those who run a panel of the programme"

    programme = ChoiceByName(
        label="Which programme is it for?",
        queryset=Programme.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
    )
    name = forms.CharField(
        label="What is the place called?",
        help_text="It may be seen in a calendar or over a shoulder: keep it neutral.",
        max_length=80,
        error_messages={"required": "Give the place a name people know it by."},
    )
    address = forms.CharField(
        label="What is its address?",
        max_length=200,
        error_messages={"required": "Tell people the address, with the postcode."},
    )
    travel = forms.CharField(
        label="How do people get there?",
        help_text="Buses, trains, where to park, which door, what they see on the way.",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0, initial=0)

    def __init__(self, *args: Any, viewer: Person, venue: Venue | None = None, **kwargs: Any) -> None:
        kept = ("name", "address", "travel", "revision", *Venue.FACTS)
        initial = {name: getattr(venue, name) for name in kept} if venue else {}
        super().__init__(*args, initial=initial, **kwargs)
        for name in Venue.FACTS:
            self.fields[name] = forms.ChoiceField(
                label=f"Is there {Venue._meta.get_field(name).verbose_name}?",
                choices=YesNo.choices,
                initial=YesNo.NOT_KNOWN,
                widget=forms.RadioSelect,
            )
            prepare(self.fields[name])
        self.fields["step_free"].label = "Is there a way in without steps?"
        self.fields["lift"].label = "Is there a lift, or is it all on one floor?"
        self.fields["dogs_welcome"].label = "Are dogs welcome?"
        self.fields["programme"].queryset = queries.programmes_with_venues_for(viewer)
        programmes = list(self.fields["programme"].queryset[:2])
        if venue is not None or len(programmes) == 1:
            self.fields["programme"].initial = venue.programme_id if venue else programmes[0].pk
            self.fields["programme"].widget = forms.HiddenInput()
        self.order_fields(["programme", "name", "address", *Venue.FACTS, "travel", "revision"])
        self.helper.layout = self.helper.build_default_layout(self)

    def facts(self) -> dict[str, str]:
        """What the actions take."""
        return {name: self.cleaned_data[name] for name in ("name", "address", "travel", *Venue.FACTS)}


class PictureForm(LeapForm):
    """A picture of a place, and what it shows in words."""

    who_can_read = "Everyone with a meeting there, and those who run a panel of the programme"

    file = PictureField(
        label="Choose the picture",
        help_text="A photo, or a plan of the way in. PNG, JPEG or WebP, 10 MB at most. Please choose one without "
        "people in it. Where and when it was taken is not kept.",
    )
    words = forms.CharField(
        label="What does it show?",
        help_text="For people who cannot see it. For example: the blue door beside the bakery, with a bell.",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say in a few words what the picture shows."},
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0, initial=0)

    def __init__(self, *args: Any, picture: VenuePicture | None = None, **kwargs: Any) -> None:
        if picture is not None:
            kwargs["initial"] = {"words": picture.words, "revision": picture.revision}
        super().__init__(*args, **kwargs)
        if picture is not None:
            self.fields["file"].required = False
            self.fields["file"].label = "Choose another picture, if it is to be another one"


class SeriesForm(WhereForm):
    """Several meetings at the same time on the wall, for one or several panels. Gives `days`."""

    who_can_read = WHO_READS | {"chosen": "Only you, until the meetings are made"}
    field_order = (
        "panels", "title", "pattern", "first", "how_many", "every_weeks", "chosen", "at", "minutes", "meets", "venue",
        "place", "places", "joining", "phone_in", "about", "fee_band",
    )  # fmt: skip

    panels = ChoicesByName(
        label="Which panels are they for?",
        queryset=Panel.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose which panels the meetings are for."},
    )
    title = forms.CharField(
        label="What shall we call them?",
        help_text="It may be seen in a calendar or over a shoulder: keep it neutral.",
        max_length=80,
        initial="Advisory meeting",
        error_messages={"required": "Give the meetings a short name, like “Advisory meeting”."},
    )
    pattern = forms.ChoiceField(
        label="How often?",
        choices=MeetingSeries.Pattern.choices,
        initial=MeetingSeries.Pattern.QUARTERLY,
        widget=forms.RadioSelect,
    )
    first = DayField(
        label="Which day is the first?",
        help_text="For example, 24 11 2027",
        error_messages={"required": "Tell us the day, month and year of the first meeting."},
    )
    how_many = forms.IntegerField(
        label="How many meetings?",
        help_text="For example, 4 for a year of quarters. Not needed if you choose the days.",
        initial=4,
        required=False,
    )
    every_weeks = forms.IntegerField(label="If every few weeks: how many weeks apart?", initial=6, required=False)
    chosen = forms.CharField(
        label="If you choose the days: which days come after the first?",
        help_text="One on each line, like 24 2 2028.",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    at = ClockField(
        label="What time do they start?",
        help_text="The same time on the clock all year, in summer and in winter. For example, 2pm or 14:00",
        error_messages={"required": "Tell us the time they start, like 2pm or 14:00."},
    )
    minutes = length_field("How long are they, with breaks?")
    places = places_field()
    about = forms.CharField(
        label="What are they about?", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    fee_band = fee_band_field()

    def __init__(self, *args: Any, viewer: Person, **kwargs: Any) -> None:
        super().__init__(*args, viewer=viewer, **kwargs)
        panels = panels_run_by(viewer)
        self.fields["panels"].queryset = panels
        self.fields["panels"].initial = [panel.pk for panel in panels[:1]]

    def clean(self) -> dict[str, Any]:
        """The pattern becomes days, and each day with the time one moment on each panel's wall, or a question."""
        cleaned = super().clean()
        days = self._days(cleaned)
        if days is not None and self._are_days_fine(days):
            cleaned["days"] = days
            self._check_clocks(cleaned, days)
        return cleaned

    def _days(self, cleaned: dict[str, Any]) -> list[date] | None:
        pattern, first = cleaned.get("pattern"), cleaned.get("first")
        if pattern is None or first is None:
            return None
        if pattern == MeetingSeries.Pattern.CHOSEN:
            return self._chosen(first, cleaned.get("chosen") or "")
        many = self._number("how_many", series.FEWEST, series.MOST)
        if pattern == MeetingSeries.Pattern.QUARTERLY:
            return series.quarterly(first, many) if many else None
        weeks = self._number("every_weeks", 1, 26)
        return series.every_weeks(first, weeks, many) if many and weeks else None

    def _number(self, name: str, least: int, most: int) -> int | None:
        given = self.cleaned_data.get(name)
        if given is None or not least <= given <= most:
            if name not in self.errors:
                self.add_error(name, f"Please write a whole number from {least} to {most}.")
            return None
        return given

    def _chosen(self, first: date, typed: str) -> list[date] | None:
        found = [first]
        for line in typed.splitlines():
            if not line.strip():
                continue
            parts = [part for part in re.split(r"[\s/.-]+", line.strip()) if part]
            try:
                found.append(DayField(required=True).clean(parts if len(parts) == 3 else ["", "", "x"]))
            except forms.ValidationError as wrong:
                self.add_error("chosen", f"We could not read “{line.strip()}”. {wrong.messages[0]}")
                return None
        if any(day < first for day in found):
            self.add_error("chosen", "One of these days is before the first. Put the earliest day in the box above.")
            return None
        days = series.chosen(found)
        if not series.FEWEST <= len(days) <= series.MOST:
            self.add_error(
                "chosen", f"Choose {series.FEWEST - 1} to {series.MOST - 1} more days, each on its own line."
            )
            return None
        return days

    def _are_days_fine(self, days: list[date]) -> bool:
        box = "chosen" if self.cleaned_data["pattern"] == MeetingSeries.Pattern.CHOSEN else "how_many"
        for day, name in ((days[0], "first"), (days[-1], box)):
            if wrong := self.check_day(day, "Europe/London"):
                self.add_error(name, wrong)
                return False
        return True

    def _check_clocks(self, cleaned: dict[str, Any], days: list[date]) -> None:
        at, panels = cleaned.get("at"), cleaned.get("panels") or []
        unclear: list[str] = []
        for day in days if at is not None else []:
            for zone in sorted({panel.time_zone for panel in panels}):
                try:
                    moment(day, at, zone)
                except NoSuchMoment as question:
                    unclear.append(str(question))
        for sentence in dict.fromkeys(unclear):
            self.add_error("at", sentence)

    def facts(self) -> dict[str, Any]:
        """What `actions.plan_series` needs, once the form is valid."""
        besides = ("first", "how_many", "chosen", "every_weeks")
        facts = {name: value for name, value in self.cleaned_data.items() if name not in besides}
        by_weeks = facts["pattern"] == MeetingSeries.Pattern.WEEKS
        return {**facts, "every_weeks": self.cleaned_data["every_weeks"] if by_weeks else None}

    def answers(self) -> dict[str, list[str]]:
        """What was typed, as it was typed, to fill the form again."""
        boxes = {f"first{box}" for box in self.fields["first"].widget.widgets_names}
        return {name: self.data.getlist(name) for name in self.data if name in boxes or name in self.fields}


class SchoolHolidaysForm(LeapForm):
    """School holidays for one or several panels, as many as somebody has on a list. Gives `holidays`."""

    who_can_read = "Everyone on these panels"

    panels = ChoicesByName(
        label="Which panels are they for?",
        help_text="Every area sets its own. Choose the panels whose people live there.",
        queryset=Panel.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose which panels they are for."},
    )
    lines = forms.CharField(
        label="Which days are without school?",
        help_text="One holiday on each line: its name, the first day and the last day. For example: "
        "Spring half-term, our county: 15 2 2027 to 19 2 2027. You can paste a whole list.",
        max_length=6000,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": "Write down at least one holiday, or go back."},
    )

    def __init__(self, *args: Any, viewer: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        panels = panels_run_by(viewer)
        self.fields["panels"].queryset = panels
        self.fields["panels"].initial = [panel.pk for panel in panels] if len(panels) == 1 else []

    def clean(self) -> dict[str, Any]:
        """Each line becomes a holiday; what cannot be read is said with the line it is about."""
        cleaned = super().clean()
        typed = [line.strip() for line in (cleaned.get("lines") or "").splitlines() if line.strip()]
        if len(typed) > MOST_LINES:
            self.add_error("lines", f"Please write down {MOST_LINES} at a time, and the others after that.")
        else:
            cleaned["holidays"] = [found for line in typed if (found := self._holiday(line))]
        return cleaned

    def _holiday(self, line: str) -> Holiday | None:
        try:
            found = school_holidays.read_line(line)
            first, last = (DayField().clean(list(day)) for day in (found.first, found.last))
        except school_holidays.NotRead:
            wrong = "Write its name, then the first and the last day in full, like 15 2 2027 to 19 2 2027."
        except forms.ValidationError as not_a_day:
            wrong = not_a_day.messages[0]
        else:
            holiday = Holiday(found.name, first, last)
            wrong = school_holidays.problem_of(holiday) or self._too_far(holiday)
            if not wrong:
                return holiday
        self.add_error("lines", f"We could not keep “{line}”. {wrong}")
        return None

    def _too_far(self, holiday: Holiday) -> str:
        too_far = holiday.last_day > clock.today() + LONGEST_AHEAD
        return "That is more than 3 years away. Please check the year." if too_far else ""


class TakeAwayForm(LeapForm):
    """Which of the school holidays are to go."""

    holidays = forms.ModelMultipleChoiceField(
        label="Which are to go?",
        queryset=SchoolHoliday.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Tick those that are to go, or go back and keep them all.",
            "invalid_choice": "One of these is gone already. Please look through the list again.",
        },
    )

    def __init__(self, *args: Any, viewer: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["holidays"].queryset = queries.school_holidays_run_by(viewer)
        self.fields["holidays"].label_from_instance = _holiday_said


def _holiday_said(holiday: SchoolHoliday) -> str:
    days = say_day(holiday.first_day)
    if holiday.last_day > holiday.first_day:
        days += f" to {say_day(holiday.last_day)}"
    return f"{holiday.name}, {days} ({holiday.panel.name})"
