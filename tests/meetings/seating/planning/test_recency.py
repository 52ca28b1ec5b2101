from hypothesis import given
from hypothesis import strategies as st

from meetings.seating.planning import PersonComing, choose_tables, plan_next_meeting
from meetings.seating.planning.recency import ALIKE, LAST_SIX, LATELY, weighed
from meetings.seating.planning.score import times_together

meetings = st.lists(st.just([["a", "b"]]), max_size=12)


@given(meetings)
def test_how_often_a_pair_counts(history):
    pair = frozenset("ab")
    assert times_together(weighed(history, ALIKE))[pair] == len(history)
    assert times_together(weighed(history, LAST_SIX))[pair] == min(6, len(history))
    assert times_together(weighed(history, LATELY))[pair] == len(history) + 2 * min(3, len(history))


def test_with_the_last_meetings_counting_more_people_do_not_sit_again_with_whom_they_sat_last():
    """A sat twice with B long ago and once with C the last time: alike, C is better; lately, B is."""
    people = [PersonComing(name) for name in "abcd"]
    old = [[["a", "b"], ["c", "d"]]] * 2 + [[["a", "d"], ["b", "c"]]] * 5
    history = [*old, [["a", "c"], ["b", "d"]]]
    tables = choose_tables(4, 2)

    def beside_a(how):
        plan = plan_next_meeting(people, tables, weighed(history, how), seed=1)
        return next(set(table.people) - {"a"} for table in plan.tables if "a" in table.people).pop()

    assert beside_a(ALIKE) == "c"
    assert beside_a(LATELY) == "b"
    assert beside_a(LAST_SIX) == "b"
