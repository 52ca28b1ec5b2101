"""Looking for good orders along round tables and horseshoes, where people meet only those beside them.

As in mixing.py all meetings are searched together and the loop is long for speed. Two moves: turn a stretch of one
table round (which parts two pairs of neighbours and joins two), and let two people change seats.
"""

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from math import exp
from random import Random

from meetings.seating.planning.mixing import NOBODY, STEPS, Rows, tables_to_use
from meetings.seating.planning.room import LIVED, PROFESSIONAL, Table, seats_for
from meetings.seating.planning.score import HARD, ISOLATION, times_together
from meetings.seating.planning.year import Promises, Year

SEARCH_HARD, SEARCH_ALONE = 15, 8  # while searching, a broken promise and somebody alone cost less than at the end
TURN = 0.6  # how often a stretch is turned round, rather than two people changing seats


class Walks:
    """A year of tables where only neighbours meet, as numbers. Which seats stay empty is settled before the search."""

    def __init__(self, year: Year, seed: int = 0):
        self.year, self.seed = year, seed
        self.number = {person.id: i for i, person in enumerate(year.people)}
        self.lived = [person.side == LIVED for person in year.people] + [False]
        self.present = [sorted(self.number[who] for who in sitting.present) for sitting in year.sittings]
        self.promises = [Promises(year, sitting, self.number) for sitting in year.sittings]
        people = len(year.people)
        self.before = [[0] * people for _ in range(people)]
        for pair, times in times_together(year.history).items():
            if len(pair & self.number.keys()) == 2:
                a, b = (self.number[who] for who in pair)
                self.before[a][b] = self.before[b][a] = times
        staff = [person.side == PROFESSIONAL for person in year.people]
        self.guard = [
            sum(self.lived[who] for who in here) >= 2 and any(staff[who] for who in here) for here in self.present
        ]
        self.places = [self._places(m) for m in range(len(year.sittings))]

    def _places(self, m: int) -> list[list[int]]:
        """For each table of a meeting the seats that are used, as even as they can be.

        They are drawn, and only those that a pin names or without which fewer people could have what they need are put
        in the place of others: so that the empty seats say as little as they can of what anybody needs.
        """
        sitting, promises = self.year.sittings[m], self.promises[m]
        random = Random(f"places {self.seed} {m}")  # noqa: S311 - no secret
        used = tables_to_use(sitting.tables, len(self.present[m]), random, promises)
        count = [0] * len(sitting.tables)
        for _ in self.present[m]:
            t = min((t for t in used if count[t] < len(sitting.tables[t].seats)), key=lambda t: (count[t], t))
            count[t] += 1
        pinned = {(pin.table, pin.seat) for pins in promises.pins.values() for pin in pins}
        fixed = [{seat for seat in range(len(t.seats)) if (t.name, seat) in pinned} for t in sitting.tables]
        drawn = []
        for table, size, kept in zip(sitting.tables, count, fixed, strict=True):
            seats = random.sample(range(len(table.seats)), len(table.seats))
            drawn.append(sorted(seats, key=lambda seat, kept=kept: seat not in kept)[:size])  # type: ignore[misc]  # mypy does not know a default there
        self._put_in_what_is_needed(m, drawn, fixed, random)
        return [sorted(seats) for seats in drawn]

    def _put_in_what_is_needed(self, m: int, used: list[list[int]], fixed: list[set[int]], random: Random) -> None:
        """Change one used seat for another of its table as long as more people can then have what they need."""
        tables, promises = self.year.sittings[m].tables, self.promises[m]
        seated = {who for who, pins in promises.pins.items() if any(pin.seat is not None for pin in pins)}
        needs = [promises.needs[who] for who in sorted(promises.needs.keys() - seated)]

        def met() -> dict[tuple[str, int], int]:
            return seats_for(needs, [_only(t, used[i], fixed[i]) for i, t in enumerate(tables)])

        more = bool(needs)
        while more:
            more, given = False, met()
            tries = [
                (t, seat)
                for t, row in enumerate(tables)
                for seat, offers in enumerate(row.seats)
                if seat not in used[t] and any(need <= offers for need in needs)
            ]
            for t, seat in random.sample(tries, len(tries)):
                spare = [s for s in used[t] if s not in fixed[t] and (tables[t].name, s) not in given]
                if spare:
                    other = random.choice(spare)
                    used[t][used[t].index(other)] = seat
                    more = len(met()) > len(given)
                    if more:
                        break
                    used[t][used[t].index(seat)] = other

    def deal(self, random: Random, *, mix: bool = True) -> Rows:
        """A fresh start: everyone in a random order, on the seats that are used."""
        rows = []
        for m, here in enumerate(self.present):
            people = iter(random.sample(here, len(here)) if mix else here)
            rows.append([[next(people) for _ in places] for places in self.places[m]])
        return rows

    def seats(self, m: int, tables: list[list[int]], _: Random) -> list[list[int | None]]:
        """Everyone on their seat, with the empty seats between; all of them were drawn before the search."""
        out = []
        for table, places, people in zip(self.year.sittings[m].tables, self.places[m], tables, strict=True):
            row: list[int | None] = [None] * len(table.seats)
            for seat, who in zip(places, people, strict=True):
                row[seat] = who
            out.append(row)
        return out

    def cost(self, rows: Rows) -> tuple[int, int]:
        """(promises broken, the soft parts weighed), counted afresh."""
        broken = soft = 0
        times = [row[:] for row in self.before]
        for m, tables in enumerate(rows):
            promises, joined = self.promises[m], set()
            beside: dict[int, list[int]] = {}
            for t, people in enumerate(tables):
                table = self.year.sittings[m].tables[t]
                broken += 0 < len(people) < table.fewest
                for seat, who in zip(self.places[m][t], people, strict=True):
                    misfit = promises.misfit(who, table)
                    broken += misfit[seat] if misfit else 0
                for a, b in neighbours(people, line=table.line):
                    joined.add((min(a, b), max(a, b)))
                    beside.setdefault(a, []).append(b)
                    beside.setdefault(b, []).append(a)
            broken += sum(pair in joined for pair in promises.apart) + sum(
                pair not in joined for pair in promises.together
            )
            if self.guard[m]:
                soft += ISOLATION * sum(
                    self.lived[who] and not any(self.lived[other] for other in others) for who, others in beside.items()
                )
            for a, b in joined:
                soft += times[a][b]
                times[a][b] += 1
                times[b][a] += 1
        return broken, soft

    def anneal(
        self,
        rows: Rows,
        random: Random,
        moves: int,
        *,
        hot: float,
        cold: float,
        goal: int = 0,
        stop: Callable[[], bool] = lambda: False,
    ) -> tuple[int, Rows]:
        """One search from these orders. Returns the best score seen and its orders; ends at once at the goal."""
        n = len(self.year.people)
        weight = [row[:] for row in self.before]  # what it costs two people to be neighbours once more
        for a, b in {pair for promises in self.promises for pair in promises.apart}:
            weight[a][b] += SEARCH_HARD
            weight[b][a] += SEARCH_HARD
        for a, b in {pair for promises in self.promises for pair in promises.together}:
            weight[a][b] -= SEARCH_HARD
            weight[b][a] -= SEARCH_HARD
        who: list[int] = []
        before: list[int] = []
        after: list[int] = []
        table_of: list[int] = []
        span: list[tuple[int, int]] = []
        meeting: list[tuple[int, int]] = []
        guard: list[bool] = []
        ring: list[bool] = []
        misfit: list[dict[int, dict[int, int]]] = []  # for each table: person, seat counted through, promises broken
        movable: list[int] = []
        for m, tables in enumerate(rows):
            begin, first_table = len(who), len(span)
            rowed = [dict[int, int]() for _ in range(n)]
            promised: set[int] = set()
            for t, people in enumerate(tables):
                table, start = self.year.sittings[m].tables[t], len(who)
                who += people
                end = len(who)
                closed = not table.line and len(people) > 2
                before += [seat - 1 if seat > start else (end - 1 if closed else NOBODY) for seat in range(start, end)]
                after += [seat + 1 if seat < end - 1 else (start if closed else NOBODY) for seat in range(start, end)]
                table_of += [len(span)] * len(people)
                span.append((start, end))
                guard.append(self.guard[m])
                ring.append(closed)
                for a, b in neighbours(people, line=table.line):
                    weight[a][b] += 1
                    weight[b][a] += 1
                for person in self.present[m]:
                    fit_here = self.promises[m].misfit(person, table)
                    if fit_here is not None:
                        promised.add(person)
                        for seat, place in enumerate(self.places[m][t], start=start):
                            rowed[person][seat] = fit_here[place]
            misfit += [{person: rowed[person] for person in promised}] * (len(span) - first_table)
            meeting += [(begin, len(who))] * (len(span) - first_table)
            if len(who) - begin > 2 or (promised and len(who) - begin == 2):
                movable += range(begin, len(who))

        def as_rows(flat: list[int]) -> Rows:
            ends = iter(span)
            return [[flat[slice(*next(ends))] for _ in tables] for tables in rows]

        lived = self.lived

        def alone(seat: int) -> bool:
            if not lived[who[seat]]:
                return False
            left, right = before[seat], after[seat]
            if left < 0 and right < 0:
                return False
            return not ((left >= 0 and lived[who[left]]) or (right >= 0 and lived[who[right]]))

        broken, soft = self.cost(rows)
        best, best_who = HARD * broken + soft, who[:]
        level = lowest = 0  # of the cost followed here, from where it began
        limit = 4 * SEARCH_HARD
        rnd = random.random
        count = len(movable)
        per_step = max(1, moves // STEPS) if count else 0
        for step in range(STEPS):
            if best <= goal or stop():
                break
            temperature = hot * (cold / hot) ** (step / (STEPS - 1))
            keep = [exp(-worse / temperature) for worse in range(limit)]
            for _ in range(per_step):
                i = movable[int(rnd() * count)]
                t = table_of[i]
                begin, end = meeting[t]
                j = begin + int(rnd() * (end - begin))
                if i == j:
                    continue
                same = table_of[j] == t
                if i > j:
                    i, j = j, i
                length = j - i
                size = span[t][1] - span[t][0]
                turn = same and (length < 3 or (ring[t] and size - length < 3) or rnd() < TURN)
                a, b = who[i], who[j]
                row_a, row_b = weight[a], weight[b]
                fits = misfit[t]
                worse = 0
                if turn:
                    p, q = before[i], after[j]
                    if p == j or (p == q and p >= 0):  # the whole ring, or all but one: nobody gets other neighbours
                        if fits:
                            total = i + j
                            worse = SEARCH_HARD * sum(
                                fits[who[seat]][total - seat] - fits[who[seat]][seat]
                                for seat in range(i, j + 1)
                                if fits.get(who[seat])
                            )
                            if worse <= 0 or (worse < limit and rnd() < keep[worse]):
                                who[i : j + 1] = who[i : j + 1][::-1]
                                level += worse
                                if level < lowest:
                                    lowest = level
                                    best_who = who[:]
                        continue
                    if p >= 0:
                        x = who[p]
                        worse += row_b[x] - row_a[x] + 1
                    if q >= 0:
                        y = who[q]
                        worse += row_a[y] - row_b[y] + 1
                    if fits:
                        total = i + j
                        for seat in range(i, j + 1):
                            row = fits.get(who[seat])
                            if row:
                                worse += SEARCH_HARD * (row[total - seat] - row[seat])
                    if guard[t]:
                        around = [seat for seat in (p, i, j, q) if seat >= 0]
                        lonely = sum([alone(seat) for seat in around])
                        who[i : j + 1] = who[i : j + 1][::-1]
                        worse += SEARCH_ALONE * (sum([alone(seat) for seat in around]) - lonely)
                        if worse > 0 and (worse >= limit or rnd() >= keep[worse]):
                            who[i : j + 1] = who[i : j + 1][::-1]
                            continue
                    else:
                        if worse > 0 and (worse >= limit or rnd() >= keep[worse]):
                            continue
                        who[i : j + 1] = who[i : j + 1][::-1]
                    if p >= 0:
                        row_a[x] -= 1
                        weight[x][a] -= 1
                        row_b[x] += 1
                        weight[x][b] += 1
                    if q >= 0:
                        row_b[y] -= 1
                        weight[y][b] -= 1
                        row_a[y] += 1
                        weight[y][a] += 1
                else:
                    near_i = [seat for seat in (before[i], after[i]) if seat >= 0]
                    near_j = [seat for seat in (before[j], after[j]) if seat >= 0]
                    for seat in near_i:
                        x = who[seat]
                        worse += row_b[x] - row_a[x] + 1
                    for seat in near_j:
                        x = who[seat]
                        worse += row_a[x] - row_b[x] + 1
                    if fits:
                        row = fits.get(a)
                        if row:
                            worse += SEARCH_HARD * (row[j] - row[i])
                        row = fits.get(b)
                        if row:
                            worse += SEARCH_HARD * (row[i] - row[j])
                    if guard[t]:
                        around = [*{i, j, *near_i, *near_j}]
                        lonely = sum([alone(seat) for seat in around])
                        who[i], who[j] = b, a
                        worse += SEARCH_ALONE * (sum([alone(seat) for seat in around]) - lonely)
                        who[i], who[j] = a, b
                    if worse > 0 and (worse >= limit or rnd() >= keep[worse]):
                        continue
                    for seat in near_i:
                        x = who[seat]
                        row_a[x] -= 1
                        weight[x][a] -= 1
                        row_b[x] += 1
                        weight[x][b] += 1
                    for seat in near_j:
                        x = who[seat]
                        row_b[x] -= 1
                        weight[x][b] -= 1
                        row_a[x] += 1
                        weight[x][a] += 1
                    who[i], who[j] = b, a
                level += worse
                if level < lowest:
                    lowest = level
                    best_who = who[:]
            if lowest < 0:
                broken, soft = self.cost(as_rows(best_who))
                best = HARD * broken + soft
        return best, as_rows(best_who)


def _only(table: Table, used: list[int], fixed: set[int]) -> Table:
    """The table with what its used seats offer; nothing on the others, nor where somebody is pinned."""
    free = set(used) - fixed
    return replace(table, seats=tuple(each if s in free else frozenset() for s, each in enumerate(table.seats)))


def neighbours(people: list[int], *, line: bool) -> list[tuple[int, int]]:
    """Who sits beside whom, in their order along the table."""
    joined = list(pairwise(people))
    return joined if line or len(people) < 3 else [*joined, (people[-1], people[0])]
