"""Looking for good tables over a whole year at once: swap two people of one meeting, keep what helps (annealing).

Only who is at which table is searched; the seats of each table follow (year.py). All is counted in whole numbers kept
in flat lists, and a swap costs a microsecond or two: the loop of `anneal` is long because calls would double that.
"""

from collections.abc import Callable, Sequence
from math import exp
from random import Random
from typing import Any

from meetings.seating.planning.room import LIVED, PROFESSIONAL, Table, seats_for
from meetings.seating.planning.score import HARD, ISOLATION, UNMIXED, times_together
from meetings.seating.planning.year import Fit, Promises, Year

SEARCH_HARD = 60  # while searching, a broken promise costs less than at the end, so that one can pass through it
TWO_AT_ONCE, WITH_A_MATE = 0.1, 0.5  # how often two leave a table together: at random, and with whom they sit beside
STEPS = 60  # of the temperature; between two steps one may be asked to stop
NOBODY = -1
ONE, SECOND, TAKE_BACK = range(3)

Rows = list[list[list[int]]]  # for each meeting, for each table, the people there


class Mixing:
    """A year as numbers. Seats of all meetings are counted through; so are the tables."""

    def __init__(self, year: Year):
        self.year = year
        self.number = {person.id: i for i, person in enumerate(year.people)}
        self.lived = [int(person.side == LIVED) for person in year.people]
        self.staff = [int(person.side == PROFESSIONAL) for person in year.people]
        self.present = [sorted(self.number[who] for who in sitting.present) for sitting in year.sittings]
        self.promises = [Promises(year, sitting, self.number) for sitting in year.sittings]
        self.fits = [
            [Fit(table, self.promises[m]) for table in sitting.tables] for m, sitting in enumerate(year.sittings)
        ]
        people = len(year.people)
        self.before = [[0] * people for _ in range(people)]
        for pair, times in times_together(year.history).items():
            if len(pair & self.number.keys()) == 2:
                a, b = (self.number[who] for who in pair)
                self.before[a][b] = self.before[b][a] = times

    def deal(self, random: Random, *, mix: bool = True) -> Rows:
        """A fresh start: everyone in a random order, spread evenly over as many tables as may be used."""
        rows: Rows = []
        for m, sitting in enumerate(self.year.sittings):
            people = self.present[m][:]
            if mix:
                random.shuffle(people)
            used = tables_to_use(sitting.tables, len(people), random, self.promises[m])
            seats = sorted((place, t) for t in used for place in range(len(sitting.tables[t].seats)))
            row: list[list[int]] = [[] for _ in sitting.tables]
            for t in used:
                for _ in range(min(sitting.tables[t].fewest, len(sitting.tables[t].seats), len(people))):
                    row[t].append(people.pop())
            order = (t for place, t in seats if place >= len(row[t]))
            for who, t in zip(people, list(order), strict=False):
                row[t].append(who)
            rows.append(row)
        return rows

    def anneal(self, rows: Rows, random: Random, moves: int, **how: Any) -> tuple[int, Rows]:
        """One search from these tables."""
        return anneal(self, rows, random, moves, **how)

    def seats(self, m: int, tables: list[list[int]], random: Random) -> list[list[int | None]]:
        """Everyone on a seat of their table."""
        return [fit.seat(people, random) for fit, people in zip(self.fits[m], tables, strict=True)]

    def cost(self, rows: Rows) -> tuple[int, int]:
        """(promises broken, the soft parts weighed), counted afresh."""
        broken = soft = 0
        times = [row[:] for row in self.before]
        for m, tables in enumerate(rows):
            sides = self.sides(m, sum(1 for people in tables if people))
            bit = self.promises[m].bit
            for t, people in enumerate(tables):
                broken += self.fits[m][t].breaks(sum(bit[who] for who in people), len(people))
                soft += sides(len(people), sum(self.lived[w] for w in people), sum(self.staff[w] for w in people))
                for place, a in enumerate(people):
                    for b in people[:place]:
                        soft += times[a][b]
                        times[a][b] += 1
                        times[b][a] += 1
        return broken, soft

    def sides(self, m: int, used: int) -> Callable[[int, int, int], int]:
        """What a table of a meeting costs, by its size and how many of each side sit there."""
        lived = sum(self.lived[who] for who in self.present[m])
        staff = sum(self.staff[who] for who in self.present[m])
        guard, both = lived >= 2 and staff > 0, lived > 0 and staff > 0
        need_staff, need_lived = both and staff >= used, both and lived >= 2 * used

        def cost(size: int, lived_here: int, staff_here: int) -> int:
            alone = ISOLATION if guard and lived_here == 1 and size > 1 else 0
            one_sided = size and ((need_staff and not staff_here) or (need_lived and not lived_here))
            return alone + (UNMIXED if one_sided else 0)

        return cost


