"""The labels of reflective accounts, held to the ones the PARTNERS2 paper prints."""

import pytest

from accounts_reflective.writing.labels import LETTER_ONLY, ROLES, ROLES_WITHOUT_NUMBERS, article, by_line, label

LEAP, ASSISTANT = ["LEAP member"], ["research assistant"]


@pytest.mark.parametrize(
    ("letter", "authors", "style", "printed"),
    [
        ("A", [["PPI lead"]], ROLES, "Account A, PPI lead"),
        ("B", [LEAP], ROLES, "Account B, LEAP member"),
        ("C", [LEAP], ROLES, "Account C, LEAP member"),
        ("D", [LEAP], ROLES, "Account D, LEAP member"),
        ("E", [LEAP], ROLES, "Account E, LEAP member"),
        (
            "F",
            [["LEAP member", "service user research assistant"]],
            ROLES,
            "Account F, LEAP member and service user research assistant",
        ),
        ("G", [["PPI co-ordinator", "peer researcher"]], ROLES, "Account G, PPI co-ordinator and peer researcher"),
        ("H", [LEAP, LEAP, LEAP], ROLES_WITHOUT_NUMBERS, "Account H, LEAP members"),
        ("I", [["research fellow"]], ROLES, "Account I, research fellow"),
        ("J", [LEAP, ASSISTANT], LETTER_ONLY, "Account J"),
        ("K", [LEAP], ROLES, "Account K, LEAP member"),
        ("L", [LEAP, LEAP, ASSISTANT], ROLES, "Account L, two LEAP members and a research assistant"),
        ("M", [ASSISTANT, ASSISTANT, ASSISTANT], ROLES, "Account M, three research assistants"),
        ("N", [["service user research assistant"]], ROLES, "Account N, service user research assistant"),
        ("O", [ASSISTANT], ROLES, "Account O, research assistant"),
    ],
)
def test_each_of_the_fifteen_labels_is_made_as_printed(letter, authors, style, printed):
    assert label(letter, authors, style) == printed


def test_numbers_are_words_up_to_ten():
    assert by_line([LEAP] * 10) == "ten LEAP members"
    assert by_line([LEAP] * 11) == "11 LEAP members"


def test_the_order_of_roles_says_nothing_about_the_order_of_authors():
    assert by_line([ASSISTANT, LEAP, ["adviser"]]) == "an adviser, a LEAP member and a research assistant"
    assert (
        by_line([ASSISTANT, LEAP, LEAP])
        == by_line([LEAP, ASSISTANT, LEAP])
        == "two LEAP members and a research assistant"
    )


def test_an_author_who_shows_no_role_leaves_the_letter_alone():
    assert label("P", [LEAP, [""]]) == "Account P"
    assert label("P", [[" "]]) == "Account P"
    assert label("P", []) == "Account P"


def test_without_a_letter_only_the_roles_are_said():
    assert label(None, [LEAP, ASSISTANT]) == "a LEAP member and a research assistant"
    assert label(None, [LEAP], LETTER_ONLY) == ""


def test_own_words_are_never_bent_into_a_plural_they_do_not_have():
    words = ["person who has used services"]
    assert by_line([words, words]) == "two people, each a person who has used services"
    assert by_line([words, words], ROLES_WITHOUT_NUMBERS) == "people, each a person who has used services"
    both = ["LEAP member", "carer"]
    assert by_line([both, both]) == "two people, each a LEAP member and carer"


def test_roles_without_numbers_never_say_how_many():
    assert by_line([LEAP, LEAP, ASSISTANT], ROLES_WITHOUT_NUMBERS) == "LEAP members and a research assistant"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("LEAP member", "a"), ("PPI lead", "a"), ("NHS manager", "an"), ("SURA", "a"), ("IT worker", "an"),
        ("adviser", "an"), ("expert by experience", "an"), ("user", "a"), ("university lecturer", "a"),
        ("honorary fellow", "an"), ("house officer", "a"), ("one-to-one worker", "a"), ("unpaid carer", "an"),
        ("European adviser", "a"), ("artist", "an"), ("research assistant", "a"),
    ],
)  # fmt: skip
def test_a_and_an_follow_how_the_word_is_said(words, expected):
    assert article(words) == expected
