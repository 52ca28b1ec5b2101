"""How rooms are set up: their shapes, ready ones to start from, the tables of a shape, and what a room cannot do."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from leap.core.texts import and_words
from meetings.seating.planning.room import (
    AT_EDGE,
    BY_DOOR,
    BY_SCREEN,
    LOOP,
    OFFERS,
    SPACE,
    STEP_FREE,
    PersonComing,
    Table,
    seats_for,
)

TABLES, ROUND, HORSESHOE, BOARDROOM = "tables", "round", "horseshoe", "boardroom"
SHAPES = {
    TABLES: "Tables",
    ROUND: "One round table",
    HORSESHOE: "A horseshoe",
    BOARDROOM: "One long table",
}
FEWEST_SEATS, MOST_SEATS, MOST_TABLES = 2, 20, 25  # at one table; and tables in one room
LONGEST = 30  # seats of a room that is one table

IN_WORDS = {
    STEP_FREE: "no steps",
    LOOP: "a hearing loop",
    BY_DOOR: "near the door",
    AT_EDGE: "at the quiet edge",
    BY_SCREEN: "near the screen",
    SPACE: "space beside it",
}

Seats = Sequence[Sequence[frozenset[str]]]
"""For each table, what each of its seats offers."""


class NotARoom(ValueError):
    """What was written makes no room. The message is a sentence that says what to change."""


@dataclass(frozen=True, slots=True)
class Ready:
    """A room to start from."""

    key: str
    label: str
    shape: str
    sizes: tuple[int, ...]


READY = (
    Ready("tables-of-six", "Three tables of six", TABLES, (6, 6, 6)),
    Ready("tables-of-four", "Four tables of four", TABLES, (4, 4, 4, 4)),
    Ready("round-of-eight", "A round table of eight", ROUND, (8,)),
    Ready("horseshoe-of-twelve", "A horseshoe of twelve", HORSESHOE, (12,)),
    Ready("boardroom-of-ten", "A long table of ten", BOARDROOM, (10,)),
)


def ready(key: str) -> Ready | None:
    """The room to start from that has this key; None when there is none."""
    return next((each for each in READY if each.key == key), None)


def sizes_of(shape: str, words: str) -> tuple[int, ...]:
    """The seats of each table from words like "6, 6, 4". Raises NotARoom with a sentence that says what to change."""
    parts = words.replace(";", ",").replace(" and ", ",").split(",")
    parts = [part.strip() for part in parts if part.strip()]
    if not parts:
        raise NotARoom("A room needs seats. Write how many, like 12, or like 6, 6, 4 for three tables.")
    if not all(part.isascii() and part.isdigit() and len(part) < 5 for part in parts):
        raise NotARoom("Write only numbers with commas between them, like 6, 6, 4.")
    sizes = tuple(int(part) for part in parts)
    if 0 in sizes:
        raise NotARoom("One of your tables has no seat. Leave it out, or give it two seats or more.")
    if 1 in sizes:
        raise NotARoom("Nobody sits at a table alone. Give each table two seats or more.")
    if shape != TABLES and len(sizes) > 1:
        raise NotARoom(f"{SHAPES[shape]} is one table, so write one number, like {sum(sizes)}. Or choose “Tables”.")
    most = MOST_SEATS if shape == TABLES else LONGEST
    if max(sizes) > most:
        raise NotARoom(f"{max(sizes)} seats are too many for one table. Write {most} or fewer.")
    if len(sizes) > MOST_TABLES:
        raise NotARoom(f"That is {len(sizes)} tables. A room here can have {MOST_TABLES} or fewer.")
    return sizes


def seats_of_new(shape: str, sizes: Sequence[int]) -> list[list[frozenset[str]]]:
    """What seats of a new room offer until somebody says otherwise: as a room is mostly set up, the door by table 1.

    At one table the first and the last seat are the ones by the door, and the seats half way round at the quiet edge.
    What depends on the building (no steps, a loop, a screen) nobody knows yet, so no seat says it.
    """
    if shape == TABLES:
        last = len(sizes) - 1
        return [[_table_offers(table, last) for _ in range(size)] for table, size in enumerate(sizes)]
    (size,) = sizes
    middle = {(size - 1) // 2, size // 2}
    return [[_place_offers(seat, size, middle) for seat in range(size)]]


def _table_offers(table: int, last: int) -> frozenset[str]:
    return frozenset({BY_DOOR, SPACE} if table == 0 else ()) | frozenset({AT_EDGE} if table == last else ())


def _place_offers(seat: int, size: int, middle: set[int]) -> frozenset[str]:
    if seat in (0, size - 1):
        return frozenset({BY_DOOR, SPACE})
    return frozenset({AT_EDGE} if seat in middle else ())


def resized(seats: Seats, shape: str, sizes: Sequence[int]) -> list[list[frozenset[str]]]:
    """The same room with other numbers of seats: seats that stay offer what they did, new ones what new ones do."""
    fresh = seats_of_new(shape, sizes)
    return [
        [seats[t][s] if t < len(seats) and s < len(seats[t]) else offers for s, offers in enumerate(row)]
        for t, row in enumerate(fresh)
    ]


def meets_beside(shape: str) -> bool:
    """Do people in such a room meet those beside them only, and not everyone at their table?"""
    return shape != TABLES


def tables_in(shape: str, seats: Seats, *, without: Iterable[int] = ()) -> tuple[Table, ...]:
    """The tables for the planner, by the name "Table 1" and on. `without` are numbers of tables that are not to be
    used: they have no seat. Where there are several, a table with four seats or more is used by three or more.
    """
    left_out = set(without)
    rows = [() if number in left_out else tuple(row) for number, row in enumerate(seats, start=1)]
    return tuple(
        Table(f"Table {number}", row, fewest=_fewest(len(row), len(rows)), line=shape == HORSESHOE)
        for number, row in enumerate(rows, start=1)
    )


def _fewest(size: int, tables: int) -> int:
    if tables == 1:
        return 1
    return 3 if size > 3 else min(2, size)


def too_few_seats(people: int, tables: Sequence[Table], *, joining: int = 0, supporters: int = 0) -> str:
    """What to change when there are more people than seats; empty when there are enough.

    `people` come in person, with so many `supporters`; `joining` have a place too and join from somewhere else.
    """
    seats = sum(len(table.seats) for table in tables)
    more = people + supporters + joining - seats
    if more <= 0:
        return ""
    seats_more = "one more seat" if more == 1 else f"{more} more seats"
    there = "one seat" if seats == 1 else f"{seats} seats"
    join = f", {joining} join from somewhere else" if joining else ""
    come = "one supporter comes" if supporters == 1 else f"{supporters} supporters come"
    along = f", {come} along" if supporters else ""
    return (
        f"{people} people are coming in person{along}{join}, and there are {there} in this room. "
        f"Choose a larger room, or change this one to have {seats_more}."
    )


def seats_missing(people: Iterable[PersonComing], tables: Sequence[Table]) -> list[str]:
    """For each thing that seats are needed to offer, the smallest change that would give everyone such a seat.

    It says what seats lack and never whose need it is, nor how many have it: one more seat that offers it is asked for,
    and then perhaps another. Empty when everyone can have a seat that offers all they need, whatever the rest.
    """
    needs = sorted((person.needs for person in people if person.needs), key=sorted)
    given = set(seats_for(needs, tables).values())
    missing = {each for number, each in enumerate(needs) if number not in given}
    return [
        f"No seat is left for somebody who needs {_and(each)}. One more seat in this room with {_and(each)} would do."
        for each in sorted(missing, key=sorted)
    ]


def as_far_as_it_goes(people: Iterable[PersonComing], tables: Sequence[Table]) -> list[PersonComing]:
    """The same people, each with the most of what they need that one seat here offers, so that this much is still met.

    Where two seats offer as much of it, what comes first in OFFERS goes first.
    """
    seats = sorted({offers for table in tables for offers in table.seats}, key=sorted)
    return [
        replace(person, needs=max((person.needs & each for each in seats), key=_most, default=frozenset()))
        for person in people
    ]


def _most(needs: frozenset[str]) -> tuple[int, list[bool]]:
    return len(needs), [each in needs for each in OFFERS]


def _and(needs: Iterable[str]) -> str:
    return and_words([IN_WORDS[each] for each in IN_WORDS if each in set(needs)])


def offers_in_words(offers: Iterable[str]) -> str:
    """What a seat offers, for a list; empty when nothing."""
    found = set(offers)
    return ", ".join(words for key, words in IN_WORDS.items() if key in found)
