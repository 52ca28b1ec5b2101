"""Somebody who comes along has a seat beside the person they support, and no seat says whose it is."""

from dataclasses import replace
from functools import partial
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.seating.planning import (
    LIVED,
    PROFESSIONAL,
    PersonComing,
    Plan,
    SeatedTable,
    Supporter,
    Table,
    Wishes,
    choose_tables,
    explain,
    plan_next_meeting,
    score_tables,
)
from meetings.seating.planning.change import seats_of, swapped
from meetings.seating.planning.reseat import offers
from meetings.seating.planning.room import AT_EDGE, BY_DOOR
from meetings.seating.planning.score import neighbours, pairs_meeting
from meetings.seating.planning.shapes import HORSESHOE, ROUND, TABLES, seats_of_new, tables_in, too_few_seats
from meetings.seating.planning.supporters import (
    BETWEEN,
    apart_from_theirs,
    brought_along,
    no_seat_beside,
    pairs_that_fit,
    plan_with_supporters,
    size_that_seats_them,
    too_few_side_by_side,
)
from tests.meetings.seating.planning.strategies import calm

NOBODYS = frozenset[str]()


def make(seed, history=(), *, beside=False):
    def once(people, tables, wishes):
        return plan_next_meeting(people, tables, history, seed=seed, wishes=wishes, beside=beside, moves=3_000)

    return once


