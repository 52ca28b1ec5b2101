"""Where somebody sits, and which chairs stay empty, says as little as can be of what anybody needs."""

from collections import Counter

import pytest

from meetings.seating.planning import PersonComing, choose_tables, plan_next_meeting, with_offers
from meetings.seating.planning.room import AT_EDGE, BY_DOOR
from meetings.seating.planning.shapes import HORSESHOE, ROUND, TABLES, seats_of_new, tables_in

SEEDS = 300
DOOR = frozenset({BY_DOOR})


def plans(people, tables, *, beside=False):
    return [plan_next_meeting(people, tables, [], seed=seed, moves=60, beside=beside).tables for seed in range(SEEDS)]


def coming(count, **needs):
    return [PersonComing(n, None, frozenset(needs.get(f"p{n}", ()))) for n in range(count)]


def chairs_of(person, made):
    return Counter(table.seats.index(person) for tables in made for table in tables if person in table.seats)


def empty_chairs(made, table=0):
    return Counter(seat for tables in made for seat, who in enumerate(tables[table].seats) if who is None)


def about(counts, wanted):
    """Each of so many happened about as often as this: five times the usual distance from it, and no more."""
    return all(abs(counts[each] - often) < 5 * often**0.5 for each, often in wanted.items())


def test_at_plain_tables_who_needs_the_table_by_the_door_has_any_chair_of_it():
    tables = with_offers(choose_tables(8, 4))
    made = plans(coming(8, p3=DOOR), tables)
    assert all(3 in tables[0].seats for tables in made)
    assert about(chairs_of(3, made), dict.fromkeys(range(4), SEEDS / 4))
    assert about(chairs_of(5, made), dict.fromkeys(range(4), SEEDS / 4))


@pytest.mark.parametrize("needed", [{}, {"p3": DOOR}])
def test_in_a_room_with_more_chairs_than_people_any_chair_stays_empty(needed):
    tables = tables_in(TABLES, seats_of_new(TABLES, (6, 6)))
    made = plans(coming(8, **needed), tables)
    often = sum(empty_chairs(made).values()) / 6
    assert about(empty_chairs(made), dict.fromkeys(range(6), often))
    assert about(chairs_of(3, made), dict.fromkeys(range(6), sum(chairs_of(3, made).values()) / 6))


def test_who_needs_one_of_two_chairs_has_either_and_the_others_do_not_sit_together_at_the_start():
    tables = tables_in(TABLES, [[DOOR, DOOR, *[frozenset()] * 4], [frozenset()] * 6])
    made = plans(coming(8, p3=DOOR), tables)
    assert about(chairs_of(3, made), {0: SEEDS / 2, 1: SEEDS / 2})
    empty = sum(empty_chairs(made).values())
    assert about(empty_chairs(made), {seat: empty * (0.1 if seat < 2 else 0.2) for seat in range(6)})


@pytest.mark.parametrize("shape", [ROUND, HORSESHOE])
def test_at_one_table_the_chairs_that_are_used_are_drawn_and_only_one_that_is_needed_is_put_in(shape):
    tables = tables_in(shape, seats_of_new(shape, (10,)))
    made = plans(coming(6), tables, beside=True)
    assert about(empty_chairs(made), dict.fromkeys(range(10), SEEDS * 0.4))
    made = plans(coming(6, p3={AT_EDGE}), tables, beside=True)
    assert about(chairs_of(3, made), {4: SEEDS / 2, 5: SEEDS / 2})
    for seat in (0, 1, 2, 3, 6, 7, 8, 9):
        assert SEEDS * 0.35 < empty_chairs(made)[seat] < SEEDS * 0.5
    for seat in (4, 5):
        assert SEEDS * 0.15 < empty_chairs(made)[seat] < SEEDS * 0.4
