"""The ledger of turns: what is owed is what is taken."""

from datetime import date, timedelta
from fractions import Fraction
from itertools import accumulate

from hypothesis import given, settings
from hypothesis import strategies as st

from meetings.chairing.planning import Balance, Before, HeldMeeting, NextMeeting, ledger, propose

START = date(2030, 1, 7)
calm = settings(deadline=None, max_examples=50)  # a busy computer is no failure


def day(n):
    return START + timedelta(weeks=4 * n)


def held(n, present, chair=None, willing=None):
    return HeldMeeting(day(n), frozenset(present), frozenset(present if willing is None else willing), chair)


@st.composite
def careers(draw, most=12):
    """Meetings of a panel of up to six; anybody may chair, by whatever choice."""
    meetings = []
    for n in range(draw(st.integers(0, most))):
        present = draw(st.sets(st.sampled_from("abcdef"), min_size=1))
        willing = draw(st.sets(st.sampled_from("abcdef")))
        meetings.append(held(n, present, draw(st.sampled_from([None, *sorted(present)])), willing))
    return meetings


@calm
@given(careers())
def test_balances_add_up_to_zero_whoever_chairs(meetings):
    lines = ledger(meetings).values()
    assert sum(line.balance for line in lines) == 0
    assert sum(line.chaired for line in lines) == sum(meeting.chair is not None for meeting in meetings)


@calm
@given(careers(), st.randoms(use_true_random=False))
def test_the_order_the_meetings_are_given_in_does_not_matter(meetings, random):
    shuffled = random.sample(meetings, len(meetings))
    assert ledger(shuffled) == ledger(meetings)


@calm
@given(careers())
def test_each_line_is_what_counting_meeting_by_meeting_gives(meetings):
    seen = list(accumulate((meeting.present for meeting in meetings), frozenset.union, initial=frozenset()))
    for line in ledger(meetings).values():
        credit = Fraction(0)
        for before, meeting in zip(seen, meetings, strict=False):
            eligible = {who for who in meeting.present if who == meeting.chair or who in meeting.willing & before}
            if meeting.chair is not None and line.person in eligible:
                credit += Fraction(1, len(eligible))
        assert line.credit == credit
        turns = [meeting.on for meeting in meetings if meeting.chair == line.person]
        assert (line.chaired, line.last_chaired) == (len(turns), turns[-1] if turns else None)


def test_one_meeting_shares_one_turn_among_those_who_could_have_taken_it():
    meetings = [held(0, "abcn"), held(1, "abcz", chair="a", willing="abz")]
    assert ledger(meetings) == {
        "a": Balance("a", 1, Fraction(1, 2), day(1)),
        "b": Balance("b", 0, Fraction(1, 2), None),
    }


def test_a_meeting_chaired_by_nobody_of_the_rota_shares_out_nothing():
    assert ledger([held(0, "ab"), held(1, "ab")]) == {}


def test_a_chair_by_override_counts_even_at_their_first_meeting_or_when_not_willing():
    lines = ledger([held(0, "ab"), held(1, "abc", chair="c", willing="ab")])
    assert lines["c"].balance == Fraction(2, 3)
    assert lines["a"].balance == Fraction(-1, 3)


def test_somebody_who_comes_back_starts_from_zero():
    meetings = [held(0, "ab"), held(1, "ab", chair="a"), held(2, "ab", chair="a"), held(3, "ab", chair="a")]
    assert ledger(meetings)["b"].balance == Fraction(-3, 2)
    assert "b" not in ledger(meetings, {"b": day(4)})
    assert ledger(meetings, {"b": day(3)})["b"].balance == Fraction(-1, 2)
    assert ledger(meetings, {"a": day(3)})["a"] == Balance("a", 1, Fraction(1, 2), day(3))


@calm
@given(st.integers(2, 8), st.floats(0, 0.5), st.randoms(use_true_random=False))
def test_proposals_keep_everyone_within_a_turn_and_a_bit_of_their_share(count, absent, random):
    people = [f"p{i}" for i in range(count)]
    meetings = [held(0, people)]
    for n in range(1, 40):
        present = [who for who in people if random.random() >= absent]
        proposal = propose(meetings, present, NextMeeting(f"m{n}", day(n)))
        meetings.append(held(n, present, chair=proposal and proposal.person))
        assert all(abs(line.balance) < Fraction(3, 2) for line in ledger(meetings).values())


def test_when_everyone_always_comes_everyone_chairs_once_in_each_round():
    people = "abcde"
    meetings = [held(0, people)]
    for n in range(1, 16):
        meetings.append(held(n, people, chair=propose(meetings, people, NextMeeting(str(n), day(n))).person))
    for start in (1, 6, 11):
        assert sorted(meeting.chair for meeting in meetings[start : start + 5]) == list(people)


def test_turns_from_before_start_balances_for_those_they_are_known_of():
    before = {"a": Before(3, day(0)), "b": Before(0, day(0)), "c": Before(0, day(0))}
    lines = ledger([], before=before)
    assert {who: line.balance for who, line in lines.items()} == {"a": 2, "b": -1, "c": -1}
    meetings = [held(1, "abcd"), held(2, "abcd", "b")]
    lines = ledger(meetings, before=before)
    assert {who: line.balance for who, line in lines.items()} == {
        "a": 2 - Fraction(1, 4), "b": Fraction(-1, 4), "c": -1 - Fraction(1, 4), "d": Fraction(-1, 4),
    }  # fmt: skip
    assert sum(line.balance for line in lines.values()) == 0
    proposal = propose(meetings, "abcd", NextMeeting("next", day(3)), before=before)
    assert (proposal.person, proposal.runners_up[-1]) == ("c", "a")
    came_back = ledger(meetings, {"a": day(1)}, before)
    assert came_back["a"].balance == Fraction(-1, 4), "what was before a time away counts for nothing"
