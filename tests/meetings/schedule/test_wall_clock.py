"""Twice a year the clock on the wall skips an hour or shows one twice."""

from datetime import UTC, date, datetime, time

import pytest

from meetings.schedule.planning.wall_clock import NoSuchMoment, moment, moments

LONDON = "Europe/London"
FORWARD, BACK = date(2026, 3, 29), date(2026, 10, 25)


@pytest.mark.parametrize(
    ("day", "at", "utc"),
    [
        (date(2026, 1, 20), time(14), datetime(2026, 1, 20, 14, tzinfo=UTC)),
        (date(2026, 7, 20), time(14), datetime(2026, 7, 20, 13, tzinfo=UTC)),
        (FORWARD, time(0, 59), datetime(2026, 3, 29, 0, 59, tzinfo=UTC)),
        (FORWARD, time(2), datetime(2026, 3, 29, 1, tzinfo=UTC)),
        (BACK, time(0, 59), datetime(2026, 10, 24, 23, 59, tzinfo=UTC)),
        (BACK, time(2), datetime(2026, 10, 25, 2, tzinfo=UTC)),
    ],
)
def test_a_time_that_happens_once_is_one_moment(day, at, utc):
    assert moment(day, at, LONDON) == utc


def test_a_time_that_is_skipped_is_asked_about():
    assert moments(FORWARD, time(1, 30), LONDON) == []
    with pytest.raises(NoSuchMoment) as unclear:
        moment(FORWARD, time(1, 30), LONDON)
    assert str(unclear.value) == (
        "On Sunday 29 March 2026 the clocks go forward and 1:30am does not happen. "
        "Did you mean 12:30am or 2:30am? Please type the one you mean."
    )


def test_a_time_that_happens_twice_is_asked_about():
    assert len(moments(BACK, time(1, 30), LONDON)) == 2
    with pytest.raises(NoSuchMoment) as unclear:
        moment(BACK, time(1, 30), LONDON)
    assert str(unclear.value) == (
        "On Sunday 25 October 2026 the clocks go back and 1:30am happens twice. "
        "Please choose a time before 1:00am, or 2:00am or later."
    )


def test_a_zone_without_clock_changes_takes_every_time():
    assert moment(FORWARD, time(1, 30), "Asia/Kolkata") == datetime(2026, 3, 28, 20, tzinfo=UTC)
