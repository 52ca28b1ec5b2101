from itertools import combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.seating.planning import PersonComing, TooFewSeats, plan_around, plan_next_meeting
from meetings.seating.planning.drawing import WIDTH, lines_of, picture
from meetings.seating.planning.room import AT_EDGE, BY_DOOR, LOOP, OFFERS, SPACE, STEP_FREE
from meetings.seating.planning.shapes import (
    BOARDROOM,
    HORSESHOE,
    LONGEST,
    READY,
    ROUND,
    SHAPES,
    TABLES,
    NotARoom,
    as_far_as_it_goes,
    ready,
    resized,
    seats_missing,
    seats_of_new,
    sizes_of,
    tables_in,
    too_few_seats,
)


def everyone_can_sit(people, seats):
    """Whether all who need something can have a seat that offers it, by trying (the slow and certain way)."""
    if not people:
        return True
    first, *rest = people
    return any(
        first <= offers and everyone_can_sit(rest, seats[:place] + seats[place + 1 :])
        for place, offers in enumerate(seats)
    )


@pytest.mark.parametrize(
    ("shape", "words", "says"),
    [
        (TABLES, "", "A room needs seats"),
        (TABLES, " , ", "A room needs seats"),
        (TABLES, "six, six", "only numbers"),
        (TABLES, "-4", "only numbers"),
        (TABLES, "٤", "only numbers"),
        (TABLES, "6, 0", "has no seat"),
        (TABLES, "6, 1", "Nobody sits at a table alone"),
        (ROUND, "6, 6", "is one table, so write one number, like 12"),
        (TABLES, "21", "Write 20 or fewer"),
        (HORSESHOE, "31", "Write 30 or fewer"),
        (TABLES, ",".join(["4"] * 26), "25 or fewer"),
        (TABLES, "99999", "only numbers"),
    ],
)
def test_what_makes_no_room_is_said_with_what_to_change(shape, words, says):
    with pytest.raises(NotARoom, match=says):
        sizes_of(shape, words)


def test_seats_are_read_from_words():
    assert sizes_of(TABLES, "6, 6 and 4") == (6, 6, 4)
    assert sizes_of(HORSESHOE, " 12 ") == (12,)


@pytest.mark.parametrize("each", READY, ids=lambda each: each.key)
def test_a_ready_room_is_a_room(each):
    assert sizes_of(each.shape, ", ".join(map(str, each.sizes))) == each.sizes
    assert ready(each.key) is each
    seats = seats_of_new(each.shape, each.sizes)
    assert tuple(map(len, seats)) == each.sizes
    told = {offer for row in seats for offers in row for offer in offers}
    assert told == {BY_DOOR, SPACE, AT_EDGE}, "what depends on the building is not guessed"


def test_seats_that_stay_offer_what_they_did():
    kept = [[frozenset({LOOP}), frozenset()], [frozenset({STEP_FREE})]]
    then = resized(kept, TABLES, (3, 2))
    assert [then[0][0], then[0][1], then[1][0]] == [frozenset({LOOP}), frozenset(), frozenset({STEP_FREE})]
    assert [len(row) for row in then] == [3, 2]


def test_too_few_seats_says_how_many_more():
    tables = tables_in(TABLES, seats_of_new(TABLES, (2, 2)))
    assert too_few_seats(4, tables) == ""
    assert "5 people are coming in person, and there are 4 seats" in too_few_seats(5, tables)
    assert "have one more seat" in too_few_seats(5, tables)
    assert "have 3 more seats" in too_few_seats(7, tables)


def test_a_table_that_is_not_to_be_used_is_not_there():
    seats = seats_of_new(TABLES, (2, 2, 2))
    tables = tables_in(TABLES, seats, without=[2])
    assert [len(table.seats) for table in tables] == [2, 0, 2]
    plan = plan_next_meeting([PersonComing(n) for n in range(4)], tables, [], seed=1)
    assert [len(table.people) for table in plan.tables] == [2, 0, 2]


needs = st.frozensets(st.sampled_from(OFFERS[:3]), max_size=2)


@given(st.lists(needs, max_size=5), st.lists(st.frozensets(st.sampled_from(OFFERS[:3])), min_size=1, max_size=5))
def test_a_room_lacks_a_seat_exactly_when_not_everyone_can_have_one(wanted, offered):
    tables = tables_in(ROUND, [offered])
    people = [PersonComing(number, None, each) for number, each in enumerate(wanted)]
    missing = seats_missing(people, tables)
    assert bool(missing) != everyone_can_sit([each for each in wanted if each], offered)
    assert len(missing) == len(set(missing))


@given(
    st.lists(st.frozensets(st.sampled_from(OFFERS[:3]), min_size=1), min_size=1, max_size=4),
    st.randoms(use_true_random=False),
)
def test_the_sentence_is_the_same_whoever_has_the_need(wanted, random):
    tables = tables_in(ROUND, [[frozenset()] * 6])
    names = ["a", "b", "c", "d"][: len(wanted)]
    said = seats_missing([PersonComing(*each) for each in zip(names, [None] * 4, wanted, strict=False)], tables)
    random.shuffle(names)
    again = seats_missing([PersonComing(*each) for each in zip(names, [None] * 4, wanted, strict=False)], tables)
    assert said == again


