"""Amounts as people type them, and what goes past what they asked to be told about."""

import contextlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.payments.planning import ceilings, pounds
from meetings.payments.planning.ceilings import Past


@pytest.mark.parametrize(
    ("typed", "pence"),
    [
        ("40", 4000), ("£40", 4000), (" 40.5 ", 4050), ("40.50", 4050), ("£ 1,250.00", 125000), ("40 pounds", 4000),
        ("1 pound", 100), ("75p", 75), ("0.01", 1), ("40.", 4000), ("40.500", 4050), ("007", 700),
    ],
)  # fmt: skip
def test_an_amount_is_understood_as_people_write_it(typed, pence):
    assert pounds.pence_from(typed) == pence


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("forty", pounds.IN_FIGURES), ("4o", pounds.IN_FIGURES), ("=40", pounds.IN_FIGURES), ("1e3", pounds.IN_FIGURES),
        ("٤٠", pounds.IN_FIGURES), ("1,00,0", pounds.IN_FIGURES), ("40,50", pounds.A_POINT),
        ("40.555", pounds.WHOLE_PENCE), ("-5", pounds.MORE_THAN_NOTHING), ("−5", pounds.MORE_THAN_NOTHING),
        ("0", pounds.MORE_THAN_NOTHING), ("0.00", pounds.MORE_THAN_NOTHING), ("0p", pounds.MORE_THAN_NOTHING),
        ("999999999999999999", pounds.TOO_MUCH), ("NaN", pounds.IN_FIGURES), ("", pounds.IN_FIGURES),
    ],
)  # fmt: skip
def test_what_is_no_amount_gets_a_sentence_that_helps(typed, sentence):
    with pytest.raises(pounds.NotPounds) as told:
        pounds.pence_from(typed)
    assert str(told.value) == sentence


@given(st.integers(1, pounds.MOST_PENCE))
def test_every_amount_comes_back_to_the_penny(pence):
    assert pounds.pence_from(pounds.plain(pence)) == pence


@given(st.text(max_size=20))
def test_nothing_that_is_typed_breaks_it(typed):
    with contextlib.suppress(pounds.NotPounds):
        assert pounds.pence_from(typed) >= 1


def test_a_week_runs_from_monday_to_sunday_and_a_month_by_the_calendar():
    amounts = [(date(2026, 3, 30), 5000), (date(2026, 4, 5), 5000), (date(2026, 4, 6), 5000)]  # Monday, Sunday, Monday
    assert ceilings.past(amounts, week=9999, month=None) == [Past("week", date(2026, 3, 30), 10000, 9999)]
    assert ceilings.past(amounts, week=10000, month=None) == [], "at the amount is not above it"
    assert ceilings.past(amounts, week=None, month=9999) == [Past("month", date(2026, 4, 1), 10000, 9999)]
    assert ceilings.past(amounts, week=None, month=None) == []
    assert ceilings.left(amounts, date(2026, 4, 1), week=12000, month=10500) == 500
    assert ceilings.left(amounts, date(2026, 4, 1), week=9000, month=None) == 0
    assert ceilings.left(amounts, date(2026, 4, 1), week=None, month=None) is None