@st.composite
def halls(draw):
    """(people, tables, wishes, hosts, history, beside): a room with as many seats as people and supporters, or more."""
    count = draw(st.integers(2, 9))
    ids = [f"p{n}" for n in range(count)]
    needs = st.sampled_from([NOBODYS, NOBODYS, NOBODYS, frozenset({BY_DOOR}), frozenset({AT_EDGE})])
    people = [PersonComing(who, draw(st.sampled_from([LIVED, PROFESSIONAL, None])), draw(needs)) for who in ids]
    hosts = draw(st.lists(st.sampled_from(ids), unique=True, max_size=4))
    seats = max(2, count + len(hosts) + draw(st.integers(0, 3)))
    shape = draw(st.sampled_from([TABLES, TABLES, ROUND, HORSESHOE]))
    if shape == TABLES:
        size = draw(st.integers(2, 6))
        sizes = [size] * (seats // size) + ([max(2, seats % size)] if seats % size else [])
    else:
        sizes = [seats]
    pair = st.lists(st.sampled_from(ids), min_size=2, max_size=2, unique=True).map(tuple)
    wishes = Wishes(apart=tuple(draw(st.lists(pair, max_size=2))))
    tables = tables_in(shape, seats_of_new(shape, sizes))
    history = draw(st.lists(st.just([ids[: count // 2], ids[count // 2 :]]), max_size=2))
    return people, tables, wishes, hosts, history, shape != TABLES


@given(halls(), st.integers(0, 99))
@calm
def test_everyone_has_one_seat_and_each_supporter_sits_beside_theirs_or_the_room_is_named(hall, seed):
    people, tables, wishes, hosts, history, beside = hall
    plan = plan_with_supporters(make(seed, history, beside=beside), people, tables, wishes, hosts, {})
    seated = [who for table in plan.tables for who in table.people]
    assert sorted(seated, key=str) == sorted([*(p.id for p in people), *map(Supporter, hosts)], key=str)
    assert [len(table.seats) for table in plan.tables] == [len(table.seats) for table in tables]
    all_seats_used = sum(len(table.seats) for table in tables) == len(seated)  # else a table may need more people
    if not too_few_side_by_side(len(hosts), tables) and (all_seats_used or len(tables) == 1):
        assert apart_from_theirs(plan.tables) == set()


@given(halls(), st.integers(0, 20))
@calm
def test_the_same_people_room_and_seed_give_the_same_plan(hall, seed):
    people, tables, wishes, hosts, history, beside = hall
    plans = [
        plan_with_supporters(make(seed, history, beside=beside), rows, tables, wishes, order, {})
        for rows, order in ((people, hosts), (people[::-1], hosts[::-1]))
    ]
    assert plans[0].tables == plans[1].tables


@given(halls(), st.integers(0, 20))
@calm
def test_a_supporter_meets_nobody_and_is_counted_nowhere(hall, seed):
    people, tables, wishes, hosts, history, beside = hall
    plan = plan_with_supporters(make(seed, history, beside=beside), people, tables, wishes, hosts, {})
    told = explain(plan, history, beside=beside)
    assert told.pairs_possible == len(list(combinations(people, 2)))
    assert told.pairs_met <= told.pairs_possible
    assert set(told.first_meetings) == {person.id for person in people}
    assert not any(isinstance(who, Supporter) for pair in pairs_meeting(plan.tables, beside=beside) for who in pair)


def test_whoever_sits_on_the_other_side_is_not_beside_the_person():
    ring = SeatedTable(Table.of("Table 1", 5), ("a", Supporter("a"), "b", "c", "d"))
    assert frozenset("ab") not in pairs_meeting([ring], beside=True)
    assert frozenset("ad") in pairs_meeting([ring], beside=True)
    assert frozenset("ab") in pairs_meeting([ring])


@given(st.integers(0, 40), st.integers(1, 3))
@calm
def test_in_a_row_the_chair_of_a_supporter_stands_between_two_people(seed, supporters):
    people = [PersonComing(f"p{n}") for n in range(8)]
    hosts = [f"p{n}" for n in range(supporters)]
    tables = tables_in(HORSESHOE, seats_of_new(HORSESHOE, [8 + supporters]))
    (row,) = plan_with_supporters(make(seed, beside=True), people, tables, Wishes(), hosts, {}).tables
    assert not isinstance(row.seats[0], Supporter)
    assert not isinstance(row.seats[-1], Supporter)


def test_a_wish_to_be_apart_is_left_out_before_a_supporter_sits_alone():
    people = [PersonComing(who) for who in "abc"]
    tables = [Table.of("Table 1", 4)]
    plan = plan_with_supporters(make(1), people, tables, Wishes(apart=(("a", "b"),)), ["a"], {})
    assert apart_from_theirs(plan.tables) == set()


def test_a_need_nobody_may_be_told_of_is_left_out_before_a_supporter_sits_alone():
    """Else somebody who makes plans could learn of it from what cannot be done."""
    here = frozenset({"x"})
    tables = [Table("Table 1", (here, NOBODYS)), Table("Table 2", (NOBODYS, NOBODYS))]
    people = [PersonComing("a"), PersonComing("b", needs=here), PersonComing("c", needs=here)]
    people[0] = PersonComing("a", needs=here)
    plan = plan_with_supporters(make(2), people, tables, Wishes(), ["a"], {})
    assert apart_from_theirs(plan.tables) == set()


@given(halls(), st.integers(0, 20), st.data())
@calm
def test_who_sits_alone_rests_on_nothing_that_may_not_be_told(hall, seed, data):
    """With and without wishes to be apart, needs that are not told and what they do to other pairs: one refusal."""
    people, tables, wishes, hosts, history, beside = hall
    told = {p.id: p.needs for p in people if p.needs and data.draw(st.booleans())}
    others = [p.id for p in people if p.id not in hosts]
    pair = (tuple(data.draw(st.permutations(others))[:2]),) if len(others) > 1 else ()
    hidden = replace(wishes, together=pair)
    make_it = make(seed, history, beside=beside)
    plan = plan_with_supporters(make_it, people, tables, hidden, hosts, told)
    as_told = [replace(p, needs=told.get(p.id, NOBODYS)) for p in people]
    bare = plan_with_supporters(make_it, as_told, tables, Wishes(), hosts, told)
    assert plan.alone == bare.alone
    assert no_seat_beside(plan.alone, told) == no_seat_beside(bare.alone, told)
    assert len(apart_from_theirs(plan.tables)) <= len(plan.alone)


def test_where_nothing_goes_who_is_named_is_not_chosen_by_a_wish_or_a_hidden_need():
    """A search that leaves one of two alone: another one when there is a wish, or a need that may not be told."""
    tables = [Table.of("Table 1", 6)]

    def search(people, marked, wishes):
        hidden = wishes.apart or any(p.needs - {BETWEEN} for p in people)
        row = ("a", A, "b", "c", B, None) if hidden else ("b", B, "a", "c", A, None)
        seated = [SeatedTable(marked[0], row)]
        return Plan(tuple(seated), score_tables(people, seated), 1)

    bare = plan_with_supporters(search, [PersonComing(who) for who in "abc"], tables, Wishes(), "ab", {})
    people = [PersonComing("a"), PersonComing("b"), PersonComing("c", needs=frozenset({BY_DOOR}))]
    assert bare.alone
    for wishes in (Wishes(), Wishes(apart=(("a", "c"),))):
        assert plan_with_supporters(search, people, tables, wishes, "ab", {}).alone == bare.alone


@pytest.mark.parametrize(
    ("sizes", "supporters", "says"),
    [
        ((3, 3), 2, ""),
        ((3, 3), 3, "One more seat would do: at Table 1 or Table 2."),
        ((3, 5), 4, "One more seat would do: at Table 1 or Table 2."),
        ((3,), 2, "One more seat would do: at Table 1."),
        ((3, 3, 3, 3), 6, "One more seat each at 2 tables would do: at Table 1, Table 2, Table 3 or Table 4."),
    ],
)
def test_where_not_all_fit_side_by_side_the_smallest_change_is_named(sizes, supporters, says):
    tables = [Table.of(f"Table {n}", size) for n, size in enumerate(sizes, start=1)]
    told = too_few_side_by_side(supporters, tables)
    assert told.endswith(says)
    assert bool(told) == bool(says)


@given(st.lists(st.integers(1, 7), min_size=1, max_size=6), st.integers(0, 12))
def test_the_change_named_is_enough_and_one_seat_fewer_is_not(sizes, supporters):
    tables = [Table.of(f"Table {n}", size) for n, size in enumerate(sizes, start=1)]
    lacking = supporters - pairs_that_fit(sizes)
    told = too_few_side_by_side(supporters, tables)
    assert bool(told) == (lacking > 0)
    odd = [n for n, size in enumerate(sizes) if size % 2]
    if 0 < lacking <= len(odd):
        more = [size + (n in odd[:lacking]) for n, size in enumerate(sizes)]
        assert pairs_that_fit(more) == supporters


def test_at_plain_tables_the_nearest_number_of_seats_that_would_do_is_named():
    assert size_that_seats_them(6, 3, 3, choose_tables).endswith("6 seats at a table would do.")
    assert size_that_seats_them(8, 3, 4, choose_tables) == ""
    assert size_that_seats_them(8, 1, 2, choose_tables) == (
        "At a table of two, a supporter and the person they come with would sit alone. 4 seats at a table would do."
    )
    for people in range(2, 20):
        for supporters in range(people // 2 + 1):
            told = size_that_seats_them(people, supporters, 3, choose_tables)
            size = int(told.split(". ")[1].split()[0]) if told else 3
            assert pairs_that_fit(len(t.seats) for t in choose_tables(people, size)) >= supporters


def test_what_a_seat_lacks_is_said_without_a_name():
    told = {"a": frozenset({BY_DOOR}), "b": NOBODYS}
    sentences = no_seat_beside(["a", "b"], told)
    assert len(sentences) == 2
    assert "near the door" in " ".join(sentences)
    assert not any(" a " in each or " b " in each for each in sentences)
    assert "one supporter comes along" in too_few_seats(4, [Table.of("Table 1", 4)], supporters=1)
    assert "2 supporters come along" in too_few_seats(4, [Table.of("Table 1", 4)], supporters=2)


# By hand and on the day


def hall(*rows, line=False):
    return [
        SeatedTable(Table(f"Table {n}", (NOBODYS,) * len(row), line=line), tuple(row))
        for n, row in enumerate(rows, start=1)
    ]


A, B = Supporter("a"), Supporter("b")


@pytest.mark.parametrize(
    ("rows", "then"),
    [
        ([["a", A, "c", "d"], ["b", B, "e", "f"]], [["b", B, "c", "d"], ["a", A, "e", "f"]]),
        ([["a", A, "c", "d"], ["b", None, "e", "f"]], [["b", None, "c", "d"], ["a", A, "e", "f"]]),
        ([["a", A, "c", "d"], ["b", "g", "e", "f"]], None),
        ([["a", "c"], ["b", "d"]], [["b", "c"], ["a", "d"]]),
    ],
)
def test_a_supporter_goes_along_when_two_change_places(rows, then):
    changed = swapped(hall(*rows), "a", "b")
    assert (None if changed is None else [list(table.seats) for table in changed]) == then


@given(halls(), st.integers(0, 20), st.data())
@calm
def test_after_a_swap_nobody_is_lost_and_no_supporter_is_left_behind(hall, seed, data):
    people, tables, wishes, hosts, history, beside = hall
    plan = plan_with_supporters(make(seed, history, beside=beside), people, tables, wishes, hosts, {})
    one, other = data.draw(st.lists(st.sampled_from([p.id for p in people]), min_size=2, max_size=2, unique=True))
    changed = swapped(plan.tables, one, other)
    if changed is None:
        return
    before, after = seats_of(plan.tables), seats_of(changed)
    assert before.keys() == after.keys()
    assert (after[one], after[other]) == (before[other], before[one])
    assert all(before[p.id] == after[p.id] for p in people if p.id not in (one, other))
    assert apart_from_theirs(changed) <= apart_from_theirs(plan.tables)
    back = brought_along(changed)
    assert back is None or apart_from_theirs(back) == set()


@given(halls(), st.integers(0, 20), st.data())
@calm
def test_on_the_day_supporters_stay_beside_theirs_and_go_when_they_do_not_come(hall, seed, data):
    people, tables, wishes, hosts, history, beside = hall
    plan = plan_with_supporters(make(seed, history, beside=beside), people, tables, wishes, hosts, {})
    missing = data.draw(st.lists(st.sampled_from([p.id for p in people]), max_size=2, unique=True))
    everyone = [*people, *(PersonComing(Supporter(host)) for host in hosts)]
    for way in offers(everyone, plan.tables, history, missing=missing, beside=beside):
        seated = {who for table in way.tables for who in table.people}
        gone = {*missing, *map(Supporter, missing)}
        assert seated == {each.id for each in everyone} - gone
        assert apart_from_theirs(way.tables) <= apart_from_theirs(plan.tables)
        assert not any(isinstance(who, Supporter) or who in hosts for who in way.moved)


def test_who_comes_late_with_a_supporter_has_both_seats_side_by_side():
    rows = hall(["a", "b", None, None], ["c", "d", "e", None])
    late = PersonComing("z"), PersonComing(Supporter("z"))
    people = [*(PersonComing(who) for who in "abcde"), *late]
    (way,) = offers(people, rows, [], arrived=[each.id for each in late])[:1]
    assert apart_from_theirs(way.tables) == set()


def test_the_score_counts_a_supporter_as_company_for_nobody():
    people = [PersonComing("a", LIVED), PersonComing("b", LIVED), PersonComing("c", PROFESSIONAL), PersonComing(A)]
    tables = hall(["a", A], ["b", "c"])
    assert score_tables(people, tables).isolation == 2
    assert frozenset(("a", A)) in set().union(*map(neighbours, tables))
    assert partial(score_tables, people)(tables).repeats == 0
