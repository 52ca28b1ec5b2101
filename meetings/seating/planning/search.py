"""Looking for a good seating: swap two seats, keep what helps, now and then keep what does not (annealing).

Everything is counted in small whole numbers and only what a swap changes is counted again, so that a panel's plan
takes a fraction of a second. The score itself is defined in score.py; here it is only followed.
"""

from collections.abc import Iterable, Mapping
from itertools import pairwise
from math import exp
from random import Random

from meetings.seating.planning.room import LIVED, PROFESSIONAL, Pair, PersonComing, PersonId, Table, Wishes
from meetings.seating.planning.score import HARD, ISOLATION, UNMIXED

SEARCH_HARD = 30  # while searching a broken promise costs less than at the end, so that the search can pass through one
TWO_AT_ONCE = 0.2  # how often two people change tables together: neither may gain from going alone
HOT, COLD = 4.0, 0.15


class Room:
    """The people, seats and wishes as numbers: person i, seat j; the number after the last person is an empty seat."""

    def __init__(self, people: list[PersonComing], tables: list[Table], before: Mapping[Pair, int], wishes: Wishes):
        self.empty = len(people)
        number = {person.id: i for i, person in enumerate(people)}
        self.fewest = [table.fewest for table in tables]
        self.table_of = [t for t, table in enumerate(tables) for _ in table.seats]
        ends = [0]
        for table in tables:
            ends.append(ends[-1] + len(table.seats))
        self.spans = list(pairwise(ends))
        self.lived = [person.side == LIVED for person in people] + [False]
        self.professional = [person.side == PROFESSIONAL for person in people] + [False]
        self.times = [[before.get(frozenset((a.id, b.id)), 0) for b in people] + [0] for a in people]
        self.times.append([0] * (len(people) + 1))
        self.wishes = [(a, b, False) for a, b in _pairs(wishes.apart, number)]  # person, person, wished together?
        self.wishes += [(a, b, True) for a, b in _pairs(wishes.together, number)]
        self.misfit = [[int(not p.needs <= offers) for table in tables for offers in table.seats] for p in people]
        self.misfit.append([0] * ends[-1])
        self._pin(number, tables, wishes)
        uneven = any(len(set(row[a:b])) > 1 for row in self.misfit for a, b in self.spans)
        self.seats_matter = uneven or any(together for _, _, together in self.wishes)

    def _pin(self, number: dict[PersonId, int], tables: list[Table], wishes: Wishes) -> None:
        for pin in wishes.pins:
            if pin.person in number:
                row = self.misfit[number[pin.person]]
                for seat, t in enumerate(self.table_of):
                    here = tables[t].name == pin.table and pin.seat in (None, seat - self.spans[t][0])
                    row[seat] += not here

    def deal(self, random: Random) -> list[int]:
        """A fresh start: people in random order, dealt round the tables."""
        people = list(range(self.empty))
        random.shuffle(people)
        who = [self.empty] * len(self.table_of)
        first_seats_first = sorted(range(len(who)), key=lambda seat: seat - self.spans[self.table_of[seat]][0])
        for seat, person in zip(first_seats_first, people, strict=False):
            who[seat] = person
        return who


def _pairs(wished: Iterable[tuple[PersonId, PersonId]], number: dict[PersonId, int]) -> list[tuple[int, int]]:
    """The wished pairs who are both coming, each once."""
    both = [(number[a], number[b]) for a, b in wished if a in number and b in number]
    return sorted({(min(pair), max(pair)) for pair in both})


