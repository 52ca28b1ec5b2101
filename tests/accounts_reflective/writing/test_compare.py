"""Two texts compared by word: nothing of either is lost, and long ones take no for ever."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts_reflective.writing.planning.compare import PUT_IN, SAME, TAKEN_OUT, Piece, compare

SAID = ["tea", "kettle", "\n\n", "<b>", "&amp;", "Wren’s", " ", ""]
WORDS = st.lists(st.sampled_from(SAID), max_size=30).map(" ".join)


def without(kind: str, pieces: list[Piece]) -> str:
    return "".join(piece.text for piece in pieces if piece.kind != kind)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(WORDS, WORDS)
def test_both_texts_can_be_read_off_the_pieces(before, after):
    pieces = compare(before, after)
    assert without(PUT_IN, pieces) == before
    assert without(TAKEN_OUT, pieces) == after
    assert all(piece.text for piece in pieces)


def test_a_changed_word_is_a_changed_word_and_not_a_changed_sentence():
    assert compare("We had tea at noon.", "We had cake at noon.") == [
        Piece(SAME, "We had"),
        Piece(TAKEN_OUT, " tea"),
        Piece(PUT_IN, " cake"),
        Piece(SAME, " at noon."),
    ]


def test_the_same_text_has_one_piece_and_no_text_has_none():
    assert compare("Tea.\n\nCake.", "Tea.\n\nCake.") == [Piece(SAME, "Tea.\n\nCake.")]
    assert compare("", "") == []


@pytest.mark.parametrize(
    ("before", "after"),
    [("tea " * 15000, "cake tea " * 6600), ("\n" * 60000, "x\n" * 30000), ("a\nb\n" * 15000, "b\na\nc\n" * 10000)],
)
def test_the_longest_texts_are_compared_too(before, after):
    pieces = compare(before, after)
    assert (without(PUT_IN, pieces), without(TAKEN_OUT, pieces)) == (before, after)


def test_in_a_long_text_changed_lines_are_still_compared_by_word():
    lines = [f"Line {number} of a long piece that somebody wrote about tea." for number in range(1500)]
    changed = [line.replace("tea", "cake") if number in (3, 1490) else line for number, line in enumerate(lines)]
    pieces = compare("\n".join(lines), "\n".join(changed))
    assert [piece.text for piece in pieces if piece.kind == PUT_IN] == [" cake.", " cake."]
