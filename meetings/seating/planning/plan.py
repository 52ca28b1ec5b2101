"""Planning the next meeting's seats: the search over a year (series.py), for a year of one meeting."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from meetings.seating.planning.room import (
    NO_WISHES,
    Groups,
    PersonComing,
    PersonId,
    Pin,
    SeatedTable,
    Table,
    TooFewSeats,
    Wishes,
)
from meetings.seating.planning.score import Score, score_tables
from meetings.seating.planning.series import Progress, nobody_told, plan_year
from meetings.seating.planning.year import Sitting, Year

FIRST, EACH = 3_000, 30_000  # swaps in the first search and in each of the others
FEWEST_MOVES, MOST_MOVES, FOR_EACH = 60_000, 600_000, 5_000  # swaps in all, grows with the people coming


@dataclass(frozen=True, slots=True)
class Plan:
    """Where everyone sits. The same people, tables, history, wishes, seed and moves always give the same plan.

    `alone`: whose supporter would have no seat beside them in a plan that rests on nothing but what may be told. A
    refusal rests on this and not on `tables`.
    """

    tables: tuple[SeatedTable, ...]
    score: Score
    seed: int
    alone: frozenset[PersonId] = frozenset()

    @property
    def groups(self) -> tuple[tuple[PersonId, ...], ...]:
        """The people at each table that is used, without supporters."""
        return tuple(table.mixed for table in self.tables if table.mixed)


def plan_next_meeting(
    people: Iterable[PersonComing],
    tables: Sequence[Table],
    history: Sequence[Groups],
    *,
    seed: int,
    wishes: Wishes = NO_WISHES,
    moves: int | None = None,
    beside: bool = False,
    progress: Progress = nobody_told,
) -> Plan:
    """Seat everyone who is coming, so that people meet those they have sat with least.

    `history` is who really sat together, from the register: for each earlier meeting a group of ids per table. People
    in it who are not coming count for nothing. `beside`: people meet those next to them only. `moves` is how many swaps
    to try, shared among a few searches; it grows with the panel when not given, and is a number and not a time, so that
    a plan can be made again. `progress` hears after each search how many are done, of how many.

    Raises TooFewSeats, or ValueError when somebody is named twice, a table's name is used twice, a pin names no seat
    there is or a wish names one person twice.
    """
    coming = tuple(sorted(people, key=lambda person: str(person.id)))
    _check(coming, tables, wishes)
    year = _year(coming, tables, history, wishes, beside=beside)
    (rows,) = plan_year(year, seed=seed, moves=searches(len(coming), moves), progress=progress).meetings
    seated = tuple(SeatedTable(table, row) for table, row in zip(tables, rows, strict=True))
    return Plan(seated, score_tables(coming, seated, history, wishes, beside=beside), seed)


def plan_around(
    people: Iterable[PersonComing],
    tables: Sequence[Table],
    history: Sequence[Groups],
    *,
    seed: int,
    locked: Mapping[PersonId, str],
    apart: Iterable[tuple[PersonId, PersonId]] = (),
    seats: Mapping[PersonId, int] | None = None,
    together: Iterable[tuple[PersonId, PersonId]] = (),
    beside: bool = False,
    progress: Progress = nobody_told,
) -> Plan:
    """Plan around people who keep their table (its name), as long as it is there and has a seat for them.

    `seats`: those who are locked keep this very seat of it, counted from 0 (for rooms where people meet those `beside`
    them only, and to stay at the table would mean nothing).

    A lock comes before everything: before what the person needs (whoever locked them saw the seat) and before wishes to
    be apart, which are left out if they would move somebody who is locked. So nobody can tell from a lock that is not
    kept that something was in its way.
    """
    coming = sorted(people, key=lambda person: str(person.id))
    pins = _as_pins(coming, tables, locked, seats or {})
    kept = {pin.person for pin in pins}
    free = [replace(person, needs=frozenset()) if person.id in kept else person for person in coming]
    bare = [replace(person, needs=frozenset()) for person in free]
    pairs_kept = tuple(pair for pair in together if not kept.issuperset(pair))
    pairs = [pair for pair in apart if not kept.issuperset(pair)]
    among_others = [pair for pair in pairs if kept.isdisjoint(pair)]
    for planned_for, asked in ((free, pairs), (free, among_others), (free, []), (bare, [])):
        wishes = Wishes(apart=tuple(asked), together=() if planned_for is bare else pairs_kept, pins=pins)
        plan = plan_next_meeting(
            planned_for, tables, history, seed=seed, wishes=wishes, beside=beside, progress=progress
        )
        if _all_keep(pins, plan):
            break
    return plan


def _as_pins(
    coming: Sequence[PersonComing],
    tables: Sequence[Table],
    locked: Mapping[PersonId, str],
    seats: Mapping[PersonId, int],
) -> tuple[Pin, ...]:
    room = {table.name: len(table.seats) for table in tables}
    sizes = dict(room)
    pins = []
    for person in coming:
        table = locked.get(person.id, "")
        if room.get(table, 0) > 0 and seats.get(person.id, 0) < sizes[table]:
            room[table] -= 1
            pins.append(Pin(person.id, table, seats.get(person.id)))
    return tuple(pins)


def _all_keep(pins: Iterable[Pin], plan: Plan) -> bool:
    at = {who: (table.table.name, seat) for table in plan.tables for seat, who in enumerate(table.seats)}
    return all(at[pin.person] == (pin.table, at[pin.person][1] if pin.seat is None else pin.seat) for pin in pins)


def _year(
    coming: tuple[PersonComing, ...],
    tables: Sequence[Table],
    history: Sequence[Groups],
    wishes: Wishes,
    *,
    beside: bool,
) -> Year:
    here = {person.id for person in coming}
    pins = tuple(pin for pin in wishes.pins if pin.person in here)
    sitting = Sitting("next", tuple(person.id for person in coming), tuple(tables), pins)
    return Year(coming, (sitting,), tuple(history), wishes.apart, wishes.together, beside)


def searches(people: int, moves: int | None = None) -> list[int]:
    """How many swaps to try in each search: a short one first, then longer ones."""
    left = min(max(FEWEST_MOVES, FOR_EACH * people), MOST_MOVES) if moves is None else moves
    first = min(FIRST, max(1, left // 4))
    left = max(0, left - first)
    rest = max(1, left // EACH)
    return [first, *[left // rest] * rest]


def _check(coming: Sequence[PersonComing], tables: Sequence[Table], wishes: Wishes) -> None:
    if len({person.id for person in coming}) < len(coming):
        raise ValueError("Somebody is named twice among the people coming.")
    seats = {table.name: len(table.seats) for table in tables}
    if len(seats) < len(tables):
        raise ValueError("Two tables have the same name.")
    if len(coming) > sum(seats.values()):
        raise TooFewSeats(f"{len(coming)} people are coming and there are {sum(seats.values())} seats.")
    for pin in wishes.pins:
        if pin.table not in seats or not 0 <= (pin.seat or 0) < seats[pin.table]:
            raise ValueError("A person is pinned to a seat that is not in the room.")
    for a, b in (*wishes.apart, *wishes.together):
        if a == b:
            raise ValueError("A wish needs two different people.")
