"""The numbers of the twin-world test as tables that fit on a screen."""

from collections import Counter
from collections.abc import Callable, Iterable

from tests.project.twin.cast import VIEWERS
from tests.project.twin.cells import LAPSED, NO_WORDS, NOTHING, RELATIONS, STATES, Cell
from tests.project.twin.run import LETTERS, Tally


def numbers(tally: Tally) -> str:
    """One line: how much was compared, and what came of it."""
    runs = ", ".join(map(str, tally.runs))
    return (
        f"twin worlds, run {runs}, {tally.histories} histories: {tally.comparisons} comparisons in "
        f"{tally.seconds:.0f} s, {tally.per_second:.0f} a second, {len(tally.differences)} differences; "
        f"{len(tally.cells)} cells, {len(tally.empty_cells())} empty; "
        f"events left out or reduced: {sum(tally.purged.values())}"
    )


def tables(tally: Tally) -> str:
    """Looks by room and kind of viewer; by what they are to each other; by what became of the words behind."""
    states = [NOTHING, *STATES, LAPSED]
    with_words = Counter(
        {cell: n for cell, n in tally.cells.items() if cell.surface.split()[-1].startswith("identity:")}
    )
    return "\n\n".join(
        [
            _table("by room", tally.cells, _room, sorted({_room(cell) for cell in tally.cells})),
            _table("by relation", tally.cells, lambda cell: cell.relation, RELATIONS),
            _table("by words", with_words, _state, [" / ".join(state) for state in states]),
            _table("to whom", with_words, _relation_and_disclosure, _pairs(with_words)),
        ]
    )


def _table(title: str, counted: Counter[Cell], row: Callable[[Cell], str], rows: Iterable[str]) -> str:
    found: Counter[tuple[str, str]] = Counter()
    for cell, number in counted.items():
        found[row(cell), cell.viewer] += number
    lines = [f"{title:<34}" + "".join(f"{viewer:>15}" for viewer in VIEWERS)]
    lines += [f"{name:<34}" + "".join(f"{found[name, viewer] or '-':>15}" for viewer in VIEWERS) for name in rows]
    return "\n".join(lines)


def _room(cell: Cell) -> str:
    """The room of an address by its name; sign-in for the names that allauth gives."""
    name = cell.surface.split()[-1]
    if name == LETTERS:
        return LETTERS
    return name.partition(":")[0] if ":" in name else "sign-in"


def _state(cell: Cell) -> str:
    return f"{cell.disclosure} / {cell.consent}"


def _relation_and_disclosure(cell: Cell) -> str:
    return f"{cell.relation}: {cell.disclosure}"


def _pairs(counted: Counter[Cell]) -> list[str]:
    found = {_relation_and_disclosure(cell) for cell in counted if (cell.disclosure, cell.consent) != NO_WORDS}
    return sorted(found, key=lambda name: (RELATIONS.index(name.partition(":")[0]), name))
