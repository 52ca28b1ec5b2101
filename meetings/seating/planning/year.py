"""A year of meetings to plan at once, and the promises one table can keep."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from meetings.seating.planning.room import Groups, PersonComing, PersonId, Pin, Table

REMEMBERED = 10_000  # answers kept for one table, so that a long search needs little memory
NODES = 4_000  # places tried for the people of one table; far more than a table that can be seated needs


@dataclass(frozen=True, slots=True)
class Sitting:
    """One meeting: who comes, the tables, and who has to sit where."""

    id: str
    present: tuple[PersonId, ...]
    tables: tuple[Table, ...]
    pins: tuple[Pin, ...] = ()


@dataclass(frozen=True, slots=True)
class Year:
    """Meetings to plan together. `beside`: people meet those next to them only, not everyone at their table."""

    people: tuple[PersonComing, ...]
    sittings: tuple[Sitting, ...]
    history: tuple[Groups, ...] = ()
    apart: tuple[tuple[PersonId, PersonId], ...] = field(default=(), repr=False)
    together: tuple[tuple[PersonId, PersonId], ...] = ()
    beside: bool = False


class Promises:
    """What was promised about the people of one meeting, by number: needs, pins, and pairs who both come."""

    def __init__(self, year: Year, sitting: Sitting, number: Mapping[PersonId, int]):
        here = {number[person] for person in sitting.present}
        self.needs = {number[p.id]: p.needs for p in year.people if p.needs and number[p.id] in here}
        self.pins: dict[int, list[Pin]] = {}
        for pin in sitting.pins:
            if number[pin.person] in here:
                self.pins.setdefault(number[pin.person], []).append(pin)
        self.apart = pairs(year.apart, number, here)
        self.together = pairs(year.together, number, here)
        about = {*self.needs, *self.pins, *(who for pair in (*self.apart, *self.together) for who in pair)}
        self.bit = [1 << who if who in about else 0 for who in range(len(year.people))]

    def misfit(self, who: int, table: Table) -> list[int] | None:
        """For each seat, the promises to this person it breaks; None when any seat will do."""
        needs, pins = self.needs.get(who, frozenset()), self.pins.get(who, ())
        if not needs and not pins:
            return None
        return [
            int(not needs <= offers) + sum(pin.table != table.name or pin.seat not in (None, seat) for pin in pins)
            for seat, offers in enumerate(table.seats)
        ]


def pairs(wished: Sequence[tuple[PersonId, PersonId]], number: Mapping[PersonId, int], here: set[int]) -> list[tuple]:
    """The wished pairs who are both there, each once, by number."""
    both = {tuple(sorted((number[a], number[b]))) for a, b in wished if a in number and b in number}
    return sorted(pair for pair in both if set(pair) <= here)


class Fit:
    """How few promises one table can break, for any people at it. Each question is worked out once."""

    def __init__(self, table: Table, promises: Promises):
        self.table, self.promises = table, promises
        self.known: dict[int, int] = {}
        self.alike: dict[tuple[int, int, int], int] = {}  # the same for people who fit on the same seats
        rows = {who: promises.misfit(who, table) for who in {*promises.needs, *promises.pins}}
        self.misfits = {who: row for who, row in rows.items() if row and any(row)}  # any seat does for the others
        self.apart = _masks(promises.apart)
        self.later = _masks(promises.together)
        self.beside = _masks([*promises.together, *((b, a) for a, b in promises.together)])
        seldom = {who: tuple(row) for who, row in self.misfits.items()}
        kinds = sorted(set(seldom.values()))
        self.kind = {who: 1 << 6 * kinds.index(row) for who, row in seldom.items()}  # so that a sum tells how many

    def breaks(self, mask: int, size: int) -> int:
        """The fewest promises broken by `size` people, of whom those in `mask` were promised something."""
        key = mask << 6 | size
        found = self.known.get(key)
        if found is None:
            if len(self.known) > REMEMBERED:
                self.known.clear()
            found = self.known[key] = self._count(mask, size)
        return found

    def _count(self, mask: int, size: int) -> int:
        broken = int(0 < size < self.table.fewest)
        kinds = 0
        paired = 0
        left = mask
        while left:
            low = left & -left
            left ^= low
            who = low.bit_length() - 1
            if who in self.apart:
                broken += (self.apart[who] & mask).bit_count()
            if who in self.later:
                broken += (self.later[who] & ~mask).bit_count()
            if who in self.beside and self.beside[who] & mask:
                paired |= low
            else:
                kinds += self.kind.get(who, 0)
        if not kinds and not paired:
            return broken
        key = (size, paired, kinds)
        found = self.alike.get(key)
        if found is None:
            found = self.alike[key] = self.arrange(mask, size)[0]
        return broken + found

    def arrange(self, mask: int, size: int, drawn: Random | None = None) -> tuple[int, dict[int, int], set[int]]:
        """The seats of those who were promised something: promises broken, person to seat, seats to be left empty.

        Among seats as good as each other the first, or the first that is `drawn`.
        """
        table, promises = self.table, self.promises
        seats = len(table.seats)
        pairs_here = [pair for pair in promises.together if mask >> pair[0] & 1 and mask >> pair[1] & 1]
        if size <= (2 if table.line else 3):
            pairs_here = []
        partners: dict[int, list[int]] = {}
        for a, b in pairs_here:
            partners.setdefault(a, []).append(b)
            partners.setdefault(b, []).append(a)
        cost = {who: row for who, row in self.misfits.items() if mask >> who & 1}
        order = _in_order(partners, cost)
        if not order:
            return 0, {}, set()
        free_for_all = [0] * seats
        turn = _turn(seats, drawn, going_round=bool(pairs_here))
        best: tuple[int, dict[int, int], set[int]] = (1 << 30, {}, set())
        at: dict[int, int] = {}
        nodes = NODES

        def place(k: int, broken: int, taken: int, blocked: int, spare: int) -> None:
            nonlocal best, nodes
            nodes -= 1
            if broken >= best[0] or (nodes < 0 and best[1]):
                return
            if k == len(order):
                best = (broken, dict(at), {seat for seat in range(seats) if blocked >> seat & 1})
                return
            who = order[k]
            row = cost.get(who, free_for_all)
            mates = [mate for mate in partners.get(who, ()) if mate in at]
            tried = set()
            for seat in sorted(turn, key=row.__getitem__):
                if (taken | blocked) >> seat & 1:
                    continue
                if not pairs_here:
                    kind = (row[seat], *(other[seat] for other in cost.values()))
                    if kind in tried:
                        continue
                    tried.add(kind)
                more, block, left = row[seat], blocked, spare
                for mate in mates:
                    gap = _gap(seat, at[mate], seats, table.line, taken | (1 << seat), left, block)
                    if gap is None:
                        more += 1
                    else:
                        left -= (gap & ~block).bit_count()
                        block |= gap
                at[who] = seat
                place(k + 1, broken + more, taken | 1 << seat, block, left)
                del at[who]

        place(0, 0, 0, 0, seats - size)
        return best

    def seat(self, people: Sequence[int], random: Random) -> list[int | None]:
        """Everyone at the table on a seat, in the order of the seats.

        Of seats as good as each other one is drawn, for whoever needs one and for whoever does not, and so are the
        seats that stay empty: so that where somebody sits says nothing of what they need.
        """
        mask = 0
        for who in people:
            mask |= self.promises.bit[who]
        fewest = self.arrange(mask, len(people))
        drawn = self.arrange(mask, len(people), random)
        _, at, empty = drawn if drawn[0] <= fewest[0] else fewest
        row: list[int | None] = [None] * len(self.table.seats)
        for who, seat in at.items():
            row[seat] = who
        free = [seat for seat in range(len(row)) if row[seat] is None and seat not in empty]
        random.shuffle(free)
        for who, seat in zip([who for who in people if who not in at], free, strict=False):
            row[seat] = who
        return row


def _turn(seats: int, drawn: Random | None, *, going_round: bool) -> Sequence[int]:
    """In which turn seats are tried. `going_round`: where pairs sit side by side, from a seat that is drawn."""
    if drawn is None:
        return range(seats)
    if not going_round:
        return drawn.sample(range(seats), seats)
    first, way = drawn.randrange(seats), drawn.choice((1, -1))
    return [(first + way * step) % seats for step in range(seats)]


def _masks(some: Iterable[tuple[int, int]]) -> dict[int, int]:
    """For each first of a pair, the second of all its pairs."""
    masks: dict[int, int] = {}
    for a, b in some:
        masks[a] = masks.get(a, 0) | 1 << b
    return masks


def _in_order(partners: Mapping[int, list[int]], cost: Mapping[int, list[int]]) -> list[int]:
    """Pairs first, partner after partner; then those who fit on the fewest seats."""
    order: list[int] = []
    by_need = sorted({*partners, *cost}, key=lambda who: (who not in partners, cost.get(who, []).count(0), who))
    for first in by_need:
        waiting = [first]
        while waiting:
            who = waiting.pop()
            if who not in order:
                order.append(who)
                waiting += sorted(partners.get(who, ()))
    return order


def _gap(seat: int, other: int, seats: int, line: bool, taken: int, spare: int, blocked: int) -> int | None:
    """The seats to be left empty so that two are neighbours; None when they cannot be."""
    low, high = sorted((seat, other))
    ways = [range(low + 1, high)] if line else [range(low + 1, high), [*range(high + 1, seats), *range(low)]]
    for between in sorted(ways, key=len):
        gap = 0
        for empty in between:
            gap |= 1 << empty
        if not gap & taken and (gap & ~blocked).bit_count() <= spare:
            return gap
    return None
