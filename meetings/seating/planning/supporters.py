"""Somebody who comes along to support a person: a chair beside theirs. The plan knows nothing else of them.

They meet nobody in the sense of mixing and have no side, but they take a seat: whoever sits on their other side is not
beside the person they came with.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from meetings.seating.planning.plan import Plan
from meetings.seating.planning.room import PersonComing, PersonId, SeatedTable, Supporter, Table, Wishes
from meetings.seating.planning.score import neighbours
from meetings.seating.planning.shapes import FEWEST_SEATS, IN_WORDS, MOST_SEATS, and_words, as_far_as_it_goes

BETWEEN = "between two"
"""What a seat that is no end of a row offers. At an end there would be one person beside the chair, and it would be
told whose it is."""

Pairs = tuple[tuple[PersonId, PersonId], ...]
Make = Callable[[Sequence[PersonComing], Sequence[Table], Wishes], Plan]


def pairs_of(hosts: Iterable[PersonId]) -> tuple[tuple[PersonId, PersonId], ...]:
    """Each supporter with whom they come, always in the same order."""
    return tuple((Supporter(host), host) for host in sorted(hosts, key=str))


def apart_from_theirs(tables: Sequence[SeatedTable]) -> set[PersonId]:
    """Whose supporter has a seat and is not beside them."""
    beside = {pair for table in tables for pair in neighbours(table)}
    seated = [who for table in tables for who in table.people if isinstance(who, Supporter)]
    return {who.of for who in seated if frozenset((who, who.of)) not in beside}


def plan_with_supporters(
    make: Make,
    people: Sequence[PersonComing],
    tables: Sequence[Table],
    wishes: Wishes,
    hosts: Collection[PersonId],
    told: Mapping[PersonId, frozenset[str]],
    *,
    told_pairs: Pairs = (),
) -> Plan:
    """Plan with a seat for the supporter of each of `hosts`, beside them.

    If that does not go with all that is asked, wishes to be apart are left out, then needs that are not `told`. Who
    sits `alone` is taken from a plan made with nothing but what whoever makes it may be told: the needs that are told,
    and `told_pairs` for `wishes.together`, which may have been chosen by wishes to be apart. It is made every time: if
    it were made only where the others fail, the refusal would rest on what made them fail.
    """
    if not hosts:
        return make(people, tables, wishes)
    pairs = pairs_of(hosts)
    between = [PersonComing(supporter, needs=frozenset({BETWEEN})) for supporter, _ in pairs]
    bare = [replace(each, needs=frozenset()) for each in between]
    as_told = as_far_as_it_goes([replace(each, needs=told.get(each.id, frozenset())) for each in people], tables)
    no_wishes = replace(wishes, apart=(), together=(*told_pairs, *pairs))
    marked = [_marked(table) for table in tables]
    last = make([*as_told, *bare], marked, no_wishes)
    alone = frozenset(apart_from_theirs(last.tables))
    for asked, wished in (
        (people, replace(wishes, together=(*wishes.together, *pairs))),
        (people, no_wishes),
        (as_told, no_wishes),
    ):
        plan = make([*asked, *between], marked, wished)
        if len(apart_from_theirs(plan.tables)) <= len(alone):
            return replace(plan, alone=alone)
    return replace(last, alone=alone)


def _marked(table: Table) -> Table:
    ends = {0, len(table.seats) - 1} if table.line else set()
    return replace(table, seats=tuple(s if i in ends else s | {BETWEEN} for i, s in enumerate(table.seats)))


def pairs_that_fit(sizes: Iterable[int]) -> int:
    """How many can sit beside each other two by two, at tables of these sizes."""
    return sum(size // 2 for size in sizes)


def too_few_side_by_side(supporters: int, tables: Sequence[Table]) -> str:
    """What to change in a room where not every supporter can sit beside whom they come with; empty when they can.

    It says what the room lacks and not whose supporter it is.
    """
    lacking = supporters - pairs_that_fit(len(table.seats) for table in tables)
    if lacking <= 0:
        return ""
    odd = [table.name for table in tables if len(table.seats) % 2]
    if len(odd) < lacking:
        return f"{_NOT_ALL} {lacking} more tables of two seats would do."
    more = "One more seat" if lacking == 1 else f"One more seat each at {lacking} tables"
    where = and_words(odd) if len(odd) == lacking else and_words(odd, "or")
    return f"{_NOT_ALL} {more} would do: at {where}."


FEWEST_WITH_SUPPORTER = 3
_ALONE = "At a table of two, a supporter and the person they come with would sit alone."
_NOT_ALL = "Not every supporter could sit beside the person they come with."


def size_that_seats_them(
    people: int, supporters: int, asked: int, choose: Callable[[int, int], Sequence[Table]]
) -> str:
    """The same at plain tables, which `choose` makes: the nearest number of seats at a table that would do."""

    def does(size: int) -> bool:
        sizes = [len(table.seats) for table in choose(people, size)]
        return pairs_that_fit(sizes) >= supporters and not (supporters and _leaves_two_alone(sizes))

    if does(asked):
        return ""
    alone = _leaves_two_alone([len(table.seats) for table in choose(people, asked)])
    sizes = sorted(range(FEWEST_SEATS, MOST_SEATS + 1), key=lambda size: (abs(size - asked), -size))
    fits = next((size for size in sizes if does(size)), None)
    return (_ALONE if alone else _NOT_ALL) + (f" {fits} seats at a table would do." if fits else "")


def _leaves_two_alone(sizes: Sequence[int]) -> bool:
    return len(sizes) > 1 and min(sizes) < FEWEST_WITH_SUPPORTER


def no_seat_beside(apart: Iterable[PersonId], told: Mapping[PersonId, frozenset[str]]) -> list[str]:
    """For each kind of seat beside which a supporter's is lacking, the smallest change. It says nobody's name."""
    lacking = sorted({told.get(host, frozenset()) for host in apart}, key=sorted)
    return [f"{_NOT_ALL} {_one_more(needs)}" for needs in lacking]


def _one_more(needs: frozenset[str]) -> str:
    if not needs:
        return "One more seat beside another, at any table, would do."
    offers = and_words([words for each, words in IN_WORDS.items() if each in needs])
    return f"Two seats side by side would do, one of them with {offers}."


def brought_along(tables: Sequence[SeatedTable]) -> Sequence[SeatedTable] | None:
    """The same tables with each supporter beside whom they come with, moving nobody but supporters; None if no free
    seat will do. Two supporters may take each other's seats.
    """
    for _ in range(1 + len(tables)):
        away = sorted(apart_from_theirs(tables), key=str)
        if not away:
            return tables
        tables = _one_better(tables, away)
        if not tables:
            return None
    return None


def _one_better(tables: Sequence[SeatedTable], away: Sequence[PersonId]) -> Sequence[SeatedTable]:
    """One supporter on a free seat, or two on each other's, so that more are beside theirs; else nothing."""
    at = {who: (t, s) for t, table in enumerate(tables) for s, who in enumerate(table.seats) if who is not None}
    free = [(t, s) for t, table in enumerate(tables) for s, who in enumerate(table.seats) if who is None]
    others = [at[who] for who in at if isinstance(who, Supporter)]
    best: Sequence[SeatedTable] = ()
    fewest = len(away)
    for host in away:
        here = at[Supporter(host)]
        for there in [*others, *free]:
            changed = _exchanged(tables, here, there)
            if len(apart_from_theirs(changed)) < fewest:
                best, fewest = changed, len(apart_from_theirs(changed))
    return best


def _exchanged(tables: Sequence[SeatedTable], one: tuple[int, int], other: tuple[int, int]) -> tuple[SeatedTable, ...]:
    rows = [list(table.seats) for table in tables]
    (t, s), (u, v) = one, other
    rows[t][s], rows[u][v] = rows[u][v], rows[t][s]
    return tuple(SeatedTable(table.table, tuple(row)) for table, row in zip(tables, rows, strict=True))
