"""How good a plan is: the one definition of the score. Lower is better, 0 is perfect."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from meetings.seating.planning.room import (
    LIVED,
    NO_WISHES,
    PROFESSIONAL,
    Groups,
    Pair,
    PersonComing,
    PersonId,
    Pin,
    SeatedTable,
    Supporter,
    Wishes,
)

HARD, ISOLATION, UNMIXED = 1000, 20, 5


@dataclass(frozen=True, slots=True)
class Score:
    """The parts of a plan's score, as counts.

    hard: promises broken (a need not offered, a wish for apart or together, a pin, a table with too few).
    isolation: people with lived experience who are the only one at their table although others came.
    unmixed: tables without both sides although enough people of each came.
    repeats: for each pair at one table, how many times they sat together before, added up.
    """

    hard: int
    isolation: int
    unmixed: int
    repeats: int

    @property
    def total(self) -> int:
        """The parts weighed and added."""
        return HARD * self.hard + ISOLATION * self.isolation + UNMIXED * self.unmixed + self.repeats


def times_together(history: Iterable[Groups]) -> Counter[Pair]:
    """How often each pair (a frozenset of two ids) really sat together."""
    return Counter(frozenset(pair) for meeting in history for group in meeting for pair in combinations(group, 2))


def neighbours(table: SeatedTable) -> set[Pair]:
    """Pairs on consecutive seats with empty seats left out; a table that is no line closes up into a ring."""
    people = table.people
    ring = zip(people, people[1:] if table.table.line else people[1:] + people[:1], strict=False)
    return {frozenset(pair) for pair in ring if pair[0] != pair[1]}


def pairs_sharing(tables: Iterable[SeatedTable]) -> set[Pair]:
    """Every pair of people who share a table."""
    return {frozenset(pair) for table in tables for pair in combinations(table.mixed, 2)}


def pairs_meeting(tables: Iterable[SeatedTable], *, beside: bool = False) -> set[Pair]:
    """Every pair who meet: all at one table, or only those next to each other. A supporter meets nobody."""
    return {pair for pair in _beside(tables) if not any_supporter(pair)} if beside else pairs_sharing(tables)


def any_supporter(pair: Iterable[PersonId]) -> bool:
    """Is one of them somebody's supporter?"""
    return any(isinstance(who, Supporter) for who in pair)


def _beside(tables: Iterable[SeatedTable]) -> set[Pair]:
    return set[Pair]().union(*map(neighbours, tables))


def score_tables(
    people: Iterable[PersonComing],
    tables: Sequence[SeatedTable],
    history: Iterable[Groups] = (),
    wishes: Wishes = NO_WISHES,
    *,
    beside: bool = False,
) -> Score:
    """Score a seating from scratch. Wishes about people who are not coming count for nothing.

    `beside`: people meet those next to them only, so that somebody is alone or not by who is beside them.
    """
    by_id = {person.id: person for person in people}
    used = [table for table in tables if table.people]
    before = times_together(history)
    lived = {person.id for person in by_id.values() if person.side == LIVED}
    professional = {person.id for person in by_id.values() if person.side == PROFESSIONAL}
    meeting = pairs_meeting(used, beside=beside)
    alone = _alone_beside(used, lived) if beside else _isolated(used, lived)
    return Score(
        hard=needs_unmet(by_id, used) + _wishes_broken(by_id, used, wishes, meeting) + _too_few(used),
        isolation=alone if professional and len(lived) >= 2 else 0,
        unmixed=_unmixed(used, lived, professional) if professional and lived and not beside else 0,
        repeats=sum(before[pair] for pair in meeting),
    )


def needs_unmet(by_id: dict[PersonId, PersonComing], tables: Sequence[SeatedTable]) -> int:
    """How many people are on a seat that does not offer all they need."""
    return sum(
        person is not None and not by_id[person].needs <= offers
        for table in tables
        for person, offers in zip(table.seats, table.table.seats, strict=True)
    )


def _wishes_broken(
    by_id: dict[PersonId, PersonComing], tables: Sequence[SeatedTable], wishes: Wishes, meeting: set[Pair]
) -> int:
    beside = _beside(tables)
    place = {person: (t.table.name, i) for t in tables for i, person in enumerate(t.seats) if person is not None}
    apart = {frozenset(pair) for pair in wishes.apart}
    together = {frozenset(pair) for pair in wishes.together if set(pair) <= by_id.keys()}
    misplaced = sum(not _keeps(pin, *place[pin.person]) for pin in wishes.pins if pin.person in by_id)
    return len(apart & meeting) + len(together - beside) + misplaced


def _keeps(pin: Pin, table: str, seat: int) -> bool:
    return pin.table == table and pin.seat in (None, seat)


def _too_few(tables: Sequence[SeatedTable]) -> int:
    return sum(len(table.people) < table.table.fewest for table in tables)


def _isolated(tables: Sequence[SeatedTable], lived: set[PersonId]) -> int:
    return sum(len(table.people) > 1 and len(lived.intersection(table.people)) == 1 for table in tables)


def _alone_beside(tables: Sequence[SeatedTable], lived: set[PersonId]) -> int:
    beside: dict[PersonId, set[PersonId]] = {}
    for pair in _beside(tables):
        for person in pair:
            beside.setdefault(person, set()).update(pair - {person})
    return sum(person in lived and lived.isdisjoint(others) for person, others in beside.items())


def _unmixed(tables: Sequence[SeatedTable], lived: set[PersonId], professional: set[PersonId]) -> int:
    enough_professional = len(professional) >= len(tables)
    enough_lived = len(lived) >= 2 * len(tables)
    return sum(
        (enough_professional and professional.isdisjoint(table.people))
        or (enough_lived and lived.isdisjoint(table.people))
        for table in tables
    )
