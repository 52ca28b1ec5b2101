"""How far all who looked for themes agree: as the published example has it, as the definition has it, and in words."""

import random
from fractions import Fraction
from itertools import permutations

import pytest

from accounts_reflective.coding.planning.agreement import ALL_ALIKE, NOT_TWO, NOTHING, Marked, all_together


def by_definition(units: int, people: list[Marked]) -> tuple[int, Fraction | None]:
    """Pair by pair: how often two values of one unit differ, to how often any two values do."""
    values = [[unit in p.units for p in people if unit not in p.unknown] for unit in range(1, units + 1)]
    compared = [each for each in values if len(each) > 1]
    every = [value for each in compared for value in each]
    observed = sum(Fraction(sum(a != b for a, b in permutations(each, 2)), len(each) - 1) for each in compared)
    by_chance = Fraction(sum(a != b for a, b in permutations(every, 2)), max(len(every) - 1, 1))
    return len(compared), 1 - observed / by_chance if by_chance else None


def test_alpha_is_the_one_that_krippendorff_published():
    """His own example of two people and yes or no (Computing Krippendorff's Alpha-Reliability, 2011, section A)."""
    meg, owen = Marked({2, 9}), Marked({1, 2, 3, 6})
    found = all_together(10, [meg, owen])
    assert (found.compared, round(found.alpha, 3)) == (10, 0.095)


def test_alpha_is_what_its_definition_says_also_where_marks_are_missing():
    dice = random.Random(7)
    for _ in range(300):
        units, chance = dice.randint(1, 9), dice.choice([0.1, 0.5, 0.9])
        some = lambda often, units=units: {n for n in range(1, units + 1) if dice.random() < often}  # noqa: E731
        people = [Marked(some(chance), some(0.2)) for _ in range(dice.randint(1, 4))]
        found, (compared, alpha) = all_together(units, people), by_definition(units, people)
        assert found.compared == compared
        assert (found.alpha is None) == (alpha is None) == bool(found.why)
        assert alpha is None or found.alpha == pytest.approx(float(alpha))
        assert all_together(units, people[::-1]) == found, "it does not matter who is named first"


@pytest.mark.parametrize(
    ("units", "people", "compared", "why"),
    [
        (0, [Marked(()), Marked(())], 0, NOTHING),
        (3, [], 0, NOT_TWO),
        (3, [Marked({1})], 0, NOT_TWO),
        (3, [Marked({1}), Marked((), unknown={1, 2, 3})], 0, NOT_TWO),
        (3, [Marked(()), Marked(())], 3, ALL_ALIKE),
        (3, [Marked({1, 2, 3}), Marked({1, 2, 3})], 3, ALL_ALIKE),
        (3, [Marked({1}), Marked({1}, unknown={2, 3})], 1, ALL_ALIKE),
    ],
)
def test_where_alpha_has_no_meaning_it_is_said_in_words(units, people, compared, why):
    found = all_together(units, people)
    assert (found.compared, found.alpha, found.why) == (compared, None, why)


def test_everybody_alike_where_somebody_marked_and_somebody_did_not_is_one():
    assert all_together(4, [Marked({1, 2})] * 3).alpha == 1
