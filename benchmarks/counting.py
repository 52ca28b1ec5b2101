"""What somebody can work out who lays all numbers about everybody side by side, over two thousand invented histories.

The attacker (`tests/accounts/identity/attacker.py`) knows who was there on every day, that nobody changed their mind,
and their own answer, and finds what must be true by integer programming. They also attack numbers told in two careless
ways, to show that they would find something.
"""

from collections.abc import Callable, Sequence

from leap.local.figures import figure
from tests.accounts.identity.attacker import (
    Cell,
    Harm,
    Population,
    by_the_rules,
    every_half_year,
    harm_of,
    naively,
    population,
)

# From the design notes (G11): no cell and no person, over at least 2,000 populations and four days each.
POPULATIONS = 2000
CONTROLS = 200


def main() -> None:
    """Print what the attacker gained by the rules, and what they gain where the rules are left out."""
    harm, histories = attacked(by_the_rules, POPULATIONS, insiders=True)
    figure("counting_populations", histories, "histories", POPULATIONS)
    figure("counting_cells_recovered", harm.recovered + harm.numbers, "numbers", 0, at_most=True)
    figure("counting_people_narrowed", harm.people, "people", 0, at_most=True)
    careless, _ = attacked(every_half_year, CONTROLS)
    figure("counting_people_narrowed_if_told_every_half_year", careless.people, "people", 1)
    exact, _ = attacked(naively, CONTROLS)
    figure("counting_cells_recovered_from_exact_numbers", exact.recovered, "numbers", 1)


def attacked(
    telling: Callable[[Population], Sequence[Cell]], number: int, *, insiders: bool = False
) -> tuple[Harm, int]:
    """Everything gained over so many histories; with `insiders`, also by each kind of person who was there."""
    whole = Harm()
    for seed in range(number):
        history = population(seed)
        cells = telling(history)
        whole = added(whole, harm_of(cells, history.yes))
        for insider in some_of(cells) if insiders else []:
            whole = added(whole, harm_of(cells, history.yes, insider))
    return whole, number


def some_of(cells: Sequence[Cell]) -> list[int]:
    """One person for each way of being in these numbers."""
    found: dict[tuple[bool, ...], int] = {}
    for person in sorted(set().union(*(cell.people for cell in cells))) if cells else []:
        found.setdefault(tuple(person in cell.people for cell in cells), person)
    return list(found.values())


def added(one: Harm, other: Harm) -> Harm:
    """Both together."""
    return Harm(
        one.numbers + other.numbers, one.recovered + other.recovered, one.people + other.people, one.told + other.told
    )
