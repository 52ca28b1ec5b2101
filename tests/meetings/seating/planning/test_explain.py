"""What a plan says of itself, and the honest limits."""

from functools import cache
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.seating.planning import (
    BestPossible,
    PersonComing,
    Wishes,
    best_possible_sentence,
    choose_tables,
    explain,
    fewest_meetings,
    fewest_repeats,
    plan_next_meeting,
)
from tests.meetings.seating.planning import brute
from tests.meetings.seating.planning.strategies import calm, panels


def coming(*ids):
    return [PersonComing(who) for who in ids]


def test_explains_who_meets_whom_for_the_first_time():
    history = [[["a", "b"], ["c", "d"]], [["a", "c", "gone"], ["b", "d", "left"]]]
    plan = plan_next_meeting(coming("a", "b", "c", "d"), choose_tables(4, 2), history, seed=1)
    said = explain(plan, history)
    assert said.first_meetings == {"a": ("d",), "d": ("a",), "b": ("c",), "c": ("b",)}
    assert (said.repeats_now, said.fewest_repeats) == (0, 0)
    assert (said.pairs_met_before, said.pairs_met, said.pairs_possible) == (4, 6, 6)
    assert said.best_possible == BestPossible(4, (2, 2), 3, exact=True)


def test_explains_a_meeting_where_everyone_has_met():
    history = [[["a", "b", "c"]], [["a", "b", "c"]]]
    said = explain(plan_next_meeting(coming("a", "b", "c"), choose_tables(3, 4), history, seed=1), history)
    assert said.first_meetings == {"a": (), "b": (), "c": ()}
    assert (said.repeats_now, said.fewest_repeats, said.pairs_met) == (3, 6, 3)


def test_explains_an_empty_plan():
    said = explain(plan_next_meeting([], [], [], seed=1), [])
    assert said.first_meetings == {}
    assert (said.pairs_possible, said.fewest_repeats) == (0, 0)
    assert best_possible_sentence(said.best_possible) == ""


@calm
@given(panels(most=7))
def test_first_meetings_go_both_ways_and_the_counts_agree(panel):
    people, tables, history, wishes = panel
    plan = plan_next_meeting(people, tables, history, seed=1, wishes=wishes, moves=200)
    said = explain(plan, history)
    assert all(who in said.first_meetings[other] for who, others in said.first_meetings.items() for other in others)
    new = sum(len(others) for others in said.first_meetings.values()) // 2
    sharing = sum(len(list(combinations(group, 2))) for group in plan.groups)
    assert new + said.repeats_now == sharing
    assert said.pairs_met == said.pairs_met_before + new <= said.pairs_possible


@calm
@given(panels(most=6))
def test_no_seating_has_fewer_repeats_than_the_limit(panel):
    people, tables, history, _ = panel
    limit = fewest_repeats([person.id for person in people], len(tables), history)
    rows = brute.tablefuls(people, tables)
    assert limit <= min(brute.parts(people, tables, row, history, Wishes())[3] for row in rows)


@pytest.mark.parametrize(
    ("people", "seats", "meetings", "exact"),
    [
        (12, 4, 5, True),
        (24, 4, 8, True),
        (24, 6, 6, True),
        (9, 3, 4, True),
        (15, 3, 7, True),
        (16, 4, 5, True),
        (25, 5, 6, True),
        (28, 4, 9, True),
        (10, 2, 9, True),
        (4, 4, 1, True),
        (13, 4, 6, False),
        (20, 5, 6, False),
    ],
)
def test_fewest_meetings_for_everyone_to_meet(people, seats, meetings, exact):
    best = fewest_meetings([len(table.seats) for table in choose_tables(people, seats)])
    assert (best.people, best.meetings, best.exact) == (people, meetings, exact)


@pytest.mark.parametrize("sizes", [(2, 2), (3, 2), (2, 2, 2), (3, 3), (4, 2), (4, 3), (5, 2)])
def test_fewest_meetings_is_never_more_than_the_truth_and_equal_where_exact(sizes):
    best = fewest_meetings(sizes)
    truth = covering(sizes)
    assert best.meetings == truth if best.exact else best.meetings <= truth


def covering(sizes):
    """By trying everything: how many meetings until every pair has met."""
    everyone = frozenset(range(sum(sizes)))
    meetings = {
        frozenset(frozenset(pair) for group in groups for pair in combinations(group, 2))
        for groups in splits(everyone, sizes)
    }
    pairs = frozenset(frozenset(pair) for pair in combinations(everyone, 2))
    reached, count = {frozenset()}, 0
    while pairs not in reached:
        grown = {met | meeting for met in reached for meeting in meetings}
        reached, count = {met for met in grown if not any(met < more for more in meetings)}, count + 1
    return count


@cache
def splits(people, sizes):
    if not sizes:
        return ((),)
    return tuple(
        (group, *rest)
        for group in map(frozenset, combinations(sorted(people), sizes[0]))
        for rest in splits(people - group, sizes[1:])
    )


@pytest.mark.parametrize(
    ("sizes", "sentence"),
    [
        (
            [4, 4, 4],
            "12 people at tables of 4 need at least five meetings for everyone to meet everyone. "
            "That can be done when everyone comes.",
        ),
        ([4, 3, 3, 3], "13 people at tables of 3 and 4 need at least six meetings for everyone to meet everyone."),
        ([2] * 20, "40 people at tables of 2 need at least 39 meetings for everyone to meet everyone. "
         "That can be done when everyone comes."),
        ([5], "Everyone sits at one table, so everyone meets everyone."),
        ([1, 1], "At tables of one nobody meets anybody."),
        ([1], ""),
        ([], ""),
    ],
)  # fmt: skip
def test_the_best_possible_in_plain_words(sizes, sentence):
    assert best_possible_sentence(fewest_meetings(sizes)) == sentence


@calm
@given(st.lists(st.integers(1, 12), min_size=2, max_size=15))
def test_fewest_meetings_always_has_an_answer(sizes):
    best = fewest_meetings(sizes)
    assert best.meetings is None or best.meetings >= 2
