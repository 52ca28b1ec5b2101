"""A year planned at once: every promise that can be kept is kept, and the count kept while searching is true."""

from itertools import combinations, pairwise, permutations, product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meetings.seating.planning import LIVED, PROFESSIONAL, PersonComing, Pin, Table
from meetings.seating.planning.designs import repeat_free, walks
from meetings.seating.planning.mixing import Mixing
from meetings.seating.planning.rows import Walks, neighbours
from meetings.seating.planning.series import plan_year, year_limit
from meetings.seating.planning.trouble import troubles
from meetings.seating.planning.year import Sitting, Year
from tests.meetings.seating.planning.strategies import calm

NEEDS = ["near the door", "loop"]
many = settings(calm, max_examples=150)


@st.composite
def years(draw, *, most=9, meetings=3, beside=None, spare=1):
    """A small panel with needs, wishes, pins, absences and a past."""
    count = draw(st.integers(2, most))
    names = [chr(ord("a") + i) for i in range(count)]
    some = st.frozensets(st.sampled_from(NEEDS), max_size=1)
    sides = st.sampled_from([LIVED, PROFESSIONAL, None])
    people = tuple(PersonComing(name, draw(sides), draw(some)) for name in names)
    pair = st.lists(st.sampled_from(names), min_size=2, max_size=2, unique=True).map(tuple)
    apart = tuple(draw(st.lists(pair, max_size=2)))
    together = tuple(p for p in draw(st.lists(pair, max_size=2)) if set(p) not in [set(a) for a in apart])
    sittings = []
    for m in range(draw(st.integers(1, meetings))):
        present = tuple(sorted(draw(st.sets(st.sampled_from(names), min_size=1))))
        seats = len(present) + draw(st.integers(0, spare))
        cut = draw(st.integers(0, seats - 1))
        line = draw(st.booleans())
        tables = tuple(
            Table(f"T{t}", tuple(draw(some) for _ in range(size)), draw(st.integers(1, 2)), line)
            for t, size in enumerate([cut, seats - cut])
            if size
        )
        pins = [Pin(draw(st.sampled_from(present)), tables[-1].name, 0)] if draw(st.booleans()) else []
        sittings.append(Sitting(f"M{m}", present, tables, tuple(pins)))
    history = draw(st.lists(st.just([names[:3], names[3:]]), max_size=2))
    return Year(
        people, tuple(sittings), tuple(history), apart, together, draw(st.booleans()) if beside is None else beside
    )


def broken(year, sitting, rows):
    """How many promises this seating breaks, written from the rules."""
    needs = {person.id: person.needs for person in year.people}
    at = {who: (t, i) for t, row in enumerate(rows) for i, who in enumerate(row) if who is not None}
    assert sorted(at) == sorted(sitting.present)
    tables = sitting.tables
    groups = [[who for who in row if who is not None] for row in rows]
    near = {frozenset(p) for t, g in zip(tables, groups, strict=True) for p in neighbours(g, line=t.line)}
    shared = near if year.beside else {frozenset(p) for g in groups for p in combinations(g, 2)}
    total = sum(not needs[who] <= tables[t].seats[i] for who, (t, i) in at.items())
    total += len({frozenset(p) for p in year.apart} & shared)
    total += len({frozenset(p) for p in year.together if set(p) <= set(at)} - near)
    total += sum((tables[at[p.person][0]].name, at[p.person][1]) != (p.table, p.seat) for p in sitting.pins)
    return total + sum(0 < len(g) < t.fewest for t, g in zip(tables, groups, strict=True))


@many
@given(years(), st.integers(0, 3))
def test_the_score_is_true_the_same_again_never_below_the_limit_and_what_is_not_kept_is_named(year, seed):
    plan = plan_year(year, seed=seed, moves=[400, 400])
    assert plan == plan_year(year, seed=seed, moves=[400, 400])
    hard = sum(broken(year, s, rows) for s, rows in zip(year.sittings, plan.meetings, strict=True))
    assert plan.score // 1000 == hard
    assert plan.limit == year_limit(year) <= plan.score
    told = troubles(year, plan.meetings)
    assert len(told) == hard
    assert all(any(word in sentence for word in ("would do", "Take", "Let it be")) for sentence in told)


@settings(calm, max_examples=120)
@given(years(most=5, meetings=1, beside=False, spare=0))
def test_no_seating_of_a_small_meeting_keeps_more_promises(year):
    (sitting,) = year.sittings
    plan = plan_year(year, seed=1, moves=[2_000, 2_000, 2_000])
    sizes = [len(table.seats) for table in sitting.tables]
    ends = [0, *[sum(sizes[: i + 1]) for i in range(len(sizes))]]
    least = min(
        broken(year, sitting, [order[a:b] for a, b in pairwise(ends)]) for order in permutations(sitting.present)
    )
    assert broken(year, sitting, plan.meetings[0]) == least


@many
@given(years(most=12), st.integers(0, 99))
def test_the_cost_followed_while_searching_is_the_cost_counted_afresh(year, seed):
    core = Walks(year) if year.beside else Mixing(year)
    score, rows = core.anneal(core.deal(Random(seed)), Random(seed), 600, hot=9.0, cold=1.0)
    hard, soft = core.cost(rows)
    assert score == 1000 * hard + soft


@pytest.mark.parametrize(("tables", "seats"), [(3, 3), (5, 3), (4, 4), (9, 5), (16, 8), (25, 4), (8, 4), (12, 8)])
def test_nobody_meets_twice_in_a_kept_schedule(tables, seats):
    rounds = repeat_free(tables, seats)
    assert len(rounds) > 3
    met = [frozenset(p) for tables_ in rounds for group in tables_ for p in combinations(group, 2)]
    assert len(met) == len(set(met))
    assert all(sorted(who for group in meeting for who in group) == list(range(tables * seats)) for meeting in rounds)


def test_nobody_has_the_same_neighbour_twice_in_a_walk():
    for people, line in product(range(3, 26), (True, False)):
        met = [frozenset(p) for walk in walks(people, line=line) for p in neighbours(walk, line=line)]
        assert len(met) == len(set(met))
    assert len(walks(24, line=True)) == 12
    assert len(walks(13, line=False)) == 6


def test_a_schedule_that_fits_is_used_and_the_search_stops_at_once_when_nothing_can_be_better():
    people = tuple(PersonComing(f"p{i:02}") for i in range(32))
    tables = tuple(Table.of(f"T{t}", 4) for t in range(8))
    sittings = tuple(Sitting(f"M{m}", tuple(p.id for p in people), tables) for m in range(10))
    plan = plan_year(Year(people, sittings), seed=1, seconds=60)
    assert (plan.score, plan.limit, len(plan.moves), plan.cut_short) == (0, 0, 1, False)
