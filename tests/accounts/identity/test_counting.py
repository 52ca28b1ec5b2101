"""Numbers about everybody: when they may be made, what is told, and that nobody can be worked out from all of them."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.identity.planning import counts
from accounts.identity.planning.counts import Shown
from tests.accounts.identity.attacker import (
    Cell,
    by_the_rules,
    every_half_year,
    harm_of,
    naively,
    population,
    work_out,
)

HISTORIES = 2000
seen = {"histories": 0, "numbers": 0, "more than once": 0}


@settings(max_examples=HISTORIES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32), who=st.integers(0, 200))
def attack(seed, who):
    """One history of four days, attacked from outside and by somebody who was there."""
    history = population(seed)
    cells = by_the_rules(history)
    everybody = sorted(set().union(*(cell.people for cell in cells))) if cells else []
    insider = everybody[who % len(everybody)] if everybody else None
    for harm in (harm_of(cells, history.yes), harm_of(cells, history.yes, insider)):
        assert (harm.numbers, harm.recovered, harm.people) == (0, 0, 0), seed
    seen["histories"] += 1
    seen["numbers"] += len(cells)
    seen["more than once"] += len(cells) > 1


def test_an_attacker_learns_about_nobody_from_all_numbers_together(record_property):
    attack()
    record_property(
        "told",
        f"numbers attacked: {seen['histories']} histories of 4 days, {seen['numbers']} numbers, "
        f"{seen['more than once']} histories with several; nothing found",
    )
    assert seen["histories"] >= HISTORIES
    assert seen["more than once"] > HISTORIES / 20


def test_the_attacker_finds_exact_numbers_in_a_careless_table():
    harms = [harm_of(naively(history), history.yes) for history in map(population, range(60))]
    assert sum(harm.recovered for harm in harms) > 200
    assert sum(harm.people for harm in harms) > 200


def test_the_attacker_finds_people_where_the_same_numbers_are_told_every_half_year():
    """So the rule about new people is needed: rounding alone tells who came when a number moves."""
    harms = [harm_of(every_half_year(history), history.yes) for history in map(population, range(400))]
    assert sum(harm.people for harm in harms) > 0
    assert sum(harm.numbers for harm in harms) > 0


def test_the_attacker_sees_that_one_newcomer_made_the_number_move():
    before, after = frozenset(range(30)), frozenset(range(31))
    learnt = work_out([Cell(before, 10, 12), Cell(after, 13, 17)])
    assert learnt.certain == {30}
    assert learnt.ranges == ((12, 12), (13, 13))


def test_the_attacker_does_not_see_what_cannot_be_seen():
    assert work_out([Cell(frozenset(range(30)), 10, 12)]).certain == frozenset()
    assert work_out([]).certain == frozenset()


@pytest.mark.parametrize("count", range(10))
def test_fewer_than_ten_and_nobody_are_told_in_the_same_way(count):
    assert counts.shown(count, new_people=40) == Shown()
    assert Shown().in_words == "fewer than 10, or none"


@pytest.mark.parametrize(
    ("count", "value"), [(10, 10), (12, 10), (13, 15), (17, 15), (18, 20), (22, 20), (46, 45), (48, 50)]
)
def test_ten_or_more_is_rounded_to_the_nearest_five(count, value):
    assert counts.shown(count, new_people=200) == Shown(value)
    assert Shown(value).in_words == f"about {value}"


@pytest.mark.parametrize("new_people", range(20, 70))
def test_the_largest_value_leaves_ten_of_the_new_people_out(new_people):
    top = counts.highest(new_people)
    assert counts.least(top) <= new_people - 10
    assert counts.least(top + 5) > new_people - 10
    assert counts.shown(new_people, new_people) == Shown(top, or_more=True)
    assert counts.shown(counts.least(top), new_people) == Shown(top, or_more=True)
    if top > 10:
        assert counts.shown(counts.least(top) - 1, new_people) == Shown(top - 5)


@given(new=st.integers(0, 60), earlier=st.integers(0, 30), elsewhere=st.integers(0, 30))
def test_numbers_need_twenty_new_people_and_at_most_nine_of_before(new, earlier, elsewhere):
    now = set(range(new + earlier))
    before = set(range(new, new + earlier)) | {f"gone {number}" for number in range(elsewhere)}
    assert counts.may_be_made(now, before) == (new >= 20 and earlier <= 9)


@pytest.mark.parametrize(
    ("today", "day"),
    [
        (date(2026, 6, 17), date(2026, 7, 1)),
        (date(2026, 6, 18), date(2027, 1, 1)),
        (date(2026, 7, 1), date(2027, 1, 1)),
        (date(2026, 12, 18), date(2027, 1, 1)),
        (date(2026, 12, 19), date(2027, 7, 1)),
        (date(2026, 1, 1), date(2026, 7, 1)),
    ],
)
def test_numbers_are_made_on_fixed_days_with_two_weeks_to_decide(today, day):
    assert counts.next_day(today) == day
