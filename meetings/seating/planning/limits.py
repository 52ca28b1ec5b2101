"""The honest limits: what no plan could beat. Shown beside a plan so that nobody is promised more."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb

from meetings.seating.planning.room import Groups, PersonId
from meetings.seating.planning.score import times_together

# Fewest meetings for everyone to have met everyone, {(people, seats): meetings}, from published tables of covers.
PUBLISHED = {(12, 4): 5, (24, 4): 8, (24, 6): 6}
# Sizes for which a finite plane exists, so that size x size people need size + 1 meetings.
PLANES = {2, 3, 4, 5, 7, 8, 9, 11}


@dataclass(frozen=True, slots=True)
class BestPossible:
    """How soon everyone could have met everyone. `meetings` is None when nobody ever could (tables of one).

    exact: True when a schedule of exactly this many meetings is known; False when it is only a lower bound.
    """

    people: int
    table_sizes: tuple[int, ...]
    meetings: int | None
    exact: bool
    beside: bool = False


def balanced_pairs(people: int, places: int) -> int:
    """The fewest pairs who must share a place when people spread over places as evenly as they can."""
    size, larger = divmod(people, places)
    return larger * comb(size + 1, 2) + (places - larger) * comb(size, 2)


def fewest_repeats(people: Iterable[PersonId], number_of_tables: int, history: Iterable[Groups]) -> int:
    """A number of repeats that no plan for these people can go below. The best plan may need more.

    The larger of two counts: the pairs who must share a table, taken from those who met least; and, for each
    group that sat together before, the pairs of it who must share again because there are only so many tables.
    """
    present = set(people)
    meetings = list(history)
    before = times_together(meetings)
    counts = sorted(before[frozenset(pair)] for pair in combinations(present, 2))
    supply = sum(counts[: balanced_pairs(len(present), number_of_tables)])
    groups = (len(present.intersection(group)) for meeting in meetings for group in meeting)
    return max(supply, sum(balanced_pairs(size, number_of_tables) for size in groups))


def fewest_beside(people: Iterable[PersonId], pairs: int, history: Iterable[Groups]) -> int:
    """The same where so many pairs sit beside each other: those who met least, and no fewer pairs."""
    before = times_together(list(history))
    return sum(sorted(before[frozenset(pair)] for pair in combinations(set(people), 2))[:pairs])


def meetings_beside(people: int, pairs: int) -> BestPossible:
    """How many meetings everyone needs to have sat beside everyone, when so many pairs do at one of them."""
    return BestPossible(people, (people,), -(-comb(people, 2) // pairs) if pairs else None, exact=False, beside=True)


def fewest_meetings(table_sizes: Sequence[int]) -> BestPossible:
    """How many meetings at tables of these sizes everyone needs to meet everyone, when everyone always comes."""
    sizes = tuple(sorted(table_sizes, reverse=True))
    people = sum(sizes)
    if len(sizes) <= 1:
        return BestPossible(people, sizes, min(len(sizes), 1), exact=True)
    if sizes[0] == 1:
        return BestPossible(people, sizes, None, exact=True)
    known = _known(people, sizes[0]) if sizes[0] == sizes[-1] else None
    if known is not None:
        return BestPossible(people, sizes, known, exact=True)
    return BestPossible(people, sizes, _at_least(people, sizes), exact=False)


def _known(people: int, size: int) -> int | None:
    """The exact answer where a schedule is known: round robin, schoolgirls, blocks of four, planes, tables."""
    if (people, size) in PUBLISHED:
        return PUBLISHED[people, size]
    met_once = size == 2 or (size == 3 and people % 6 == 3) or (size == 4 and people % 12 == 4)
    if met_once or (people == size * size and size in PLANES):
        return (people - 1) // (size - 1)
    return None


def _at_least(people: int, sizes: tuple[int, ...]) -> int:
    meetings = -(-(people - 1) // (sizes[0] - 1))
    while not _could_do(people, sizes, meetings):
        meetings += 1
    return meetings


def _could_do(people: int, sizes: tuple[int, ...], meetings: int) -> bool:
    """Whether counting alone leaves this many meetings possible.

    Any two meetings share at least balanced_pairs(people, tables x tables) pairs. A pair that meets c times is shared
    by C(c, 2) of the meetings, which is at most meetings / 2 for each of its c - 1 repeats.
    """
    spare = meetings * sum(comb(size, 2) for size in sizes) - comb(people, 2)
    shared = comb(meetings, 2) * balanced_pairs(people, len(sizes) ** 2)
    return spare >= 0 and 2 * shared <= spare * meetings
