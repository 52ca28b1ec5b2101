"""Working days, differences in words, and names that stand in a text."""

from datetime import date

import pytest

from meetings.notes.planning import differences, workdays
from meetings.notes.planning.differences import ADDED, REMOVED, SAME, Piece


@pytest.mark.parametrize(
    ("day", "number", "expected"),
    [
        (date(2026, 11, 18), 5, date(2026, 11, 25)),
        (date(2026, 11, 27), 1, date(2026, 12, 1)),  # a bank holiday in Scotland
        (date(2026, 12, 23), 1, date(2026, 12, 24)),
        (date(2026, 12, 24), 1, date(2026, 12, 29)),  # Christmas, Boxing Day on the Monday
        (date(2026, 7, 10), 1, date(2026, 7, 14)),  # a bank holiday in Northern Ireland alone is nobody's working day
        (date(2026, 11, 25), 0, date(2026, 11, 25)),
    ],
)
def test_working_days_leave_out_weekends_and_bank_holidays_of_each_nation(day, number, expected):
    assert workdays.after(day, number) == expected


def test_differences_say_what_was_put_in_and_taken_out():
    assert differences.between("We had tea.", "We had strong tea.") == [
        Piece(SAME, "We had "), Piece(ADDED, "strong "), Piece(SAME, "tea."),
    ]  # fmt: skip
    assert differences.between("old words", "new words") == [
        Piece(REMOVED, "old "), Piece(ADDED, "new "), Piece(SAME, "words"),
    ]  # fmt: skip
    assert differences.between("all gone", "") == [Piece(REMOVED, "all gone")]


def test_names_are_found_as_words_of_their_own():
    assert differences.names_in("wren said so; Rowanberries grow.", ["Wren", "Rowan", ""]) == ["Wren"]