class Seating:
    """Who sits where, with what it costs kept up to date as seats are swapped: promises broken, and the soft parts."""

    def __init__(self, room: Room, who: list[int]):
        self.room, self.who = room, who
        self.seat = [0] * (room.empty + 1)  # where each person sits; what it says of an empty seat means nothing
        for seat, person in enumerate(who):
            self.seat[person] = seat
        tables = [[person for person in who[a:b] if person != room.empty] for a, b in room.spans]
        self.size = [len(people) for people in tables]
        self.lived = [sum(room.lived[person] for person in people) for people in tables]
        self.professional = [sum(room.professional[person] for person in people) for people in tables]
        self.guard_lived = sum(self.lived) >= 2 and any(self.professional)
        self.mixed = any(self.lived) and any(self.professional)
        self.small, self.sides = self._sides()
        self.wishes = [self._breaks(k) for k in range(len(room.wishes))]
        self.broken = self.small + sum(self.wishes) + sum(room.misfit[person][seat] for seat, person in enumerate(who))
        self.soft = self.sides + sum(room.times[a][b] for people in tables for a in people for b in people if a < b)

    def cost(self, hard: int = HARD) -> int:
        """The score, or what it would be if a broken promise cost less."""
        return self.soft + hard * self.broken

    def swap(self, i: int, j: int) -> None:
        """Swap two seats. Swapping them again takes it back."""
        room, who = self.room, self.who
        x, y, s, t = who[i], who[j], room.table_of[i], room.table_of[j]
        if s != t:
            (a, b), (c, d) = room.spans[s], room.spans[t]
            to_x, to_y = room.times[x].__getitem__, room.times[y].__getitem__
            here, there = who[a:b], who[c:d]
            self.soft += sum(map(to_y, here)) - sum(map(to_x, here)) + sum(map(to_x, there)) - sum(map(to_y, there))
            self.soft -= 2 * to_y(x)
        who[i], who[j] = y, x
        self.seat[x], self.seat[y] = j, i
        fit_x, fit_y = room.misfit[x], room.misfit[y]
        self.broken += fit_x[j] - fit_x[i] + fit_y[i] - fit_y[j]
        if s != t:
            self._recount(x, y, s, t)
        if room.wishes:
            self._recheck_wishes(s, t)

    def _recount(self, x: int, y: int, s: int, t: int) -> None:
        """Person x has left table s for t and y the other way; what that changes about sizes and sides."""
        room = self.room
        size = (y != room.empty) - (x != room.empty)
        lived = room.lived[y] - room.lived[x]
        professional = room.professional[y] - room.professional[x]
        if size or lived or professional:
            for counts, change in ((self.size, size), (self.lived, lived), (self.professional, professional)):
                counts[s] += change
                counts[t] -= change
            small, sides = self.small, self.sides
            self.small, self.sides = self._sides()
            self.broken += self.small - small
            self.soft += self.sides - sides

    def _sides(self) -> tuple[int, int]:
        """How many tables have too few people, and the cost of isolation and of tables without both sides."""
        used = len(self.size) - self.size.count(0)
        need_professional = self.mixed and sum(self.professional) >= used
        need_lived = self.mixed and sum(self.lived) >= 2 * used
        small = cost = 0
        for size, lived, professional, fewest in zip(
            self.size, self.lived, self.professional, self.room.fewest, strict=True
        ):
            if size:
                small += size < fewest
                cost += ISOLATION * (self.guard_lived and lived == 1 and size > 1)
                cost += UNMIXED * ((need_professional and not professional) or (need_lived and not lived))
        return small, cost

    def _recheck_wishes(self, s: int, t: int) -> None:
        """Tables s and t have changed; look again at the wishes about people who sit there."""
        for k, (a, b, _) in enumerate(self.room.wishes):
            if self.room.table_of[self.seat[a]] in (s, t) or self.room.table_of[self.seat[b]] in (s, t):
                breaks = self._breaks(k)
                self.broken += breaks - self.wishes[k]
                self.wishes[k] = breaks

    def _breaks(self, k: int) -> bool:
        a, b, together = self.room.wishes[k]
        if together:
            return not self._beside(a, b)
        return self.room.table_of[self.seat[a]] == self.room.table_of[self.seat[b]]

    def _beside(self, a: int, b: int) -> bool:
        """Whether two people are on seats next to each other once empty seats are left out."""
        i, j = self.seat[a], self.seat[b]
        t = self.room.table_of[i]
        if self.room.table_of[j] != t:
            return False
        if self.size[t] <= 3:
            return True
        first, last = self.room.spans[t]
        taken = [seat for seat in range(first, last) if self.who[seat] != self.room.empty]
        gap = abs(taken.index(i) - taken.index(j))
        return gap in (1, len(taken) - 1)


def anneal(room: Room, random: Random, moves: int) -> list[int]:
    """One search from a fresh start: the best seats seen, then every single swap that still helps."""
    if len(room.table_of) < 2:
        return room.deal(random)
    state = Seating(room, room.deal(random))
    best, best_cost = state.who[:], state.cost()
    temperature, cooling = HOT, (COLD / HOT) ** (1 / moves)
    pick, seats = random.random, len(state.who)
    for _ in range(moves):
        temperature *= cooling
        i = int(pick() * seats)
        j = _another_seat(room, i, pick(), seats)
        if state.who[i] == state.who[j]:
            continue
        before = state.cost(SEARCH_HARD)
        swaps = _settle(state, i, j)
        if pick() < TWO_AT_ONCE:
            i, j = _same_table(room, i, pick()), _same_table(room, j, pick())
            if state.who[i] != state.who[j]:
                swaps += _settle(state, i, j)
        worse = state.cost(SEARCH_HARD) - before
        if worse > 0 and pick() >= exp(-worse / temperature):
            for i, j in reversed(swaps):
                state.swap(i, j)
        elif state.cost() < best_cost:
            best, best_cost = state.who[:], state.cost()
    return polish(Seating(room, best))


def _settle(state: Seating, i: int, j: int) -> list[tuple[int, int]]:
    """Swap two seats, then let either newcomer whose new seat does not suit them change seats at their new table.

    Returns the swaps made, in order.
    """
    room, moved = state.room, [(i, j)]
    state.swap(i, j)
    for seat in (i, j):
        if room.misfit[state.who[seat]][seat]:
            for other in range(*room.spans[room.table_of[seat]]):
                if state.who[other] != state.who[seat] and _helps(state, seat, other):
                    moved.append((seat, other))
                    break
    return moved


def _another_seat(room: Room, i: int, share: float, seats: int) -> int:
    """A random seat to swap with: at another table, or anywhere when it matters which seat of a table one has."""
    if room.seats_matter:
        return (i + 1 + int(share * (seats - 1))) % seats
    first, last = room.spans[room.table_of[i]]
    return (last + int(share * (seats - last + first))) % seats


def _same_table(room: Room, i: int, share: float) -> int:
    """A random seat at the same table."""
    first, last = room.spans[room.table_of[i]]
    return first + int(share * (last - first))


def polish(state: Seating) -> list[int]:
    """Take every swap that makes the seating better until none does."""
    seats = range(len(state.who))
    better = True
    while better:
        better = False
        for i in seats:
            for j in seats[i + 1 :]:
                if state.who[i] != state.who[j] and _helps(state, i, j):
                    better = True
    return state.who


def _helps(state: Seating, i: int, j: int) -> bool:
    """Swap two seats if that makes the seating better, and say whether it did."""
    before = state.cost()
    state.swap(i, j)
    if state.cost() < before:
        return True
    state.swap(i, j)
    return False
