"""Properties every plan has, and the best possible plan for small panels."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.seating.planning import (
    LIVED,
    PROFESSIONAL,
    PersonComing,
    Pin,
    Score,
    Table,
    TooFewSeats,
    Wishes,
    choose_tables,
    fewest_repeats,
    plan_next_meeting,
    score_tables,
    with_offers,
)
from meetings.seating.planning.plan import searches
from meetings.seating.planning.rows import neighbours
from tests.meetings.seating.planning import brute
from tests.meetings.seating.planning.strategies import calm, panels


def seats_of(plan):
    return [list(table.seats) for table in plan.tables]


def people(count, lived=None):
    lived = count if lived is None else lived
    return [PersonComing(f"p{i:02}", LIVED if i < lived else PROFESSIONAL) for i in range(count)]


@calm
@given(panels(most=14, seats_differ=True), st.integers())
def test_everyone_has_one_seat_and_the_score_is_what_the_rules_say(panel, seed):
    coming, tables, history, wishes = panel
    plan = plan_next_meeting(coming, tables, history, seed=seed, wishes=wishes, moves=300)
    seated = [who for table in plan.tables for who in table.people]
    assert sorted(seated) == sorted(person.id for person in coming)
    assert [table.table for table in plan.tables] == tables
    assert all(len(table.seats) == len(table.table.seats) for table in plan.tables)
    score = plan.score
    args = (coming, tables, seats_of(plan), history, wishes)
    assert (score.hard, score.isolation, score.unmixed, score.repeats) == brute.parts(*args)
    assert score.total == brute.total(*args)
    assert score.repeats >= fewest_repeats([person.id for person in coming], len(tables), history)


@calm
@given(panels(most=7, spare=0))
def test_no_way_to_share_a_small_panel_among_tables_is_better(panel):
    coming, tables, history, wishes = panel
    plan = plan_next_meeting(coming, tables, history, seed=1, wishes=wishes, moves=3_000)
    best = min(brute.total(coming, tables, row, history, wishes) for row in brute.tablefuls(coming, tables))
    assert plan.score.total == best


@calm
@given(panels(most=5, seats_differ=True, spare=0))
def test_no_way_to_seat_five_people_is_better_when_seats_differ(panel):
    coming, tables, history, wishes = panel
    plan = plan_next_meeting(coming, tables, history, seed=1, wishes=wishes, moves=3_000)
    best = min(brute.total(coming, tables, row, history, wishes) for row in brute.seatings(coming, tables))
    assert plan.score.total == best


@calm
@given(panels(seats_differ=True), st.integers(), st.randoms(use_true_random=False))
def test_the_same_seed_gives_the_same_plan_whatever_order_the_people_come_in(panel, seed, random):
    coming, tables, history, wishes = panel
    plan = plan_next_meeting(coming, tables, history, seed=seed, wishes=wishes, moves=200)
    random.shuffle(coming)
    assert plan_next_meeting(coming, tables, history, seed=seed, wishes=wishes, moves=200) == plan


@calm
@given(panels(most=9, seats_differ=True), st.integers(0, 3), st.booleans())
def test_at_a_table_where_only_neighbours_meet_the_score_counts_neighbours(panel, seed, line):
    coming, _, history, wishes = panel
    row = Table("Row", (frozenset(["near the door", "step-free"]),) * len(coming), line=line)
    pairs = Wishes(apart=wishes.apart, together=wishes.together)
    plan = plan_next_meeting(coming, [row], history, seed=seed, wishes=pairs, moves=300, beside=True)
    (order,) = plan.groups
    assert sorted(order) == sorted(person.id for person in coming)
    near = {frozenset(pair) for pair in neighbours(list(order), line=line)}
    met = [frozenset(pair) for meeting in history for group in meeting for pair in combinations(group, 2)]
    assert plan.score.repeats == sum(met.count(pair) for pair in near)
    apart, together = ({frozenset(p) for p in some if set(p) <= set(order)} for some in (pairs.apart, pairs.together))
    assert plan.score.hard == len(apart & near) + len(together - near)
    sides = {person.id: person.side for person in coming}
    lived = {who for who, side in sides.items() if side == LIVED}
    alone = [who for who in lived if not any(who in pair and pair & lived - {who} for pair in near)]
    guard = len(lived) > 1 and PROFESSIONAL in sides.values()
    assert (plan.score.isolation, plan.score.unmixed) == (len(alone) if guard else 0, 0)


@pytest.mark.parametrize(("people", "moves"), [(1, 60_000), (40, 200_000), (150, 600_000), (400, 600_000)])
def test_a_plan_is_made_by_a_number_of_swaps_and_never_by_a_clock(people, moves):
    each = searches(people)
    assert each[0] == 3_000
    assert moves - len(each) < sum(each) <= moves
    assert sum(searches(people, 300)) == 300


@calm
@given(st.integers(0, 130), st.integers(2, 10))
def test_tables_are_even_big_enough_and_leave_nobody_alone(count, seats):
    sizes = [len(table.seats) for table in choose_tables(count, seats)]
    assert sum(sizes) == count
    if sizes:
        assert max(sizes) - min(sizes) <= 1
        assert max(sizes) <= max(seats, 3)
        assert min(sizes) >= min(count, 2)


@pytest.mark.parametrize(
    ("count", "seats", "sizes"),
    [(0, 4, []), (1, 4, [1]), (2, 4, [2]), (3, 2, [3]), (5, 2, [3, 2]), (9, 4, [3, 3, 3]), (13, 4, [4, 3, 3, 3])],
)
def test_table_sizes(count, seats, sizes):
    assert [len(table.seats) for table in choose_tables(count, seats)] == sizes


@pytest.mark.parametrize(("count", "seats"), [(-1, 4), (4, 1)])
def test_tables_that_make_no_sense_are_refused(count, seats):
    with pytest.raises(ValueError, match="at least two seats"):
        choose_tables(count, seats)


@pytest.mark.parametrize("count", [1, 2, 3])
def test_a_tiny_group_sits_together(count):
    plan = plan_next_meeting(people(count), choose_tables(count, 4), [], seed=7)
    assert sorted(plan.groups[0]) == [f"p{i:02}" for i in range(count)]
    assert plan.score == Score(0, 0, 0, 0)


def test_nobody_coming_gives_an_empty_plan():
    plan = plan_next_meeting([], [], [[["a", "b"]]], seed=1)
    assert plan.groups == ()
    assert plan.score.total == 0


def test_nine_people_meet_everyone_in_four_meetings_when_each_is_planned_from_the_last():
    """Three tables of three: four meetings without a repeat are possible, and three are found one by one."""
    history = []
    for _ in range(3):
        plan = plan_next_meeting(people(9), choose_tables(9, 3), history, seed=3)
        assert plan.score.total == 0
        history.append(plan.groups)


def test_people_who_left_and_meetings_of_long_ago_do_not_stop_a_plan():
    history = [[["p00", "p01", "gone"], ["left", "moved away"]], []]
    plan = plan_next_meeting(people(4), [Table.of("A", 2), Table.of("B", 2)], history, seed=1)
    assert {"p00", "p01"} not in [set(group) for group in plan.groups]


def test_a_wish_to_sit_apart_a_pin_and_a_need_are_kept_at_the_price_of_repeats():
    wishes = Wishes(apart=(("p00", "p01"),), together=(("p02", "p03"),), pins=(Pin("p05", "B", 3),))
    tables = [Table("A", (frozenset(),) * 3), Table("B", (frozenset(["loop"]),) + (frozenset(),) * 3)]
    coming = [*people(6), PersonComing("p06", None, frozenset(["loop"]))]
    history = [[["p00", "p02", "p03", "p05"], ["p01", "p06"]]] * 3
    plan = plan_next_meeting(coming, tables, history, seed=5, wishes=wishes)
    assert plan.score.hard == 0
    assert plan.tables[1].seats[3] == "p05"
    assert plan.tables[1].seats[0] == "p06"


def test_apart_leaves_no_trace_in_the_plan_or_in_the_wishes_printed():
    wishes = Wishes(apart=(("p00", "p01"),))
    plan = plan_next_meeting(people(4), choose_tables(4, 2), [], seed=1, wishes=wishes)
    assert "apart" not in repr(wishes)
    assert "apart" not in repr(plan)


def test_nobody_with_lived_experience_sits_alone_among_professionals_when_it_can_be_helped():
    plan = plan_next_meeting(people(12, lived=4), choose_tables(12, 4), [], seed=2)
    assert (plan.score.isolation, plan.score.unmixed) == (0, 0)


@pytest.mark.parametrize("seed", range(5))
def test_two_people_change_tables_together_where_neither_gains_from_going_alone(seed):
    """The best is the two with lived experience at the small table; with one of them there, both would be alone."""
    sides = [PROFESSIONAL, None, None, None, LIVED, LIVED]
    coming = [PersonComing(who, side) for who, side in zip("abcdef", sides, strict=True)]
    tables = [Table.of("A", 6), Table.of("B", 2, fewest=2)]
    history = [[["e", "c", "d"], ["a", "f", "g"], ["b", "h"]]]
    wishes = Wishes(pins=(Pin("a", "A"),))
    plan = plan_next_meeting(coming, tables, history, seed=seed, wishes=wishes, moves=3_000)
    assert plan.score == Score(0, 0, 0, 1)


def test_too_few_seats_is_said():
    with pytest.raises(TooFewSeats, match="5 people are coming and there are 4 seats"):
        plan_next_meeting(people(5), [Table.of("A", 4)], [], seed=1)


@pytest.mark.parametrize(
    ("coming", "tables", "wishes", "words"),
    [
        (people(2) * 2, [Table.of("A", 4)], Wishes(), "named twice"),
        (people(2), [Table.of("A", 2), Table.of("A", 2)], Wishes(), "same name"),
        (people(2), [Table.of("A", 2)], Wishes(pins=(Pin("p00", "B"),)), "not in the room"),
        (people(2), [Table.of("A", 2)], Wishes(pins=(Pin("p00", "A", 2),)), "not in the room"),
        (people(2), [Table.of("A", 2)], Wishes(apart=(("p00", "p00"),)), "two different people"),
    ],
)
def test_a_request_that_makes_no_sense_is_refused(coming, tables, wishes, words):
    with pytest.raises(ValueError, match=words):
        plan_next_meeting(coming, tables, [], seed=1, wishes=wishes)


def test_the_score_weighs_a_broken_promise_above_all():
    assert Score(1, 2, 3, 4).total == 1059


def test_wishes_about_people_who_are_not_coming_cost_nothing():
    wishes = Wishes(apart=(("p00", "away"),), together=(("p01", "away"),), pins=(Pin("away", "Table 1"),))
    plan = plan_next_meeting(people(2), choose_tables(2, 4), [], seed=1, wishes=wishes)
    assert score_tables(people(2), plan.tables, wishes=wishes).hard == 0


def test_the_first_table_is_by_the_door_and_the_last_at_the_quiet_edge():
    tables = with_offers(choose_tables(9, 3))
    everywhere = frozenset({"step_free", "loop", "by_screen"})  # of the place: no table is better or worse for it
    assert [seat - everywhere for table in tables for seat in table.seats] == (
        [frozenset({"by_door", "space"})] * 3 + [frozenset()] * 3 + [frozenset({"at_edge"})] * 3
    )
    assert all(everywhere <= seat for table in tables for seat in table.seats)
    (only,) = with_offers(choose_tables(3, 4))
    assert set(only.seats) == {everywhere | {"by_door", "space", "at_edge"}}
    assert with_offers(()) == ()


def test_who_needs_the_door_or_the_edge_sits_there_and_nobody_else_is_seated_differently_for_it():
    tables = with_offers(choose_tables(12, 4))
    needs = {"a": frozenset({"by_door"}), "b": frozenset({"by_door"}), "c": frozenset({"at_edge"})}
    people = [PersonComing(name, needs=needs.get(name, frozenset())) for name in "abcdefghijkl"]
    plan = plan_next_meeting(people, tables, [], seed=7)
    assert {"a", "b"} <= set(plan.tables[0].people)
    assert "c" in plan.tables[2].people
    assert plan.score.hard == 0
    without = [PersonComing(name) for name in "abcdefghijkl"]
    assert (
        plan_next_meeting(without, tables, [], seed=7).groups
        == plan_next_meeting(without, choose_tables(12, 4), [], seed=7).groups
    )