def tables_to_use(tables: Sequence[Table], people: int, random: Random, promises: Promises) -> list[int]:
    """As many tables as can have their fewest people. Which are left out, when some must be, a room says itself: those
    that offer least, and by lot where they offer as much. No search can open them again.

    So a table that is used tells of nobody. Only one that somebody is pinned to is never left out, nor one without
    which fewer people could have what they need.
    """
    used = [t for t, table in enumerate(tables) if table.seats]
    pinned = {pin.table for pins in promises.pins.values() for pin in pins}
    needs = [promises.needs[who] for who in sorted(promises.needs)]

    def met(these: list[int]) -> int:
        return len(seats_for(needs, [tables[t] for t in these]))

    drawn = random.sample(used, len(used))
    for t in sorted(drawn, key=lambda t: len(frozenset[str]().union(*tables[t].seats))):
        left = [u for u in used if u != t]
        short = sum(max(1, tables[u].fewest) for u in used) > people
        enough = short and sum(len(tables[u].seats) for u in left) >= people
        if enough and tables[t].name not in pinned and met(left) == met(used):
            used = left
    return used


def anneal(
    mixing: Mixing,
    rows: Rows,
    random: Random,
    moves: int,
    *,
    hot: float,
    cold: float,
    goal: int = 0,
    stop: Callable[[], bool] = lambda: False,
) -> tuple[int, Rows]:
    """One search from these tables. Returns the best score seen and its tables; ends at once at the goal."""
    n = len(mixing.year.people)
    times = [row[:] for row in mixing.before]
    members: list[list[int]] = []
    who: list[int] = []
    table_of: list[int] = []
    partners: list[list[int]] = []
    spans_of: list[tuple[int, int]] = []
    meeting_of: list[int] = []
    movable: list[int] = []
    for m, tables in enumerate(rows):
        first = len(who)
        spans = []
        for t, people in enumerate(tables):
            seats = len(mixing.year.sittings[m].tables[t].seats)
            spans.append((len(who), len(who) + seats))
            table_of += [len(members)] * seats
            who += people + [NOBODY] * (seats - len(people))
            for a in people:
                row = times[a]
                for b in people:
                    if a != b:
                        row[b] += 1
            members.append(people[:])
            meeting_of.append(m)
        spans_of += spans
        partners += [[*range(first, a), *range(b, len(who))] for a, b in spans]
        if sum(1 for people in tables if people) > 1:
            movable += range(first, len(who))
    fits = [fit for fit_row in mixing.fits for fit in fit_row]
    known = [fit.known for fit in fits]
    mates = [dict(mixing.promises[m].together) | {b: a for a, b in mixing.promises[m].together} for m in meeting_of]
    bits = [mixing.promises[m].bit for m in meeting_of]
    lived, staff = mixing.lived, mixing.staff
    kind = [2 * a + b for a, b in zip(lived, staff, strict=True)]
    mask = [sum(bits[t][a] for a in people) for t, people in enumerate(members)]
    broken_at = [fits[t].breaks(mask[t], len(people)) for t, people in enumerate(members)]
    nl = [sum(lived[a] for a in people) for people in members]
    ns = [sum(staff[a] for a in people) for people in members]
    side_costs = [mixing.sides(m, sum(1 for people in tables if people)) for m, tables in enumerate(rows)]
    side = [side_costs[m] for m in meeting_of]
    side_at = [side[t](len(people), nl[t], ns[t]) for t, people in enumerate(members)]
    broken, soft = mixing.cost(rows)
    best, best_who = HARD * broken + soft, who[:]
    limit = 4 * SEARCH_HARD
    mode, debt, first_swap, second = ONE, 0, (0, 0), (0, 0)
    rnd = random.random
    count = len(movable)
    per_step = max(1, moves // STEPS) if count and n else 0
    for step in range(STEPS):
        if best <= goal or stop():
            break
        temperature = hot * (cold / hot) ** (step / (STEPS - 1))
        keep = [exp(-worse / temperature) for worse in range(limit)]
        for _ in range(per_step):
            forced = False
            if mode == ONE:
                i = movable[int(rnd() * count)]
                t = table_of[i]
                options = partners[t]
                j = options[int(rnd() * len(options))]
            elif mode == SECOND:
                i, j = second
                mode = TAKE_BACK  # unless the two together are kept
            else:
                i, j = first_swap
                forced, mode, debt = True, ONE, 0
            t = table_of[i]
            a, b = who[i], who[j]
            u = table_of[j]
            if a < 0:
                if b < 0:
                    continue
                a, b, i, j, t, u = b, a, j, i, u, t
            here, there = members[t], members[u]
            row_a = times[a]
            size_t, size_u = len(here), len(there)
            if b >= 0:
                row_b = times[b]
                change = size_t + size_u - 2 - 2 * row_a[b]
                for x in here:
                    change += row_b[x] - row_a[x]
                for x in there:
                    change += row_a[x] - row_b[x]
                bit = bits[t]
                bit_a, bit_b = bit[a], bit[b]
                one_kind = kind[a] == kind[b]
                if not one_kind:
                    dl, ds = lived[b] - lived[a], staff[b] - staff[a]
            else:
                if size_t == 1 or not size_u:
                    continue
                change = size_t - 1
                for x in here:
                    change -= row_a[x]
                for x in there:
                    change += row_a[x]
                bit_a, bit_b = bits[t][a], 0
                one_kind = False
                dl, ds = -lived[a], -staff[a]
                size_t -= 1
                size_u += 1
            if not one_kind:
                cost = side[t]
                side_t = cost(size_t, nl[t] + dl, ns[t] + ds)
                side_u = cost(size_u, nl[u] - dl, ns[u] - ds)
                change += side_t + side_u - side_at[t] - side_at[u]
            special = bit_a or bit_b or b < 0
            if special:
                mask_t, mask_u = mask[t] ^ bit_a ^ bit_b, mask[u] ^ bit_a ^ bit_b
                broken_t = known[t].get(mask_t << 6 | size_t)
                if broken_t is None:
                    broken_t = fits[t].breaks(mask_t, size_t)
                broken_u = known[u].get(mask_u << 6 | size_u)
                if broken_u is None:
                    broken_u = fits[u].breaks(mask_u, size_u)
                more_broken = broken_t + broken_u - broken_at[t] - broken_at[u]
                worse = change + SEARCH_HARD * more_broken
            else:
                more_broken = 0
                worse = change
            if forced:
                pass
            elif mode == ONE:
                mate = mates[t].get(a) if special else None
                if mate is not None and mate in here and rnd() < WITH_A_MATE:
                    start, end = spans_of[t]
                    first_swap, debt, mode = (i, j), worse, SECOND
                    low, high = spans_of[u]
                    second = who.index(mate, start, end), low + int(rnd() * (high - low))
                elif rnd() < TWO_AT_ONCE:
                    start, end = spans_of[t]
                    low, high = spans_of[u]
                    first_swap, debt, mode = (i, j), worse, SECOND
                    second = start + int(rnd() * (end - start)), low + int(rnd() * (high - low))
                elif worse > 0 and (worse >= limit or rnd() >= keep[worse]):
                    continue
                if mode == SECOND and (second[0] == i or second[1] == j):
                    mode, debt = ONE, 0
                    if worse > 0 and (worse >= limit or rnd() >= keep[worse]):
                        continue
            else:
                worse += debt
                if worse > 0 and (worse >= limit or rnd() >= keep[worse]):
                    continue
                mode, debt = ONE, 0
            if b >= 0:
                for x in here:
                    if x != a:
                        row = times[x]
                        row[a] -= 1
                        row[b] += 1
                        row_a[x] -= 1
                        row_b[x] += 1
                for x in there:
                    if x != b:
                        row = times[x]
                        row[b] -= 1
                        row[a] += 1
                        row_b[x] -= 1
                        row_a[x] += 1
                here[here.index(a)] = b
                there[there.index(b)] = a
            else:
                here.remove(a)
                for x in here:
                    times[x][a] -= 1
                    row_a[x] -= 1
                for x in there:
                    times[x][a] += 1
                    row_a[x] += 1
                there.append(a)
            who[i], who[j] = b, a
            if not one_kind:
                nl[t] += dl
                nl[u] -= dl
                ns[t] += ds
                ns[u] -= ds
                side_at[t], side_at[u] = side_t, side_u
            if special:
                mask[t], mask[u] = mask_t, mask_u
                broken_at[t], broken_at[u] = broken_t, broken_u  # type: ignore[assignment]  # worked out above
                broken += more_broken
            soft += change
            if mode == ONE and HARD * broken + soft < best:
                best, best_who = HARD * broken + soft, who[:]
                if best <= goal:
                    break
    found: list[list[int]] = [[] for _ in members]
    for seat, person in enumerate(best_who):
        if person >= 0:
            found[table_of[seat]].append(person)
    ends = iter(found)
    return best, [[next(ends) for _ in tables] for tables in rows]
