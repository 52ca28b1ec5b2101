from hypothesis import given
from hypothesis import strategies as st

from meetings.seating.planning import PersonComing, Wishes, plan_next_meeting
from meetings.seating.planning.hybrid import hosts, too_few_hosts
from meetings.seating.planning.score import neighbours
from meetings.seating.planning.shapes import HORSESHOE, ROUND, TABLES, seats_of_new, tables_in


@given(st.integers(0, 4), st.integers(1, 8), st.integers(0, 99))
def test_everyone_who_joins_has_one_person_to_sit_beside_and_nobody_has_two(joining, present, seed):
    there, here = [f"j{n}" for n in range(joining)], [f"p{n}" for n in range(present)]
    pairs = hosts(there, here, [])
    assert len(pairs) == min(joining, present)
    assert len({host for _, host in pairs}) == len(pairs)
    assert hosts(reversed(there), reversed(here), []) == pairs


def test_who_joins_sits_beside_whom_they_have_met_least_and_never_beside_whom_they_would_rather_not():
    assert hosts(["j"], ["a", "b"], [[["j", "a"]]]) == (("j", "b"),)
    assert hosts(["j"], ["a", "b"], [[["j", "a"]]], apart=[("b", "j")]) == (("j", "a"),)
    assert hosts(["j"], ["b"], [], apart=[("b", "j")]) == ()


def test_too_few_in_the_room_is_said_with_what_to_do():
    assert too_few_hosts(2, 2) == ""
    assert "3 people join from somewhere else and one person comes in person" in too_few_hosts(3, 1)


@given(st.sampled_from([(TABLES, (5, 5)), (ROUND, (10,)), (HORSESHOE, (10,))]), st.integers(1, 3), st.integers(0, 50))
def test_a_plan_seats_each_of_them_beside_their_person(room, joining, seed):
    shape, sizes = room
    there, here = [f"j{n}" for n in range(joining)], [f"p{n}" for n in range(6)]
    pairs = hosts(there, here, [])
    plan = plan_next_meeting(
        [PersonComing(who) for who in [*there, *here]],
        tables_in(shape, seats_of_new(shape, sizes)),
        [],
        seed=seed,
        wishes=Wishes(together=pairs),
        beside=shape != TABLES,
        moves=4_000,
    )
    beside = {pair for table in plan.tables for pair in neighbours(table)}
    assert {frozenset(pair) for pair in pairs} <= beside
