"""Whoever can come least often comes as often as possible, then the next, and so on (leximin); then the most points.

Each person has points: those from before (what they missed lately, as a number below nothing) and those of the dates
that are chosen. A choice is better when the lowest of all points is higher, then the second lowest, and so on. That is
one comparison of whole numbers: each person weighs (people + 1) ** (most - points), and the least weight wins.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count, pairwise
from math import comb
from random import Random
from time import monotonic

Person = Hashable
TOO_FEW, SOMEBODY_MISSING, TOO_SOON = "too_few", "somebody_missing", "too_soon"
TRY_ALL = 4_000  # so many choices or fewer are all looked at
ROUNDS = 100  # of the search, when there are more
SEED = 4


@dataclass(frozen=True)
class Slot:
    """One date: the number of its day, and what it is worth to whom. `key` names it and settles what is equal."""

    key: Hashable
    day: int
    points: Mapping[Person, int]


@dataclass(frozen=True)
class Rules:
    """How many dates, how far apart (in days), how many people at least, and of which groups somebody has to come.

    `fixed_days` are days on which something is already planned; `not_before` is the first day that is not too soon.
    """

    choose: int = 1
    min_gap: int = 0
    max_gap: int | None = None
    quorum: int = 0
    one_of: tuple[frozenset, ...] = ()
    fixed_days: tuple[int, ...] = ()
    not_before: int | None = None


@dataclass(frozen=True)
class Choice:
    """The dates taken, in the order of their days, and what each person then has, the lowest first."""

    slots: tuple[Slot, ...]
    points: tuple[int, ...] = field(compare=False)


def problems_of(slot: Slot, rules: Rules) -> list[str]:
    """Why this date cannot be taken; nothing when it can."""
    coming = {person for person, points in slot.points.items() if points}
    found = []
    if len(coming) < rules.quorum:
        found.append(TOO_FEW)
    if any(not coming & group for group in rules.one_of):
        found.append(SOMEBODY_MISSING)
    near = any(abs(slot.day - day) < rules.min_gap for day in rules.fixed_days)
    if near or (rules.not_before is not None and slot.day < rules.not_before):
        found.append(TOO_SOON)
    return found


def choose(
    slots: Iterable[Slot],
    people: Iterable[Person],
    rules: Rules,
    before: Mapping[Person, int] | None = None,
    *,
    seconds: float | None = None,
) -> Choice | None:
    """The best dates by these rules, or None when no dates keep them. The same rows always give the same dates.

    With `seconds` we look for that long, instead of a fixed number of rounds, when there are too many to try them all.
    """
    able = sorted((slot for slot in slots if not problems_of(slot, rules)), key=lambda slot: (slot.day, str(slot.key)))
    table = _Table(able, sorted(people, key=str), before or {}, rules)
    few = comb(len(able), rules.choose) <= TRY_ALL
    best = min(table.all_choices(), key=table.weight, default=None) if few else _search(table, seconds)
    return Choice(tuple(able[place] for place in best), table.points(best)) if best is not None else None


class _Table:
    """The dates that can be taken, by their place in the order of days, and what a set of them weighs."""

    def __init__(self, slots: Sequence[Slot], people: Sequence[Person], before: Mapping, rules: Rules) -> None:
        self.rules = rules
        self.days = [slot.day for slot in slots]
        self.rows = [[slot.points.get(person, 0) for person in people] for slot in slots]
        self.start = [before.get(person, 0) for person in people]
        most = max(self.start, default=0) + rules.choose * max((max(row, default=0) for row in self.rows), default=0)
        lowest = min(self.start, default=0)
        self.lowest = lowest
        self.weights = [(len(people) + 1) ** (most - points) for points in range(lowest, most + 1)]

    def points(self, chosen: Iterable[int]) -> tuple[int, ...]:
        return tuple(sorted(map(sum, zip(self.start, *(self.rows[place] for place in chosen), strict=True))))

    def totals(self, chosen: Iterable[int]) -> list[int]:
        """What each person has above the lowest start."""
        low = self.lowest
        return [sum(each) - low for each in zip(self.start, *(self.rows[place] for place in chosen), strict=True)]

    def weight(self, chosen: Iterable[int]) -> int:
        weights = self.weights
        return sum(weights[points] for points in self.totals(chosen))

    def may_follow(self, first: int, second: int) -> bool:
        """May one date come right after the other?"""
        gap = self.days[second] - self.days[first]
        return gap >= self.rules.min_gap and (self.rules.max_gap is None or gap <= self.rules.max_gap)

    def keeps_gaps(self, chosen: Sequence[int]) -> bool:
        return all(self.may_follow(first, second) for first, second in pairwise(chosen))

    def first_choice(self, order: Random) -> tuple[int, ...] | None:
        """Any set that keeps the gaps; None when none does. From the end back: how many dates may follow each."""
        places, wanted = range(len(self.days)), self.rules.choose
        able = [set(places)]  # those that can be followed by none, by one, by two more ...
        for _ in range(wanted - 1):
            able.append(
                {a for a in places if any(self.may_follow(a, b) for b in range(a + 1, len(places)) if b in able[-1])}
            )
        chosen: list[int] = []
        for left in reversed(able):
            fit = [p for p in sorted(left) if not chosen or (p > chosen[-1] and self.may_follow(chosen[-1], p))]
            if not fit:
                return None
            chosen.append(order.choice(fit))
        return tuple(chosen)

    def all_choices(self, order: Random | None = None) -> Iterator[tuple[int, ...]]:
        """Every set that keeps the gaps, in a fixed order or (to begin a search) in a mixed one."""

        def longer(chosen: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
            if len(chosen) == self.rules.choose:
                yield chosen
                return
            follows = range(chosen[-1] + 1 if chosen else 0, len(self.days))
            for place in order.sample(follows, len(follows)) if order else follows:
                if not chosen or self.may_follow(chosen[-1], place):
                    yield from longer((*chosen, place))

        return longer(())


def _search(table: _Table, seconds: float | None = None) -> tuple[int, ...] | None:
    """Go downhill by exchanging one date at a time; then exchange two at random and go downhill again; keep the best.

    A number of rounds and not a clock ends it, so that it does the same on every computer; unless a time is given.
    """
    random = Random(SEED)  # noqa: S311 - the same search each time is the point
    end = None if seconds is None else monotonic() + seconds
    here = table.first_choice(random)
    if here is None:
        return None
    here = best = _downhill(table, here)
    weight = least = table.weight(here)
    for tried in count():
        if tried >= ROUNDS if end is None else monotonic() >= end:
            break
        there = _downhill(table, _shaken(table, here, random))
        heavier = table.weight(there)
        if heavier <= weight or random.random() < 0.05:
            here, weight = there, heavier
        if weight < least:
            best, least = here, weight
    return best


def _downhill(table: _Table, chosen: tuple[int, ...]) -> tuple[int, ...]:
    weight, weights, rows = table.weight(chosen), table.weights, table.rows
    while True:
        better = None
        for out in chosen:
            rest = [place for place in chosen if place != out]
            totals = table.totals(rest)
            for place in range(len(rows)):
                if place in chosen:
                    continue
                tried = sum([weights[have + more] for have, more in zip(totals, rows[place], strict=True)])
                if tried < weight:
                    new = tuple(sorted([*rest, place]))
                    if table.keeps_gaps(new):
                        better, weight = new, tried
        if better is None:
            return chosen
        chosen = better


def _shaken(table: _Table, chosen: tuple[int, ...], random: Random) -> tuple[int, ...]:
    """Two dates exchanged at random, if that keeps the gaps; else the same again."""
    for _ in range(30):
        free = [place for place in range(len(table.days)) if place not in chosen]
        out = set(random.sample(chosen, min(2, len(chosen), len(free))))
        new = tuple(sorted([*(place for place in chosen if place not in out), *random.sample(free, len(out))]))
        if table.keeps_gaps(new):
            return new
    return chosen


def why_none(slots: Sequence[Slot], people: Iterable[Person], rules: Rules) -> str:
    """What stands in the way when no dates keep the rules, and the smallest change that would help, in a sentence."""
    able = [slot for slot in slots if not problems_of(slot, rules)]
    if len(slots) < rules.choose:
        return f"{rules.choose} dates are wanted and {len(slots)} are there. Add dates, or choose fewer."
    for less in range(rules.quorum, -1, -1):
        if choose(slots, people, replace(rules, quorum=less)) is not None:
            return f"With a quorum of {rules.quorum} no dates keep the rules. With {less} some do, or add dates."
    if choose(slots, people, replace(rules, one_of=())) is not None:
        return "Too rarely can one of those come who have to. Name more people there, or add dates."
    wide = replace(rules, max_gap=None)
    if choose(slots, people, wide) is not None:
        return f"The dates lie too far apart for {rules.max_gap} days at most. Allow more days, or add dates between."
    for closer in range(rules.min_gap, -1, -1):
        if choose(slots, people, replace(rules, min_gap=closer)) is not None:
            return f"No dates lie {rules.min_gap} days apart. With {closer} days some do, or add dates."
    return f"Only {len(able)} of {len(slots)} dates keep the rules by themselves. Add dates, or choose fewer."