def test_the_smallest_change_is_one_seat():
    tables = tables_in(HORSESHOE, [[frozenset({LOOP}), frozenset(), frozenset()]])
    people = [PersonComing("a", None, frozenset({LOOP})), PersonComing("b", None, frozenset({LOOP}))]
    (said,) = seats_missing(people, tables)
    one = "One more seat in this room with a hearing loop would do."
    assert said == f"No seat is left for somebody who needs a hearing loop. {one}"
    enough = tables_in(HORSESHOE, [[frozenset({LOOP}), frozenset({LOOP}), frozenset()]])
    assert seats_missing(people, enough) == []


@given(st.sampled_from(sorted(SHAPES)), st.integers(1, LONGEST))
def test_every_chair_is_drawn_once_on_the_sheet_and_none_lies_on_another(shape, seats):
    drawn = picture(shape, seats)
    assert len(drawn.chairs) == seats
    for box in (*drawn.chairs, *drawn.tops):
        assert box.x >= 0
        assert box.y >= 0
        assert box.x + box.wide <= WIDTH
        assert box.y + box.high <= drawn.high
    for one, other in combinations(drawn.chairs, 2):
        beside = one.x + one.wide <= other.x or other.x + other.wide <= one.x
        assert beside or one.y + one.high <= other.y or other.y + other.high <= one.y


@given(st.text(max_size=60))
def test_a_name_is_drawn_on_two_short_lines_at_most(name):
    lines = lines_of(name)
    assert len(lines) <= 2
    assert all(len(line) <= 11 for line in lines)


@given(st.sampled_from([ROUND, HORSESHOE, BOARDROOM]), st.integers(2, 12), st.integers(0, 3), st.integers(0, 99))
def test_people_in_one_long_row_all_get_a_seat_and_needs_are_met(shape, people, needing, seed):
    seats = seats_of_new(shape, (12,))
    coming = [
        PersonComing(number, None, frozenset({AT_EDGE}) if number < min(needing, 2, people) else frozenset())
        for number in range(people)
    ]
    tables = tables_in(shape, seats)
    plan = plan_next_meeting(coming, tables, [], seed=seed, moves=2_000, beside=True)
    seated = [who for table in plan.tables for who in table.seats if who is not None]
    assert sorted(seated) == list(range(people))
    assert plan.score.hard == 0


def test_more_people_than_seats_is_never_planned():
    tables = tables_in(ROUND, seats_of_new(ROUND, (2,)))
    with pytest.raises(TooFewSeats):
        plan_next_meeting([PersonComing(n) for n in range(3)], tables, [], seed=1, beside=True)


@pytest.mark.parametrize("people", [5, 7, 8])
@pytest.mark.parametrize("need", [BY_DOOR, AT_EDGE])
def test_a_table_that_offers_what_somebody_needs_is_used_whichever_others_stay_empty(people, need):
    tables = tables_in(TABLES, seats_of_new(TABLES, (6, 6, 6)))
    for who, seed in product(range(0, people, 2), range(20)):
        coming = [PersonComing(n, None, frozenset({need} if n == who else ())) for n in range(people)]
        plan = plan_next_meeting(coming, tables, [], seed=seed, moves=400)
        assert plan.score.hard == 0, (who, seed)


def test_a_table_that_somebody_is_to_stay_at_is_used():
    tables = tables_in(TABLES, seats_of_new(TABLES, (6, 6, 6)))
    coming = [PersonComing(n) for n in range(5)]
    for seed in range(20):
        plan = plan_around(coming, tables, [], seed=seed, locked={0: "Table 2"})
        assert 0 in plan.tables[1].people


def test_which_tables_stay_empty_tells_of_nobody():
    tables = tables_in(TABLES, seats_of_new(TABLES, (6, 6, 6)))

    def empty(needs, seed):
        coming = [PersonComing(n, None, needs if n == 3 else frozenset()) for n in range(8)]
        plan = plan_next_meeting(coming, tables, [], seed=seed, moves=400)
        return [table.table.name for table in plan.tables if not table.people]

    for seed in range(20):
        assert empty(frozenset(), seed) == empty(frozenset({BY_DOOR}), seed) == ["Table 2"]


def test_who_needs_two_things_that_no_one_seat_offers_has_one_of_them():
    tables = tables_in(HORSESHOE, [[frozenset({LOOP}), *[frozenset()] * 6, frozenset({AT_EDGE}), frozenset()]])
    (one,) = as_far_as_it_goes([PersonComing("a", None, frozenset({AT_EDGE, LOOP, SPACE}))], tables)
    assert one.needs == {LOOP}
    for seed in range(20):
        people = [one, *[PersonComing(n) for n in "bcde"]]
        plan = plan_next_meeting(people, tables, [], seed=seed, moves=400, beside=True)
        assert plan.tables[0].seats[0] == "a"


@given(st.frozensets(st.sampled_from(OFFERS)), st.lists(st.frozensets(st.sampled_from(OFFERS)), max_size=5))
def test_one_seat_offers_all_that_is_looked_for_and_none_offers_more_of_what_is_needed(needed, offered):
    (one,) = as_far_as_it_goes([PersonComing("a", None, needed)], tables_in(ROUND, [offered]))
    assert one.needs <= needed
    assert len(one.needs) == max((len(needed & each) for each in offered), default=0)
    assert not one.needs or any(one.needs <= each for each in offered)
