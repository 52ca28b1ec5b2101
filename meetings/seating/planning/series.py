"""Planning a whole year at once: a published schedule where one fits, else a search over all meetings together."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from random import Random
from time import monotonic, perf_counter

from meetings.seating.planning.designs import repeat_free, walks
from meetings.seating.planning.limits import balanced_pairs
from meetings.seating.planning.mixing import Mixing, Rows
from meetings.seating.planning.room import PersonId
from meetings.seating.planning.rows import Walks
from meetings.seating.planning.score import times_together
from meetings.seating.planning.year import Year

HOT, HOT_BESIDE, COLD = 3.0, 1.5, 0.15
WARM = 0.6  # for a schedule that fits but for some promises: hot enough to mend it, cool enough to keep it
TRIAL = 3_000  # swaps in the first search, which also shows how fast this computer is
FEWEST, EACH, MOST = (
    60_000,
    2_500,
    25_000,
)  # swaps in one search: at least, and at least and most for each person and meeting
SHARE = 0.85  # of what time is left, for each search but the last

Seats = tuple[tuple[PersonId | None, ...], ...]  # for each table, who is on each seat


@dataclass(frozen=True, slots=True)
class YearPlan:
    """Where everyone sits at each meeting, and how it was found.

    `moves` are the swaps of each search one after the other: with the same seed they give the same plan again, unless
    the time ran out in the middle of the last of them (`cut_short`).
    """

    meetings: tuple[Seats, ...]
    score: int
    limit: int
    moves: tuple[int, ...]
    cut_short: bool


Progress = Callable[[int, int], None]
"""Hears how many searches are done, and of how many."""


def nobody_told(done: int, of: int) -> None:
    """Nobody waits to hear how far it is."""


def plan_year(
    year: Year,
    *,
    seed: int,
    seconds: float | None = None,
    moves: Iterable[int] | None = None,
    progress: Progress = nobody_told,
) -> YearPlan:
    """Seat everyone at every meeting, in the time given or with the searches given (swaps in each, one by one).

    With `moves` the plan follows from the year, the seed and the moves alone. With `seconds` the searches are as
    long as this computer's speed allows, and are told in the plan, so that it can be made again. It stops at once when
    no plan can be better. `progress` hears after each search.
    """
    began = monotonic()
    core: Walks | Mixing = Walks(year, seed) if year.beside else Mixing(year)
    goal = year_limit(year)
    random = Random(seed)  # noqa: S311 - a seating plan keeps no secret, it must be repeatable
    given = list(moves) if moves is not None else None
    end = began + (2.0 if seconds is None else seconds) if given is None else None
    made: list[int] = []
    cut = False
    best: tuple[int, Rows] | None = None

    def late() -> bool:
        nonlocal cut
        cut = cut or (end is not None and monotonic() >= end)
        return cut

    starts = _starts(core, random)
    speed = 0.0
    while best is None or best[0] > goal:
        if given is not None:
            if len(made) == len(given):
                break
            length = given[len(made)]
        else:
            length = _length(made, speed, (end or 0) - monotonic(), core)
            if made and (late() or length < TRIAL):
                break
        rows, hot = next(starts)
        if best is not None and len(made) > 2 and len(made) % 2 == 1:
            rows, hot = best[1], WARM  # every other time, the best so far is loosened and set again
        clock = perf_counter()
        found = core.anneal(rows, random, length, hot=hot, cold=COLD, goal=goal, stop=late if made else _never)
        speed = length / max(1e-6, perf_counter() - clock)
        made.append(length)
        progress(len(made), len(given or made))
        if best is None or found[0] < best[0]:
            best = found
    assert best is not None
    return YearPlan(_named(core, best[1], seed), best[0], goal, tuple(made), cut)


def _never() -> bool:
    return False


def _length(made: list[int], speed: float, left: float, core: Walks | Mixing) -> int:
    """How long the next search should be: first a short one, then longer ones as the time allows."""
    if not made:
        return TRIAL
    if len(made) == 1:
        return min(5 * TRIAL, max(1, int(0.3 * speed * left)))  # what the first one learned of the tables is known now
    can = 0.93 * speed * left
    people = sum(len(here) for here in core.present)
    wanted = max(FEWEST, EACH * people)
    if can < 1.6 * wanted:
        return int(can)
    return int(max(wanted, min(SHARE * can, MOST * people)))


def _starts(core: Walks | Mixing, random: Random) -> Iterator[tuple[Rows, float]]:
    """Where each search begins, and how hot: from a schedule that fits, if there is one, then from fresh starts."""
    for rows in _schedules(core, random):
        yield rows, COLD
        yield rows, WARM
    while True:
        yield core.deal(random), HOT_BESIDE if core.year.beside else HOT


def _schedules(core: Walks | Mixing, random: Random) -> Iterator[Rows]:
    """A schedule without a repeat, when everybody always comes and the room is always the same."""
    sittings = core.year.sittings
    people = core.present[0] if core.present else []
    if len(sittings) < 2 or any(here != people for here in core.present):
        return
    order = random.sample(people, len(people)) if _promised(core) else people
    if isinstance(core, Walks):
        table = sittings[0].tables[0]
        if all(len(sitting.tables) == 1 and sitting.tables[0].line == table.line for sitting in sittings):
            known = walks(len(people), line=table.line)
            if known:
                yield [[[order[who] for who in known[m % len(known)]]] for m in range(len(sittings))]
        return
    tables = len(sittings[0].tables)
    size = -(-len(people) // max(1, tables))
    rounds = repeat_free(tables, size)
    fits = all(len(s.tables) == tables and all(len(t.seats) >= size for t in s.tables) for s in sittings)
    if rounds and fits and len(people) == tables * size:
        yield [[[order[who] for who in group] for group in rounds[m % len(rounds)]] for m in range(len(sittings))]


def _promised(core: Walks | Mixing) -> bool:
    return any(any(promises.bit) for promises in core.promises)


def _named(core: Walks | Mixing, rows: Rows, seed: int) -> tuple[Seats, ...]:
    random = Random(f"seats {seed}")  # noqa: S311 - no secret; another turn of luck than the one that led the search
    ids = [person.id for person in core.year.people]
    return tuple(
        tuple(tuple(None if who is None else ids[who] for who in row) for row in core.seats(m, tables, random))
        for m, tables in enumerate(rows)
    )


def year_limit(year: Year) -> int:
    """A number that the repeats of no plan for this year can go below.

    The larger of two counts. First, any two meetings share as many pairs as their common people must, spread over the
    tables of both; and so do earlier tables. Second, so many pairs must meet, and only so many have not met.
    """
    return max(0 if year.beside else _shared(year), _supply(year))


def _shared(year: Year) -> int:
    total = 0
    here = [set(sitting.present) for sitting in year.sittings]
    tables = [max(1, len(sitting.tables)) for sitting in year.sittings]
    for m, people in enumerate(here):
        for other in range(m):
            total += balanced_pairs(len(people & here[other]), tables[m] * tables[other])
        for groups in year.history:
            total += sum(balanced_pairs(len(people.intersection(group)), tables[m]) for group in groups)
    return total


def _supply(year: Year) -> int:
    before = times_together(year.history)
    together = {
        frozenset(pair): 0 for sitting in year.sittings for pair in combinations(sorted(sitting.present, key=str), 2)
    }
    wanted = 0
    for sitting in year.sittings:
        count, tables = len(sitting.present), max(1, len(sitting.tables))
        if not year.beside:
            wanted += balanced_pairs(count, tables)
        elif tables == 1 and count > 2 and not sitting.tables[0].line:
            wanted += count
        else:
            wanted += max(0, count - tables)
    costs: dict[int, int] = {}
    for pair in together:
        costs[before[pair]] = costs.get(before[pair], 0) + 1
    total = 0
    level = min(costs, default=0)
    while wanted > 0 and costs:
        now = costs.pop(level, 0)
        taken = min(now, wanted)
        total += taken * level
        wanted -= taken
        level += 1
        costs[level] = costs.get(level, 0) + taken
    return total
