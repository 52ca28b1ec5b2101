"""Somebody is missing or comes late: what can be done by moving nobody, one person or two. It knows nothing of wishes.

There is no luck in it: the same people and seats always give the same offers.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from heapq import nsmallest
from itertools import permutations

from meetings.seating.planning.room import (
    LIVED,
    PROFESSIONAL,
    Groups,
    PersonComing,
    PersonId,
    SeatedTable,
    Supporter,
    Table,
)
from meetings.seating.planning.rows import neighbours
from meetings.seating.planning.score import HARD, ISOLATION, UNMIXED, times_together

Row = tuple[int, ...]
"""People by number, in the order of the seats; NOBODY on a free one."""
Rows = tuple[Row, ...]
Place = tuple[int, int]
Try = tuple[int, int, dict[int, Row], tuple[int, ...]]
"""What it costs, its turn among the tries, the tables that are changed by it, and who moves."""

NOBODY = -1
MOST_FIRST = 80  # of the moves of one person, how many are tried together with a second
MOST_SETTLED = 150  # of all tries, with how many those who have come are seated


@dataclass(frozen=True, slots=True)
class Offer:
    """Where everyone would sit, and who of those who had a seat already would move to another one."""

    tables: tuple[SeatedTable, ...]
    moved: tuple[PersonId, ...]


def offers(
    people: Iterable[PersonComing],
    tables: Sequence[SeatedTable],
    history: Sequence[Groups],
    *,
    missing: Collection[PersonId] = (),
    arrived: Sequence[PersonId] = (),
    staying: Collection[PersonId] = (),
    beside: bool = False,
) -> list[Offer]:
    """First moving nobody, then one person, then two; each only if it is better than the one before.

    `people` are all who had a seat or have arrived. Those who have arrived get the best seat that is free, with a chair
    more where none is. `staying` are not moved. Needs count as they do in a plan. `beside`: people meet those next to
    them only. Supporters stay beside whom they come with: those who have one are not moved, and whose person is missing
    has no seat either.
    """
    gone = set(missing)
    gone |= {Supporter(who) for who in gone}
    staying = {*staying, *_with_a_supporter(tables)}
    known = sorted((person for person in people if person.id not in gone), key=lambda person: str(person.id))
    number = {person.id: n for n, person in enumerate(known)}
    left = [[NOBODY if who is None or who in gone else number[who] for who in table.seats] for table in tables]
    room = _with_chairs([table.table for table in tables], left, len(arrived))
    rows = tuple(
        (*row, *[NOBODY] * (len(table.seats) - len(row))) for table, row in zip(room, left, strict=True)
    )  # fmt: skip
    search = _Search(known, room, rows, history, beside=beside)
    free = [who for row in rows for who in row if who != NOBODY and known[who].id not in set(staying)]
    late = [number[who] for who in arrived]

    def seated(then: Rows) -> tuple[SeatedTable, ...]:
        named = [tuple(None if who == NOBODY else known[who].id for who in row) for row in then]
        return tuple(SeatedTable(table, row) for table, row in zip(room, named, strict=True))

    best, nobody = search.settled({}, late)
    found = [Offer(seated(nobody), ())]
    for tries in (search.one(free), search.two(free)):
        cost, then, moved = search.best(tries, late)
        if then is not None and cost < best:
            best = cost
            found.append(Offer(seated(then), tuple(known[who].id for who in moved)))
    return found


def _with_a_supporter(tables: Iterable[SeatedTable]) -> set[PersonId]:
    """Supporters and whom they come with."""
    found = {who for table in tables for who in table.people if isinstance(who, Supporter)}
    return found | {who.of for who in found}


def _with_chairs(room: Sequence[Table], rows: Sequence[Sequence[int]], wanted: int) -> list[Table]:
    """The tables, each with a chair more when there are not enough free ones; a new chair offers what all there do."""
    free, out = sum(row.count(NOBODY) for row in rows), list(room)
    while free < wanted:
        out = [
            replace(each, seats=(*each.seats, frozenset.intersection(*each.seats))) if each.seats else each
            for each in out
        ]
        free += sum(bool(each.seats) for each in out) or wanted
    return out


class _Search:
    """Moves from one arrangement, with what each table costs worked out once."""

    def __init__(
        self,
        known: Sequence[PersonComing],
        room: Sequence[Table],
        rows: Rows,
        history: Sequence[Groups],
        *,
        beside: bool,
    ):
        self.known, self.room, self.rows, self.beside = known, room, rows, beside
        sides = [person.side for person in known]
        self.guard = sides.count(LIVED) >= 2 and PROFESSIONAL in sides
        together = times_together(history)
        self.before = [[together[frozenset((a.id, b.id))] if a != b else 0 for b in known] for a in known]
        self.sides = _sides_cost(known, used=sum(any(who != NOBODY for who in row) for row in rows))
        number = {person.id: n for n, person in enumerate(known)}
        supporters = [(n, each.id) for n, each in enumerate(known) if isinstance(each.id, Supporter)]
        self.host = {n: number.get(who.of, NOBODY) for n, who in supporters}
        self.seen: dict[tuple[int, Row], int] = {}
        self.at = {who: (t, s) for t, row in enumerate(rows) for s, who in enumerate(row) if who != NOBODY}
        self.costs = [self._table(t, row) for t, row in enumerate(rows)]
        self.total = sum(self.costs)

    def _table(self, t: int, row: Row) -> int:
        key = (t, row)
        if key not in self.seen:
            self.seen[key] = self._counted(self.room[t], row)
        return self.seen[key]

    def _counted(self, table: Table, row: Row) -> int:
        here = [who for who in row if who != NOBODY]
        unmet = sum(
            who != NOBODY and not self.known[who].needs <= offered
            for who, offered in zip(row, table.seats, strict=True)
        )
        hard = unmet + (0 < len(here) < table.fewest) + self._supporters_away(here, line=table.line)
        if self.beside:
            return HARD * hard + self._along(here, line=table.line)
        repeats = sum(self.before[a][b] for i, a in enumerate(here) for b in here[:i])
        return HARD * hard + self.sides([self.known[who] for who in here]) + repeats

    def _supporters_away(self, here: list[int], *, line: bool) -> int:
        """How many supporters are not beside whom they come with."""
        theirs = [(who, self.host[who]) for who in here if who in self.host]
        if not theirs:
            return 0
        joined = {frozenset(pair) for pair in neighbours(here, line=line)}
        return sum(frozenset(pair) not in joined for pair in theirs)

    def _along(self, here: list[int], *, line: bool) -> int:
        """What it costs who sits beside whom: meeting again, and members with no other member beside them."""
        joined = neighbours(here, line=line)
        lived = [person.side == LIVED for person in self.known]
        beside: dict[int, list[int]] = {}
        for a, b in joined:
            beside.setdefault(a, []).append(b)
            beside.setdefault(b, []).append(a)
        alone = sum(lived[who] and not any(lived[other] for other in others) for who, others in beside.items())
        return ISOLATION * self.guard * alone + sum(self.before[a][b] for a, b in joined)

    def _cost(self, changed: Mapping[int, Row]) -> int:
        return self.total + sum(self._table(t, row) - self.costs[t] for t, row in changed.items())

    def best(self, tries: Iterable[Try], late: Sequence[int]) -> tuple[int, Rows | None, tuple[int, ...]]:
        """The best of these tries with those who have come seated: what it costs, where everyone sits, who moves."""
        found: tuple[int, Rows | None, tuple[int, ...]] = (0, None, ())
        for _, _, changed, moved in nsmallest(MOST_SETTLED if late else 1, tries, key=lambda each: each[:2]):
            cost, rows = self.settled(changed, late)
            if found[1] is None or cost < found[0]:
                found = (cost, rows, moved)
        return found

    def settled(self, changed: Mapping[int, Row], late: Sequence[int]) -> tuple[int, Rows]:
        """Those who have come, one after the other on the free seat that costs least: the cost and where all sit.

        Whoever has come with a supporter is seated together with them: one after the other, the first would be put
        where no seat beside is free.
        """
        changed = dict(changed)
        for who in self._with_theirs(late):
            ways = [self._with(changed, *zip(who, places, strict=True)) for places in self._seats_for(who, changed)]
            changed = min(ways, key=self._cost)
        return self._cost(changed), tuple(changed.get(t, row) for t, row in enumerate(self.rows))

    def _with_theirs(self, late: Sequence[int]) -> list[tuple[int, ...]]:
        """Those who have come, each as a group of one, or of two with the supporter who has come with them."""
        theirs = {self.host[who]: who for who in late if self.host.get(who, NOBODY) in late}
        alone = [who for who in late if who not in theirs.values()]
        return [(who, theirs[who]) if who in theirs else (who,) for who in alone]

    def _seats_for(self, who: tuple[int, ...], changed: Mapping[int, Row]) -> Iterable[tuple[Place, ...]]:
        """The free seats for one person, or for two in either order; of two, those that seem alike may differ."""
        if len(who) == 1:
            return [(place,) for place in self._free(changed)]
        rows = enumerate(changed.get(t, row) for t, row in enumerate(self.rows))
        return permutations([(t, s) for t, row in rows for s, each in enumerate(row) if each == NOBODY], 2)

    def one(self, free: Sequence[int]) -> Iterator[Try]:
        """Every way to move one person to a free seat."""
        places = self._free({})
        for turn, (who, place) in enumerate((who, place) for who in free for place in places):
            changed = self._with({}, (NOBODY, self.at[who]), (who, place))
            yield self._cost(changed), turn, changed, (who,)

    def two(self, free: Sequence[int]) -> Iterator[Try]:
        """Every two who change places; and the best moves of one, each with every move of a second."""
        turn = 0
        for i, one in enumerate(free):
            for other in free[:i]:
                if self.beside or self.at[one][0] != self.at[other][0]:
                    turn += 1
                    changed = self._with({}, (one, self.at[other]), (other, self.at[one]))
                    yield self._cost(changed), turn, changed, (one, other)
        for _, _, first, (one,) in nsmallest(MOST_FIRST, self.one(free), key=lambda each: each[:2]):
            places = self._free(first)
            for other in free:
                if other != one:
                    for place in places:
                        turn += 1
                        changed = self._with(first, (NOBODY, self.at[other]), (other, place))
                        yield self._cost(changed), turn, changed, (one, other)

    def _with(self, changed: Mapping[int, Row], *steps: tuple[int, Place]) -> dict[int, Row]:
        """The changed tables with these people on these seats as well."""
        out = dict(changed)
        for who, (t, s) in steps:
            row = out.get(t, self.rows[t])
            out[t] = (*row[:s], who, *row[s + 1 :])
        return out

    def _free(self, changed: Mapping[int, Row]) -> list[Place]:
        """A free seat of each kind at each table: those that offer the same are as good as each other."""
        found: dict[tuple[int, frozenset[str], int], Place] = {}
        for t, row in enumerate(self.rows):
            for s, who in enumerate(changed.get(t, row)):
                if who == NOBODY:
                    found.setdefault((t, self.room[t].seats[s], s if self.beside else 0), (t, s))
        return list(found.values())


def _sides_cost(known: Sequence[PersonComing], used: int) -> Callable[[list[PersonComing]], int]:
    """What a table costs at which a member is the only one, or one side is missing, when enough of both are here."""
    sides = [person.side for person in known]
    lived, professional = sides.count(LIVED), sides.count(PROFESSIONAL)

    def cost(here: list[PersonComing]) -> int:
        members = sum(person.side == LIVED for person in here)
        others = sum(person.side == PROFESSIONAL for person in here)
        alone = lived >= 2 and professional > 0 and members == 1 < len(here)
        one_sided = (0 < used <= professional and lived > 0 and not others) or (
            0 < 2 * used <= lived and professional > 0 and not members
        )
        return ISOLATION * alone + UNMIXED * (one_sided and bool(here))

    return cost
