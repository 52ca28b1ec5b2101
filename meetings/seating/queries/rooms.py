"""Reads about rooms: those of the places somebody may see, as they are set up today."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from django.db.models import Max, QuerySet

from accounts.people.models import Person
from meetings.schedule import queries as schedule
from meetings.schedule.models import Meeting, Venue
from meetings.seating.models import Room
from meetings.seating.planning import drawing, shapes


def rooms_for(viewer: Person) -> QuerySet[Room]:
    """The rooms in use at the places the viewer may see; by name. Whoever sees a place sees its rooms."""
    seen = schedule.venues_for(viewer).order_by().values("pk")
    found = Room.objects.filter(venue__in=seen, replaced_at__isnull=True)
    return found.select_related("venue__programme").order_by("name", "pk")


def room_as_it_is_now(viewer: Person, room_id: UUID) -> tuple[Room | None, bool]:
    """The room of this key, or what took its place since, and whether it is the very one; (None, False) if unseen.

    Somebody who had the page open while another person changed the room finds what they wrote beside it as it is now.
    """
    seen = schedule.venues_for(viewer).order_by().values("pk")
    asked = Room.objects.filter(pk=room_id, venue__in=seen).select_related("venue__programme").first()
    found = asked
    while found is not None and found.replaced_at is not None:
        found = Room.objects.filter(follows=found).select_related("venue__programme").order_by("made_at", "pk").last()
    return found, found == asked


def room_put_away(viewer: Person, room_id: UUID) -> Room | None:
    """The last that became of the room of this key, when it was put away; None if it is in use or unseen.

    For somebody who had the page open while another person put the room away.
    """
    seen = schedule.venues_for(viewer).order_by().values("pk")
    found = Room.objects.filter(pk=room_id, venue__in=seen).select_related("venue__programme").first()
    last = found
    while found is not None:
        last, found = found, Room.objects.filter(follows=found).select_related("venue__programme").first()
    return last if last is not None and last.replaced_at is not None else None


def rooms_of(viewer: Person, venue: Venue) -> list[Room]:
    """The rooms in use at one place."""
    return list(rooms_for(viewer).filter(venue=venue))


def rooms_to_choose(viewer: Person, meeting: Meeting) -> list[Room]:
    """The rooms a meeting can be seated in: those of its place, with how many `tables` each has."""
    there = rooms_for(viewer).filter(venue=meeting.venue_id)
    return list(there.annotate(tables=Max("seats__table")))


def seats_in(room: Room) -> list[list[frozenset[str]]]:
    """For each table of the room, what each of its seats offers. For somebody who may see the room."""
    seats = list(room.seats.order_by("table", "place"))
    return [[seat.offers for seat in group] for _, group in groupby(seats, key=lambda seat: seat.table)]


@dataclass(frozen=True, slots=True)
class Chair:
    """What is to be written on a chair, how it looks, and a second line that the name leaves room for."""

    words: str
    kind: str = ""
    second: str = ""


@dataclass(frozen=True, slots=True)
class DrawnChair:
    """A chair of a drawing: where it stands, what is written on it and how it looks (free, own, remote or "")."""

    box: drawing.Box
    lines: Sequence[tuple[int, str]]
    kind: str


@dataclass(frozen=True, slots=True)
class DrawnTable:
    """A table to be drawn, with the same in words."""

    key: str
    title: str
    label: str
    words: str
    picture: drawing.Picture
    chairs: Sequence[DrawnChair]


@dataclass(frozen=True, slots=True)
class ListedSeat:
    """A seat in the list beside the drawing."""

    name: str
    offers: str


@dataclass(frozen=True, slots=True)
class ShownRoom:
    """A room drawn and as a list."""

    room: Room
    drawn: Sequence[DrawnTable]
    lists: Sequence[tuple[str, Sequence[ListedSeat]]]
    count: str


def shown_room(room: Room) -> ShownRoom:
    """A room the viewer may see, drawn with the numbers of its seats, and what each offers as a list."""
    seats = seats_in(room)
    drawn, lists = [], []
    for number, row in enumerate(seats, start=1):
        title = table_name(room.shape, number)
        names = [f"Seat {place}" for place in range(1, len(row) + 1)]
        drawn.append(drawn_table(room.shape, title, number, [Chair(str(n)) for n in range(1, len(row) + 1)], names))
        listed = [ListedSeat(n, shapes.offers_in_words(offers)) for n, offers in zip(names, row, strict=True)]
        lists.append((title, listed))
    return ShownRoom(room, drawn, lists, how_large(seats))


def how_large(seats: shapes.Seats) -> str:
    """How many seats at how many tables, in words."""
    count, tables = sum(len(row) for row in seats), len(seats)
    return f"{count} seats" if tables == 1 else f"{count} seats at {tables} tables"


def table_name(shape: str, number: int) -> str:
    """What a table is called: by its number where there are several."""
    return f"Table {number}" if shape == shapes.TABLES else shapes.SHAPES[shape].removeprefix("A ").capitalize()


def drawn_table(shape: str, title: str, number: int, chairs: Iterable[Chair], names: Sequence[str]) -> DrawnTable:
    """Draw a table. `names` are the chairs read aloud."""
    shown = list(chairs)
    picture = drawing.picture(shape, len(shown))
    placed = [DrawnChair(box, _lines(box, chair), chair.kind) for box, chair in zip(picture.chairs, shown, strict=True)]
    label = title if shape == shapes.TABLES else ""
    return DrawnTable(f"table-{number}", title, label, drawing.around(names), picture, placed)


def _lines(box: drawing.Box, chair: Chair) -> list[tuple[int, str]]:
    """The lines with how far down each is written."""
    lines = drawing.lines_of(chair.words)
    if chair.second:
        lines = (lines[0] if len(lines) == 1 else drawing.cut(chair.words), chair.second)
    first = box.middle_y + 6 - 10 * (len(lines) - 1)
    return [(first + 20 * place, line) for place, line in enumerate(lines)]
