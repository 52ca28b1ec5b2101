"""Whom the rota proposes, and what it says of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.chairing.planning import Because, HeldMeeting, NextMeeting, Reason, ledger, propose, reason_sentence
from tests.meetings.chairing.planning.test_ledger import calm, careers, day, held

NEXT = NextMeeting("next", day(100))


def test_the_largest_share_still_waiting_goes_first():
    meetings = [held(0, "abc"), held(1, "abc", chair="a"), held(2, "ab", chair="b"), held(3, "abc", chair="a")]
    proposal = propose(meetings, "abc", NEXT)
    assert proposal.person == "c"
    assert proposal.reason == Reason(Because.WAITED_LONGEST, fewest=0, most=2)
    assert proposal.runners_up == ("b", "a")


def test_nobody_is_proposed_at_their_first_meeting():
    meetings = [held(0, "ab"), held(1, "ab", chair="a")]
    proposal = propose(meetings, ["a", "newcomer"], NEXT)
    assert proposal.person == "a"
    assert proposal.runners_up == ()
    assert propose(meetings, ["newcomer"], NEXT) is None
    assert propose([], "ab", NEXT) is None
    assert propose(meetings, [], NEXT) is None


def test_a_newcomer_waits_their_turn_from_zero():
    meetings = [held(0, "ab"), held(1, "abn", chair="a"), held(2, "ab", chair="b"), held(3, "ab", chair="a")]
    assert propose(meetings, "abn", NEXT).runners_up[0] == "n"
    assert propose(meetings, "abn", NEXT).person == "b"


def test_meetings_on_or_after_the_day_do_not_count():
    meetings = [held(0, "ab"), held(1, "ab", chair="a"), held(5, "ab", chair="b"), held(6, "ab", chair="b")]
    assert propose(meetings, "ab", NextMeeting("x", day(5))).person == "b"


def test_somebody_who_came_back_is_neither_pushed_nor_spared():
    meetings = [held(0, "abc"), *(held(n, "abc", chair="a" if n % 2 else "b") for n in range(1, 9))]
    assert propose(meetings, "abc", NEXT).person == "c"
    back = propose(meetings, "abc", NEXT, fresh_starts={"c": day(9)})
    assert back.person == "c"
    assert back.reason == Reason(Because.WAITED_LONGEST, 0, 4)
    assert propose(meetings, "ab", NEXT, fresh_starts={"a": day(9)}).person == "a"


def test_who_chaired_longest_ago_goes_first_when_shares_are_level():
    meetings = [held(0, "ab"), held(1, "ab", chair="b"), held(2, "ab", chair="a")]
    proposal = propose(meetings, "ab", NEXT)
    assert (proposal.person, proposal.reason.because) == ("b", Because.LONGEST_SINCE)


def test_who_has_not_chaired_goes_first_when_shares_are_level():
    meetings = [held(0, "abn"), held(1, "ab", chair="b"), held(2, "ab", chair="a")]
    proposal = propose(meetings, "abn", NEXT)
    assert (proposal.person, proposal.reason.because) == ("n", Because.NOT_YET)


@calm
@given(st.permutations("abcdef"))
def test_a_draw_is_always_the_same_for_the_same_meeting(order):
    first = propose([held(0, "abcdef")], "abcdef", NEXT)
    again = propose([held(0, order)], order, NEXT)
    assert again == first
    assert first.reason.because == Because.DRAWN


def test_a_draw_favours_no_letter_of_the_alphabet():
    first = [propose([held(0, "abcd")], "abcd", NextMeeting(f"m{n}", NEXT.on)).person for n in range(200)]
    assert all(30 <= first.count(who) <= 70 for who in "abcd")


@calm
@given(careers(), st.sets(st.sampled_from("abcdef")))
def test_every_candidate_who_has_been_before_is_somewhere_in_the_order(meetings, candidates):
    proposal = propose(meetings, candidates, NEXT)
    been = {who for meeting in meetings for who in meeting.present}
    order = [proposal.person, *proposal.runners_up] if proposal else []
    assert sorted(order) == sorted(candidates & been)
    lines = ledger(meetings)
    balances = [lines[who].balance if who in lines else 0 for who in order]
    assert balances == sorted(balances)


@calm
@given(careers())
def test_people_who_say_no_change_nothing_that_is_said(meetings):
    """The same panel with two more people who come every time and never wish to chair: not a word is different."""
    quieter = [HeldMeeting(m.on, m.present | {"y", "z"}, m.willing - {"y", "z"}, m.chair) for m in meetings]
    assert propose(quieter, "abcdef", NEXT) == propose(meetings, "abcdef", NEXT)


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        (
            Reason(Because.WAITED_LONGEST, 1, 2),
            "Everyone willing has chaired once or twice. "
            "It is Rowan's turn next, because they have waited longest for their share.",
        ),
        (
            Reason(Because.LONGEST_SINCE, 3, 3),
            "Everyone willing has chaired three times. "
            "It is Rowan's turn next, because others have waited just as long, and it is longest since Rowan chaired.",
        ),
        (
            Reason(Because.NOT_YET, 0, 1),
            "Some people who are willing have chaired once, and some have not yet. "
            "It is Rowan's turn next, because others have waited just as long, and Rowan has not chaired yet.",
        ),
        (
            Reason(Because.NOT_YET, 0, 2),
            "Some people who are willing have chaired up to twice, and some have not yet. "
            "It is Rowan's turn next, because others have waited just as long, and Rowan has not chaired yet.",
        ),
        (
            Reason(Because.DRAWN, 0, 0),
            "Nobody who is willing has chaired yet. "
            "It is Rowan's turn next, because others have waited just as long, and we drew lots.",
        ),
        (
            Reason(Because.WAITED_LONGEST, 1, 4),
            "Everyone willing has chaired between once and four times. "
            "It is Rowan's turn next, because they have waited longest for their share.",
        ),
        (
            Reason(Because.WAITED_LONGEST, 2, 3),
            "Everyone willing has chaired twice or three times. "
            "It is Rowan's turn next, because they have waited longest for their share.",
        ),
        (
            Reason(Because.WAITED_LONGEST, 12, 13),
            "Everyone willing has chaired twelve or 13 times. "
            "It is Rowan's turn next, because they have waited longest for their share.",
        ),
    ],
)
def test_the_reason_in_plain_words(reason, sentence):
    assert reason_sentence(reason, "Rowan") == sentence
