"""What changes when people change places, in parts and in words. It knows nothing of wishes, so it gives none away."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from meetings.seating.planning.room import Groups, PersonComing, PersonId, SeatedTable
from meetings.seating.planning.score import needs_unmet, pairs_meeting, score_tables, times_together
from meetings.seating.planning.supporters import apart_from_theirs, brought_along

SAME = "The same"


@dataclass(frozen=True, slots=True)
class Parts:
    """How good a plan is, in parts.

    met_first and met_before are pairs who share a table; alone are members with no other member at their table;
    one_sided are tables without both members and others; unmet are people on a seat that is not what they need.
    """

    met_first: int
    met_before: int
    alone: int
    one_sided: int
    unmet: int


@dataclass(frozen=True, slots=True)
class Line:
    """One part in words: how it is now, how it would be, and whether that is better."""

    label: str
    now: str
    then: str
    change: str


def parts_of(
    people: Iterable[PersonComing], tables: Sequence[SeatedTable], history: Sequence[Groups], *, beside: bool = False
) -> Parts:
    """Count the parts afresh. `beside`: people meet those next to them only."""
    by_id = {person.id: person for person in people}
    score = score_tables(by_id.values(), tables, history, beside=beside)
    met, now = set(times_together(history)), pairs_meeting(tables, beside=beside)
    return Parts(len(now - met), len(now & met), score.isolation, score.unmixed, needs_unmet(by_id, tables))


def rearranged(tables: Sequence[SeatedTable], places: Mapping[PersonId, tuple[int, int]]) -> tuple[SeatedTable, ...]:
    """The same tables with these people on these seats (table and seat, counted from 0), the others where they are."""
    rows = [[None if who in places else who for who in table.seats] for table in tables]
    for person, (table, seat) in places.items():
        rows[table][seat] = person
    return tuple(SeatedTable(table.table, tuple(row)) for table, row in zip(tables, rows, strict=True))


def swapped(tables: Sequence[SeatedTable], one: PersonId, other: PersonId) -> Sequence[SeatedTable] | None:
    """The same tables with two people in each other's seats, supporters beside them; None if no free seat is there for
    a supporter.
    """
    at = seats_of(tables)
    changed = rearranged(tables, {one: at[other], other: at[one]})
    return changed if apart_from_theirs(changed) <= apart_from_theirs(tables) else brought_along(changed)


def seats_of(tables: Sequence[SeatedTable]) -> dict[PersonId, tuple[int, int]]:
    """The table and the seat of each person, counted from 0."""
    return {who: (t, s) for t, table in enumerate(tables) for s, who in enumerate(table.seats) if who is not None}


def in_words(now: Parts, then: Parts, *, beside: bool = False) -> list[Line]:
    """The parts side by side, for whoever arranges the meeting. `beside`: people meet those next to them only."""
    if beside:
        return [
            _line(
                "Pairs who sit beside each other for the first time", now.met_first, then.met_first, more_is_better=True
            ),
            _line("Pairs who have met at a table before", now.met_before, then.met_before),
            _line("Members with no other member beside them", now.alone, then.alone),
            _kept_line(now, then),
        ]
    return [
        _line("Pairs who share a table for the first time", now.met_first, then.met_first, more_is_better=True),
        _line("Pairs who have shared a table before", now.met_before, then.met_before),
        _line("Members with no other member at their table", now.alone, then.alone),
        _line("Tables without both members and others", now.one_sided, then.one_sided),
        _kept_line(now, then),
    ]


def _kept_line(now: Parts, then: Parts) -> Line:
    return Line("Seats are what people need", _kept(now), _kept(then), _judged(now.unmet - then.unmet, count=False))


def _line(label: str, now: int, then: int, *, more_is_better: bool = False) -> Line:
    return Line(label, str(now), str(then), _judged(then - now if more_is_better else now - then))


def _judged(better_by: int, *, count: bool = True) -> str:
    if better_by == 0:
        return SAME
    words = "Better" if better_by > 0 else "Not as good"
    return f"{words}, by {abs(better_by)}" if count else words


def _kept(parts: Parts) -> str:
    return "Not all" if parts.unmet else "Yes"
