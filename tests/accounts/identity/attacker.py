"""Somebody who lays all numbers that were ever told side by side and works out what must be true.

They know who was in the programme on every day, that nobody changed their mind, and one person's own answers (theirs).
They know the rules by which numbers are told, from the page that explains them; nothing here asks the code. For each
person and each number they find the least and the most that it can be, by integer programming over everything at once.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from random import Random

import numpy
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import block_diag

from accounts.identity.planning import counts

EPOCHS = 4


@dataclass(frozen=True)
class Cell:
    """One number that was told: among these people, at least `low` and at most `high` said yes."""

    people: frozenset[int]
    low: int
    high: int


@dataclass(frozen=True)
class Learnt:
    """What follows: the range of each number, and the people of whom one answer is certain."""

    ranges: tuple[tuple[int, int], ...]
    certain: frozenset[int]


def work_out(cells: Sequence[Cell], own: dict[int, bool] | None = None) -> Learnt:
    """Everything that must be true if all these numbers are. `own` are answers the attacker knows."""
    if not cells:
        return Learnt((), frozenset())
    own = own or {}
    groups: dict[tuple[bool, ...], list[int]] = {}
    everybody = sorted(set().union(*(cell.people for cell in cells)) - set(own))
    for person in everybody:  # people who are in the same numbers can be told apart by none of them
        groups.setdefault(tuple(person in cell.people for cell in cells), []).append(person)
    patterns = sorted(groups)
    known = [sum(own[person] for person in own if person in cell.people) for cell in cells]
    lows = tuple(max(0, cell.low - yes) for cell, yes in zip(cells, known, strict=True))
    highs = tuple(cell.high - yes for cell, yes in zip(cells, known, strict=True))
    sizes = tuple(len(groups[pattern]) for pattern in patterns)
    ranges, of_groups = _ranges(tuple(patterns), sizes, lows, highs)
    certain = {
        person
        for pattern, (least, most) in zip(patterns, of_groups, strict=True)
        if least == len(groups[pattern]) or most == 0
        for person in groups[pattern]
    }
    numbers = tuple((least + yes, most + yes) for (least, most), yes in zip(ranges, known, strict=True))
    return Learnt(numbers, frozenset(certain))


@cache
def _ranges(
    patterns: tuple[tuple[bool, ...], ...], sizes: tuple[int, ...], lows: tuple[int, ...], highs: tuple[int, ...]
) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """The least and the most of each number and of each group's yeses: one programme with a block for each question."""
    of_cells = numpy.array(patterns, dtype=float).reshape(len(sizes), len(lows)).T
    questions = [*of_cells, *numpy.eye(len(sizes))]
    asked = [sign * question for question in questions for sign in (1, -1)]
    told = LinearConstraint(block_diag([of_cells] * len(asked)), lows * len(asked), highs * len(asked))
    most = Bounds(0, numpy.tile(sizes, len(asked)))
    answer = milp(numpy.concatenate(asked), constraints=told, bounds=most, integrality=1)
    if not answer.success:
        raise AssertionError("What was told cannot be true all at once, so it told that somebody changed their mind.")
    found = answer.x.reshape(len(asked), len(sizes))
    ends = [round(float(question @ found[place])) for place, question in enumerate(_twice(questions))]
    pairs = list(zip(ends[::2], ends[1::2], strict=True))
    return pairs[: len(lows)], pairs[len(lows) :]


def _twice(questions: Iterable) -> list:
    return [question for question in questions for _ in range(2)]


@dataclass(frozen=True)
class Population:
    """Who is in the programme on each fixed day, and who says yes, once and for all."""

    days: tuple[frozenset[int], ...]
    yes: frozenset[int]


def population(seed: int) -> Population:
    """One history of four days: from nearly the same people to nearly all others, from nobody's yes to everybody's."""
    chance = Random(seed)
    rate = chance.choice((0, 0.1, 0.25, 0.4, 0.5, 0.6, 0.75, 0.9, 1))
    here = set(range(chance.choice((12, 20, 21, 23, 25, 30, 45, 60))))
    gone: set[int] = set()
    everybody, days = set(here), [frozenset(here)]
    while len(days) < EPOCHS:
        leaving = _some(chance, here, chance.choice((0, 1, 1, 2, 5, 10, len(here) - 9, len(here) - 1, len(here))))
        coming = set(range(len(everybody), len(everybody) + chance.choice((0, 1, 1, 2, 5, 10, 20, 23, 30))))
        back = _some(chance, gone, chance.choice((0, 0, 1, 5)))
        here, gone = (here - leaving) | coming | back, (gone | leaving) - back
        everybody |= here
        days.append(frozenset(here))
    return Population(tuple(days), frozenset(person for person in everybody if chance.random() < rate))


def _some(chance: Random, people: set[int], number: int) -> set[int]:
    return set(chance.sample(sorted(people), k=max(0, min(number, len(people)))))


def as_read(people: frozenset[int], told: counts.Shown) -> Cell:
    """What a reader of the page knows from one number."""
    if told.value is None:
        return Cell(people, 0, min(9, len(people)))
    low = 10 if told.value == 10 else told.value - 2
    return Cell(people, low, len(people) if told.or_more else min(told.value + 2, len(people)))


def by_the_rules(history: Population) -> list[Cell]:
    """What LEAP tells over the four days, about one topic."""
    told: list[Cell] = []
    before: set[int] = set()
    for here in history.days:
        if counts.may_be_made(here, before):
            told.append(as_read(here, counts.shown(len(here & history.yes), len(here - before))))
            before |= here
    return told


def every_half_year(history: Population) -> list[Cell]:
    """What would be told with the same rounding, but on every fixed day: for the test of the attacker."""
    return [as_read(here, counts.shown(len(here & history.yes), len(here))) for here in history.days if len(here) > 19]


def naively(history: Population, panels: int = 3) -> list[Cell]:
    """Exact numbers for each panel and all together, with those under five left out: for the test of the attacker."""
    told = []
    for here in history.days:
        groups = [frozenset(person for person in here if person % panels == panel) for panel in range(panels)]
        for people in [*groups, here]:
            exact = len(people & history.yes)
            told.append(Cell(people, exact, exact) if exact >= 5 else Cell(people, 0, min(4, len(people))))
    return told


@dataclass
class Harm:
    """What an attacker gained: numbers known to less than three values or, being small, to be of somebody; people."""

    numbers: int = 0
    recovered: int = 0
    people: int = 0
    told: int = 0


def harm_of(cells: Sequence[Cell], yes: frozenset[int], insider: int | None = None) -> Harm:
    """What somebody learns from these numbers; with `insider`, somebody who knows their own answer."""
    harm = Harm(told=len(cells))
    if not cells:
        return harm
    learnt = work_out(cells, {insider: insider in yes} if insider is not None else {})
    for cell, (least, most) in zip(cells, learnt.ranges, strict=True):
        own = int(insider in cell.people and insider in yes) if insider is not None else 0
        is_small = cell.low == 0
        harm.numbers += most - least < 2 or (is_small and least > own)
        harm.recovered += most == least
    harm.people = len(learnt.certain)
    return harm
