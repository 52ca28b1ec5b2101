"""How far people marked the same: each two, and all together. Plain Python.

The unit is one sentence and one theme: did each of them mark it, or not?
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

NOTHING = "There are no sentences, so there is nothing to compare."
NEITHER = "Neither of you used it. You agree about that, and kappa says nothing here."
BOTH_ALL = "Both of you marked every sentence. You agree, and kappa says nothing here: by chance it would be the same."

NOT_TWO = "No sentence was looked at by two of you without seeing the marks of others, so there is nothing to compare."
ALL_ALIKE = "All of you say the same of every sentence compared. You agree, and alpha says nothing here."


@dataclass(frozen=True)
class Agreement:
    """Of `units`, about how many two people agree. `kappa` is None where it has no meaning, and `why` says so."""

    units: int
    agreed: int
    kappa: float | None
    why: str = ""

    @property
    def percent(self) -> int | None:
        """Agreed in a hundred, rounded down, so that 100 means all; None when there is nothing to compare."""
        return 100 * self.agreed // self.units if self.units else None


def agreement(units: int, one: Collection[int], other: Collection[int]) -> Agreement:
    """Compare which of the units (numbered) each of the two marked: Cohen's kappa for yes and no.

    (observed - by chance) / (1 - by chance), where `by chance` is how often two people who marked as often as these
    two, but anywhere, would agree. When both marked nothing, or both all, chance agrees always and there is no kappa.
    """
    first, second = set(one), set(other)
    agreed = units - len(first ^ second)
    if not units:
        return Agreement(0, 0, None, NOTHING)
    if not first and not second:
        return Agreement(units, agreed, None, NEITHER)
    if len(first) == len(second) == units:
        return Agreement(units, agreed, None, BOTH_ALL)
    by_chance = len(first) * len(second) + (units - len(first)) * (units - len(second))  # times units squared
    return Agreement(units, agreed, (agreed * units - by_chance) / (units * units - by_chance))


@dataclass(frozen=True)
class Marked:
    """Which units (numbered from 1) one person marked by themself. Of those in `unknown` nobody can say: their mark
    there was made after they saw what others marked.
    """

    units: Collection[int]
    unknown: Collection[int] = ()


@dataclass(frozen=True)
class AllTogether:
    """Krippendorff's alpha of everybody, over the units that two or more of them say something of. `alpha` is None
    where it has no meaning, and `why` says so.
    """

    compared: int
    alpha: float | None
    why: str = ""


def all_together(units: int, people: Sequence[Marked]) -> AllTogether:
    """Compare what all of them marked of so many units: yes or no, what is unknown left out.

    1 - (observed disagreement / disagreement by chance). Of a unit that only one person says something of, nothing is
    compared. When everybody says the same of everything, chance would never disagree, and there is no alpha.
    """
    if not units:
        return AllTogether(0, None, NOTHING)
    counts = [[0, 0] for _ in range(units)]
    for each in people:
        marked, unknown = set(each.units), set(each.unknown)
        for unit in range(1, units + 1):
            if unit not in unknown:
                counts[unit - 1][unit in marked] += 1
    compared = [pair for pair in counts if sum(pair) >= 2]
    if not compared:
        return AllTogether(0, None, NOT_TWO)
    if any(not any(column) for column in zip(*compared, strict=True)):
        return AllTogether(len(compared), None, ALL_ALIKE)
    import krippendorff  # a fifth of a second, which only whoever looks at numbers waits for

    found = krippendorff.alpha(value_counts=compared, level_of_measurement="nominal")
    return AllTogether(len(compared), float(found))
