"""Somebody is missing or comes late: each offer is legal, moves as few as it says, and is counted afresh."""

from itertools import combinations, pairwise
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from meetings.seating.planning import LIVED, PROFESSIONAL, PersonComing, SeatedTable, Table, score_tables, with_offers
from meetings.seating.planning.change import seats_of
from meetings.seating.planning.reseat import offers
from meetings.seating.planning.room import Supporter
from meetings.seating.planning.supporters import apart_from_theirs


def room(*rows, size=4):
    bare = [Table.of(f"Table {n}", size, fewest=min(2, len(row))) for n, row in enumerate(rows, start=1)]
    return tuple(
        SeatedTable(table, (*row, *[None] * (size - len(row))))
        for table, row in zip(with_offers(bare), rows, strict=True)
    )


def people(tables, **needs):
    return [PersonComing(who, None, frozenset(needs.get(who, ()))) for table in tables for who in table.people]


def test_when_nobody_has_to_move_nobody_is_asked_to():
    tables = room("abcd", "efgh")
    found = offers(people(tables), tables, [], missing=["a"])
    assert [each.moved for each in found] == [()]
    assert found[0].tables[0].people == ("b", "c", "d")


def test_somebody_left_alone_at_a_table_gets_company_by_one_move():
    tables = room("ab", "cdef")
    none, one = offers(people(tables), tables, [], missing=["a"])
    assert none.tables[0].people == ("b",)
    assert len(one.moved) == 1
    assert all(len(table.people) != 1 for table in one.tables)


def test_whoever_stays_is_not_moved():
    tables = room("ab", "cdef")
    assert [each.moved for each in offers(people(tables), tables, [], missing=["a"], staying=list("bcdef"))] == [()]


def test_who_comes_late_sits_where_they_have_met_fewest_and_gets_a_chair_when_there_is_none():
    tables = room("abc", "def")
    coming = [*people(tables), PersonComing("z")]
    (found, *_) = offers(coming, tables, [[["z", "a"]]], arrived=["z"])
    assert "z" in found.tables[1].people
    tables = room("abcd", "efgh")
    (found, *_) = offers([*people(tables), PersonComing("z")], tables, [], arrived=["z"])
    assert sum("z" in table.people for table in found.tables) == 1


def test_who_comes_late_with_a_supporter_sits_where_two_seats_side_by_side_are_free():
    """Also where they would sit better by themselves, and in whichever order the two are named."""
    tables = room("ab", "cde")
    arrived = ["z", Supporter("z")]
    coming = [*people(tables), *[PersonComing(who) for who in arrived]]
    met_at_the_first = [[["z", "a"]], [["z", "b"]]]
    for named in (arrived, arrived[::-1]):
        for found in offers(coming, tables, met_at_the_first, arrived=named):
            assert apart_from_theirs(found.tables) == set()


def test_who_comes_late_and_needs_the_table_by_the_door_gets_it():
    tables = room("abcd", "efg")
    coming = [*people(tables), PersonComing("z", None, frozenset({"by_door"}))]
    best = offers(coming, tables, [], arrived=["z"])[-1]
    assert "z" in best.tables[0].people
    assert len(best.moved) == 1


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.integers(2, 5), st.integers(0, 3), st.integers(0, 2))
def test_every_offer_seats_everybody_once_and_each_is_better_than_the_one_before(seed, count, missing, late):
    random = Random(seed)
    names = [f"p{n}" for n in range(4 * count)]
    tables = room(*[names[i : i + 4] for i in range(0, len(names), 4)], size=random.choice([4, 5]))
    new = [f"late{n}" for n in range(late)]
    coming = [PersonComing(who, random.choice([LIVED, PROFESSIONAL])) for who in [*names, *new]]
    history = [[random.sample(names, 4)] for _ in range(4)]
    gone = random.sample(names, missing)
    before = seats_of(tables)
    found = offers(coming, tables, history, missing=gone, arrived=new)
    here = [person for person in coming if person.id not in gone]
    assert found[0].moved == ()
    totals = []
    for offer in found:
        at = seats_of(offer.tables)
        assert sorted(at) == sorted(person.id for person in here)
        assert {who for who in at if who in before and at[who] != before[who]} == set(offer.moved)
        assert len(offer.moved) <= 2
        totals.append(score_tables(here, offer.tables, history).total)
    if all(any(who not in gone for who in table.people) for table in tables):
        assert all(later < earlier for earlier, later in pairwise(totals))
    assert [len(offer.moved) for offer in found] == sorted({len(offer.moved) for offer in found})


def test_of_two_moves_the_best_is_found():
    """Against every way there is to move one or two people, in a small room."""
    random = Random(7)
    names = list("abcdefgh")
    for _ in range(5):
        history = [[random.sample(names, 3)] for _ in range(6)]
        tables = room("abcd", "efgh", size=5)
        found = offers(people(tables), tables, history, missing=["a"])
        here = [PersonComing(who) for who in names if who != "a"]
        best = min(score_tables(here, found[0].tables, history).total, *_all_ways(here, history))
        assert score_tables(here, found[-1].tables, history).total == best


def _all_ways(here, history):
    start = {who: 0 if who in "bcd" else 1 for who in "bcdefgh"}
    for who in combinations(start, 2):
        for moved in (who[:1], who):
            at = start | {each: 1 - start[each] for each in moved}
            rows = [[each for each in at if at[each] == table] for table in (0, 1)]
            if all(len(row) <= 5 for row in rows):
                tables = [
                    SeatedTable(Table.of(f"Table {n}", len(row), fewest=2), tuple(row)) for n, row in enumerate(rows)
                ]
                yield score_tables(here, tables, history).total
