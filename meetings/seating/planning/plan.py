"""Planning the next meeting's tables."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from random import Random

from meetings.seating.planning.limits import fewest_repeats
from meetings.seating.planning.room import (
    NO_WISHES,
    Groups,
    PersonComing,
    PersonId,
    SeatedTable,
    Table,
    TooFewSeats,
    Wishes,
)
from meetings.seating.planning.score import Score, score_tables, times_together
from meetings.seating.planning.search import Room, anneal

FRESH_STARTS = 6
FEWEST_MOVES, MOST_MOVES = 30_000, 150_000


@dataclass(frozen=True, slots=True)
class Plan:
    """Where everyone sits. The same people, tables, history, wishes, seed and moves always give the same plan."""

    tables: tuple[SeatedTable, ...]
    score: Score
    seed: int

    @property
    def groups(self) -> tuple[tuple[PersonId, ...], ...]:
        """The people at each table that is used."""
        return tuple(table.people for table in self.tables if table.people)


def plan_next_meeting(
    people: Iterable[PersonComing],
    tables: Sequence[Table],
    history: Sequence[Groups],
    *,
    seed: int,
    wishes: Wishes = NO_WISHES,
    moves: int | None = None,
) -> Plan:
    """Seat everyone who is coming, so that people meet those they have sat with least.

    `history` is who really sat together, from the register: for each earlier meeting a group of ids per table. People
    in it who are not coming count for nothing. `moves` is how many swaps to try, shared among a few fresh starts; it
    grows with the panel when not given, and is a number and not a time, so that a plan can be made again. Raises
    TooFewSeats, or ValueError when somebody is named twice, a table's name is used twice, a pin names no seat there
    is or a wish names one person twice.
    """
    coming = sorted(people, key=lambda person: str(person.id))
    _check(coming, tables, wishes)
    room = Room(coming, list(tables), times_together(history), wishes)
    goal = fewest_repeats((person.id for person in coming), len(tables), history) if coming else 0
    random = Random(seed)  # noqa: S311 - a seating plan keeps no secret, it must be repeatable
    plans = []
    each = max(1, (enough_moves(len(coming)) if moves is None else moves) // FRESH_STARTS)
    for _ in range(FRESH_STARTS):
        seated = _seat(coming, tables, anneal(room, random, each))
        plans.append(Plan(seated, score_tables(coming, seated, history, wishes), seed))
        if plans[-1].score.total <= goal:
            break
    return min(plans, key=lambda plan: plan.score.total)


def enough_moves(people: int) -> int:
    """How many swaps to try: about a second for 40 people, a quarter of one for 24."""
    return min(max(FEWEST_MOVES, 90 * people * people), MOST_MOVES)


def _seat(coming: list[PersonComing], tables: Sequence[Table], who: list[int]) -> tuple[SeatedTable, ...]:
    ids = iter([*(person.id for person in coming), None][person] for person in who)
    return tuple(SeatedTable(table, tuple(next(ids) for _ in table.seats)) for table in tables)


def _check(coming: list[PersonComing], tables: Sequence[Table], wishes: Wishes) -> None:
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
