"""Differences in words, and names that stand in a text."""

from meetings.notes.planning import differences
from meetings.notes.planning.differences import ADDED, REMOVED, SAME, Piece


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
