"""How far two people marked the same. Plain Python.

The unit is one sentence and one theme: did each of the two mark it, or not?
"""

from collections.abc import Collection
from dataclasses import dataclass

NOTHING = "There are no sentences, so there is nothing to compare."
NEITHER = "Neither of you used it. You agree about that, and kappa says nothing here."
BOTH_ALL = "Both of you marked every sentence. You agree, and kappa says nothing here: by chance it would be the same."


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
