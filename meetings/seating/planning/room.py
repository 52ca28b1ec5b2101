"""The people who are coming, the tables, and what was asked for."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field

PersonId = Hashable
Pair = frozenset[PersonId]
Groups = Sequence[Sequence[PersonId]]
"""Who really sat together at one meeting: one group of ids per table."""

LIVED = "lived"
PROFESSIONAL = "professional"


class TooFewSeats(ValueError):
    """More people are coming than there are seats."""


@dataclass(frozen=True, slots=True)
class PersonComing:
    """Somebody who needs a seat. `side` is LIVED, PROFESSIONAL or None (we do not say)."""

    id: PersonId
    side: str | None = None
    needs: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Supporter:
    """Whoever comes along to support this person: they take a seat, and nothing else is known of them."""

    of: PersonId

    def __str__(self) -> str:
        return f"{self.of}, supporter"


@dataclass(frozen=True, slots=True)
class Table:
    """A table and what each of its seats offers, in order around the table; `fewest` people if it is used at all.

    A `line` (a horseshoe, one side of a long table) does not close up into a ring.
    """

    name: str
    seats: tuple[frozenset[str], ...]
    fewest: int = 1
    line: bool = False

    @classmethod
    def of(cls, name: str, seats: int, *, fewest: int = 1) -> "Table":
        """A table whose seats are all alike."""
        return cls(name, (frozenset(),) * seats, fewest)


@dataclass(frozen=True, slots=True)
class Pin:
    """This person sits at this table (and on this seat, counted from 0, when it is given)."""

    person: PersonId
    table: str
    seat: int | None = None


@dataclass(frozen=True, slots=True)
class Wishes:
    """What was asked for. Pairs to keep apart are private: a plan never carries its wishes."""

    apart: tuple[tuple[PersonId, PersonId], ...] = field(default=(), repr=False)
    together: tuple[tuple[PersonId, PersonId], ...] = ()
    pins: tuple[Pin, ...] = ()


NO_WISHES = Wishes()


@dataclass(frozen=True, slots=True)
class SeatedTable:
    """A table with the person on each seat, None where a seat stays empty."""

    table: Table
    seats: tuple[PersonId | None, ...]

    @property
    def people(self) -> tuple[PersonId, ...]:
        """Those at this table, supporters too, in the order they sit."""
        return tuple(person for person in self.seats if person is not None)

    @property
    def mixed(self) -> tuple[PersonId, ...]:
        """The same without supporters: those who meet each other."""
        return tuple(person for person in self.people if not isinstance(person, Supporter))


def choose_tables(number_of_people: int, seats_per_table: int) -> tuple[Table, ...]:
    """Tables as even as they can be, none larger than asked, and nobody left alone at one.

    One to three people share one table. When keeping to the size would leave someone alone, one table
    gets one seat more. Raises ValueError for fewer than 2 seats or fewer than 0 people.
    """
    if seats_per_table < 2 or number_of_people < 0:
        raise ValueError("A table needs at least two seats, and people cannot be fewer than none.")
    if number_of_people == 0:
        return ()
    count = 1 if number_of_people <= 3 else -(-number_of_people // seats_per_table)
    if number_of_people // count < 2 <= count:
        count -= 1
    size, larger = divmod(number_of_people, count)
    sizes = [size + 1] * larger + [size] * (count - larger)
    return tuple(Table.of(f"Table {i}", n, fewest=min(2, n)) for i, n in enumerate(sizes, start=1))


def seats_for(needs: Sequence[frozenset[str]], tables: Sequence[Table]) -> dict[tuple[str, int], int]:
    """Seats that offer what is needed, as many as can be given out: (table's name, seat from 0) to whose need it meets.

    Whoever finds none has nobody's number here: then no way of giving out seats would meet more needs (augmenting
    paths). The same needs in the same order always get the same seats.
    """
    seats = [((table.name, seat), offers) for table in tables for seat, offers in enumerate(table.seats)]
    given: dict[tuple[str, int], int] = {}

    def finds(who: int, tried: set[tuple[str, int]]) -> bool:
        for seat, offers in seats:
            if seat not in tried and needs[who] <= offers:
                tried.add(seat)
                if seat not in given or finds(given[seat], tried):
                    given[seat] = who
                    return True
        return False

    for who in range(len(needs)):
        finds(who, set())
    return given


STEP_FREE, LOOP, BY_DOOR, AT_EDGE, BY_SCREEN, SPACE = "step_free", "loop", "by_door", "at_edge", "by_screen", "space"
OFFERS = (STEP_FREE, LOOP, BY_DOOR, AT_EDGE, BY_SCREEN, SPACE)
"""What a seat can offer. The names are those the needs room asks for (accounts/needs/wordings.py)."""


def with_offers(tables: Sequence[Table]) -> tuple[Table, ...]:
    """The same tables, the first of them nearest the door with most space, the last of them at the quiet edge.

    The room is set up so for everybody, whoever comes: a table tells nothing of who needs it. What a place offers or
    not as a whole (no steps, a loop, a screen) no table can better, so each seat counts as good as any other for it.
    """
    last = len(tables) - 1
    return tuple(
        Table(table.name, tuple(seat | _offers(place, last) for seat in table.seats), table.fewest)
        for place, table in enumerate(tables)
    )


def _offers(place: int, last: int) -> frozenset[str]:
    by_door = {BY_DOOR, SPACE} if place == 0 else set()
    at_edge = {AT_EDGE} if place == last else set()
    return frozenset({STEP_FREE, LOOP, BY_SCREEN} | by_door | at_edge)
