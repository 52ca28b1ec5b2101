"""What people are asked about seats."""

import re
from collections.abc import Mapping, Sequence
from uuid import UUID

from django import forms

from accounts.people.models import Person
from leap.design.forms import LeapForm
from meetings.seating.models import MixingChoice, Room, Seat
from meetings.seating.planning import shapes
from meetings.seating.planning.room import OFFERS
from meetings.seating.planning.shapes import FEWEST_SEATS, MOST_SEATS
from meetings.seating.queries import Beside
from meetings.seating.states import ALL_EMPTY, NOBODY_TICKED, REST_IS_KEPT, ROOM_GONE, SAME_PERSON

SENTENCE = f"Write a whole number from {FEWEST_SEATS} to {MOST_SEATS}."


JUST_TABLES = "tables"


def _room_or_none(value: str) -> UUID | None:
    return None if value == JUST_TABLES else UUID(value)


class PlanForm(LeapForm):
    """Which room it is; or, where none is described, how large the tables are."""

    who_can_read = "Everyone on this meeting: they see the tables"
    room = forms.TypedChoiceField(
        label="Which room is it?",
        coerce=_room_or_none,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": ROOM_GONE, "required": "Choose a room, or “just tables”."},
    )
    left_empty = forms.CharField(
        label="Is a table of the room not to be used?",
        help_text="Write its number, like 3, or like 3, 4. Leave this empty to use them all.",
        max_length=60,
        required=False,
    )
    seats_per_table = forms.IntegerField(
        label="How many seats are there at each table?",
        help_text="Four or five is good for talking. We spread people evenly, so a table may have one seat fewer.",
        min_value=FEWEST_SEATS,
        max_value=MOST_SEATS,
        required=False,
        error_messages={"invalid": SENTENCE, "min_value": SENTENCE, "max_value": SENTENCE},
    )

    with_remote = forms.BooleanField(
        label="Give those who join online or by phone a place at the table too",
        help_text="A screen or a phone stands there, beside somebody. Everyone on this meeting sees that they "
        "join from somewhere else.",
        required=False,
    )

    def __init__(self, *args, rooms: Sequence[Room], joining: int, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if not joining:
            del self.fields["with_remote"]
        self.tables = {room.pk: room.tables for room in rooms}
        shown = [(str(room.pk), f"{room.name} ({room.get_shape_display()})") for room in rooms]
        self.fields["room"].choices = [*shown, (JUST_TABLES, "None of these: just tables")]
        if rooms:
            self.fields["seats_per_table"].label = "Just tables: how many seats are there at each?"
        else:
            del self.fields["room"], self.fields["left_empty"]

    def clean_left_empty(self) -> list[int]:
        """The numbers of tables that are not to be used."""
        parts = [part.strip() for part in self.cleaned_data["left_empty"].split(",") if part.strip()]
        if not all(part.isascii() and part.isdigit() and len(part) < 4 for part in parts):
            raise forms.ValidationError("Write only numbers of tables with commas between them, like 3, 4.")
        return sorted({int(part) for part in parts})

    def clean(self) -> dict:
        """A room, or how large the tables are; and only tables that the room has are left empty, not all of them."""
        found = super().clean()
        room, empty = found.get("room"), found.get("left_empty") or []
        if "room" in self.errors:
            return found
        if room is None:
            found["left_empty"] = []
            if found.get("seats_per_table") is None and not self.errors:
                self.add_error("seats_per_table", "Write how many seats a table has, like 4.")
            return found
        count = self.tables[room]
        self.errors.pop("seats_per_table", None)  # not asked for in a room
        found["seats_per_table"] = None
        if any(not 1 <= number <= count for number in empty):
            has = "one table" if count == 1 else f"the tables 1 to {count}"
            self.add_error("left_empty", f"This room has {has}. Please write which of them is not used.")
        elif len(empty) == count:
            self.add_error("left_empty", ALL_EMPTY)
        return found


MOST_NAMED = 5  # of ticks that are taken out


def _names(names: Sequence[str]) -> str:
    """As people say them; of many the first, and how many more."""
    shown = list(names[:MOST_NAMED])
    if len(names) > MOST_NAMED:
        shown.append(f"{len(names) - MOST_NAMED} more")
    return " and ".join([", ".join(shown[:-1]), shown[-1]]) if len(shown) > 1 else shown[0]


class TicksField(forms.TypedMultipleChoiceField):
    """Boxes to tick, some of which may be gone by the time they are sent: says which, and the other ticks stay.

    `called`: what those that are gone were called on the page they were ticked on; who is not in it is not named.
    """

    def __init__(self, *, gone_one: str, gone_many: str, **kwargs) -> None:
        self.gone_one, self.gone_many = gone_one, gone_many
        self.called: Mapping[str, str] = {}
        super().__init__(required=False, widget=forms.CheckboxSelectMultiple, **kwargs)

    def validate(self, value: Sequence[str]) -> None:
        """Nothing ticked is an answer too."""
        gone = list(dict.fromkeys(each for each in value if not self.valid_value(each)))
        if gone:
            raise forms.ValidationError(self.about(gone), code="invalid_choice")

    def about(self, gone: Sequence[str]) -> str:
        """What to say of ticks that are gone."""
        named = [self.called[each] for each in gone if each in self.called]
        unknown = "Somebody you ticked" if len(gone) == 1 else "Some you ticked"
        who = _names(named) if len(named) == len(gone) else unknown
        told = self.gone_one if len(gone) == 1 else self.gone_many
        return f"{told.format(who=who)} {REST_IS_KEPT}"


NO_SEAT_ANY_MORE = {
    "gone_one": "{who} has no seat in this plan any more, so that tick is taken out.",
    "gone_many": "{who} have no seat in this plan any more, so those ticks are taken out.",
}
HAS_A_SEAT = {
    "gone_one": "{who} has a seat already, or is not asked to this meeting, so that tick is taken out.",
    "gone_many": "{who} have a seat already, or are not asked to this meeting, so those ticks are taken out.",
}


class SwapForm(LeapForm):
    """Which two people change places."""

    one = forms.TypedChoiceField(label="Who changes places?", coerce=UUID)
    other = forms.TypedChoiceField(label="With whom?", coerce=UUID)

    def __init__(self, *args, seats: Sequence[Seat], seen: Mapping[UUID, str], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.seen = {str(key): name for key, name in seen.items()}
        people = [(str(seat.person_id), _person_at_table(seat)) for seat in seats]
        for name, field in self.fields.items():
            field.choices = [("", "Choose a person"), *people]
            field.error_messages["required"] = "Please choose two people."
            chosen = self.data.get(self.add_prefix(name), "") if self.is_bound else ""
            who = self.seen.get(chosen, "Somebody you chose")
            field.error_messages["invalid_choice"] = (
                f"{who} has no seat in this plan any more. Please choose somebody else."
            )
            field.widget.attrs["autocomplete"] = "off"

    def clean(self) -> dict:
        """Two different people."""
        found = super().clean()
        if found.get("one") and found.get("one") == found.get("other"):
            self.add_error("other", SAME_PERSON)
        return found


class KeepForm(LeapForm):
    """Who stays at their table when the others are planned again. Nobody ticked is an answer too."""

    people = TicksField(label="Tick everybody who is to stay at their table", coerce=UUID, **NO_SEAT_ANY_MORE)

    def __init__(self, *args, seats: Sequence[Seat], seen: Mapping[UUID, str], **kwargs) -> None:
        kwargs["initial"] = {"people": [str(seat.person_id) for seat in seats if seat.locked]}
        super().__init__(*args, **kwargs)
        self.fields["people"].called = {str(key): name for key, name in seen.items()}
        self.fields["people"].choices = [(str(seat.person_id), _person_at_table(seat)) for seat in seats]


class TodayForm(LeapForm):
    """Who is missing and who has come without a seat."""

    missing = TicksField(label="Who is missing?", coerce=UUID, **NO_SEAT_ANY_MORE)
    arrived = TicksField(label="Who has come and has no seat?", coerce=UUID, **HAS_A_SEAT)

    def __init__(
        self, *args, seats: Sequence[Seat], without: Sequence[Person], seen: Mapping[UUID, str], **kwargs
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["missing"].called = {str(key): name for key, name in seen.items()}
        self.fields["arrived"].called = {str(seat.person_id): seat.person.shown_name for seat in seats}
        self.fields["missing"].choices = [(str(seat.person_id), _person_at_table(seat)) for seat in seats]
        self.fields["arrived"].choices = [(str(person.pk), person.shown_name) for person in without]
        self.all_seated = ""
        if not without:  # then none of them can be ticked, and whoever was ticked has a seat by now
            arrived = self.fields.pop("arrived")
            typed = self.data.getlist("arrived") if self.is_bound else []
            self.all_seated = arrived.about(list(dict.fromkeys(typed))) if typed else ""

    def clean(self) -> dict:
        """At least one person."""
        found = super().clean()
        if self.all_seated:
            self.add_error(None, self.all_seated)
        if not self.errors and not found.get("missing") and not found.get("arrived"):
            self.add_error(None, NOBODY_TICKED)
        return found


def _person_at_table(seat: Seat) -> str:
    return f"{seat.person.shown_name}, {seat.plan.place_in_words(seat.table, seat.place)}"


class ApartForm(LeapForm):
    """Whom somebody would rather not share a table with. Nobody ticked is an answer too."""

    others = forms.TypedMultipleChoiceField(
        label="Tick anybody you would rather not share a table with",
        coerce=UUID,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": "Somebody you ticked is not on a panel with you any more. The list below is up to date."
        },
    )

    in_reminder = forms.BooleanField(
        label="Tell me in my reminder where I sit",
        help_text="In reminders that come to you by email, if seats are planned by then.",
        required=False,
    )

    def __init__(self, *args, people: Sequence[Beside], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["others"].choices = [(str(each.pk), f"{each.name} ({each.roles})") for each in people]


class MixingForm(LeapForm):
    """How much earlier meetings count."""

    recency = forms.ChoiceField(
        label="How much does it count when people have sat together?",
        choices=MixingChoice.Recency.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how earlier meetings count."},
    )


ROOM_NAME_HINT = "As it is called there, like “Garden room”. It may be set up in two ways: “Garden room, horseshoe”."
SIZES_HINT = "For tables, write the seats of each, like 6, 6, 4. For one table, write one number, like 12."


def _room_name() -> forms.CharField:
    return forms.CharField(
        label="What is the room called?",
        help_text=ROOM_NAME_HINT,
        max_length=80,
        error_messages={"required": "Give the room a name, like “Garden room”."},
    )


class _SizedForm(LeapForm):
    """A form with the seats of each table, as numbers with commas."""

    who_can_read = "Everyone who meets at this place"
    shape = ""

    def clean_sizes(self) -> tuple[int, ...]:
        """The seats of each table, when they make a room of this shape."""
        shape = self.shape or self.cleaned_data.get("shape") or shapes.TABLES
        try:
            return shapes.sizes_of(shape, self.cleaned_data["sizes"])
        except shapes.NotARoom as wrong:
            raise forms.ValidationError(str(wrong)) from None


class RoomForm(_SizedForm):
    """A new room: its name, its shape and its seats."""

    name = _room_name()
    shape = forms.ChoiceField(
        label="How is it set up?",
        choices=Room.Shape.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how the room is set up."},
    )
    sizes = forms.CharField(
        label="How many seats are there?",
        help_text=SIZES_HINT,
        max_length=200,
        error_messages={"required": "A room needs seats. Write how many, like 12, or like 6, 6, 4 for three tables."},
    )


def _seats_that(question: str) -> TicksField:
    return TicksField(
        label=question,
        gone_one="{who} is not in the room any more, so that tick is taken out.",
        gone_many="{who} are not in the room any more, so those ticks are taken out.",
    )


SEAT_KEY = re.compile(r"[1-9][0-9]?-[1-9][0-9]?")


class RoomChangeForm(_SizedForm):
    """What a room is called, how large it is and what each seat offers. Nothing ticked is an answer too."""

    name = _room_name()
    sizes = forms.CharField(label="How many seats are there?", help_text=SIZES_HINT, max_length=200)

    by_door = _seats_that("Which seats are near the door?")
    space = _seats_that("Which have space beside them for a chair, a walking aid or a dog?")
    at_edge = _seats_that("Which are at the quiet edge of the room?")
    by_screen = _seats_that("Which are near the screen?")
    loop = _seats_that("Where does the hearing loop work?")
    step_free = _seats_that("Which can be reached without a step?")

    def __init__(self, *args, room: Room, seats: shapes.Seats, **kwargs) -> None:
        self.shape, self.seats = room.shape, seats
        kwargs["initial"] = {
            "name": room.name,
            "sizes": ", ".join(str(len(row)) for row in seats),
            **{offer: [key for key, offers in self._each() if offer in offers] for offer in OFFERS},
        }
        super().__init__(*args, **kwargs)
        for offer in OFFERS:
            self.fields[offer].choices = [(key, self._called(key)) for key, _ in self._each()]
            typed = self.data.getlist(self.add_prefix(offer)) if self.is_bound else []
            self.fields[offer].called = {key: self._called(key) for key in typed if SEAT_KEY.fullmatch(key)}

    def _each(self) -> list[tuple[str, frozenset[str]]]:
        return [
            (f"{table}-{place}", offers)
            for table, row in enumerate(self.seats, start=1)
            for place, offers in enumerate(row, start=1)
        ]

    def _called(self, key: str) -> str:
        table, place = key.split("-")
        return f"Seat {place}" if len(self.seats) == 1 else f"Table {table}, seat {place}"

    def seats_now(self) -> list[list[frozenset[str]]]:
        """For each table what each seat offers, as it was written."""
        ticked: dict[str, set[str]] = {}
        for offer in OFFERS:
            for key in self.cleaned_data[offer]:
                ticked.setdefault(key, set()).add(offer)
        said = [
            [frozenset(ticked.get(f"{table}-{place}", ())) for place in range(1, len(row) + 1)]
            for table, row in enumerate(self.seats, start=1)
        ]
        return shapes.resized(said, self.shape, self.cleaned_data["sizes"])
