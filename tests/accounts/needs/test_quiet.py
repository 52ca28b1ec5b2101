"""When quiet hours end."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.needs.planning.quiet import quiet_until

LONDON, NIGHT = "Europe/London", (time(21), time(8))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(LONDON))


@pytest.mark.parametrize(
    ("moment", "until"),
    [
        ("2026-11-24 20:59", None),
        ("2026-11-24 21:00", "2026-11-25 08:00"),
        ("2026-11-25 03:00", "2026-11-25 08:00"),
        ("2026-11-25 07:59", "2026-11-25 08:00"),
        ("2026-11-25 08:00", None),
        ("2026-06-15 23:30", "2026-06-16 08:00"),
    ],
)
def test_a_night(moment, until):
    assert quiet_until(at(moment), *NIGHT, LONDON) == (at(until) if until else None)


def test_an_afternoon():
    nap = (time(13), time(15, 30), LONDON)
    assert quiet_until(at("2026-11-24 14:00"), *nap) == at("2026-11-24 15:30")
    assert quiet_until(at("2026-11-24 16:00"), *nap) is None
    assert quiet_until(at("2026-11-24 12:59"), *nap) is None


def test_the_same_time_twice_is_no_quiet_at_all():
    assert quiet_until(at("2026-11-24 14:00"), time(9), time(9), LONDON) is None


def test_an_hour_that_comes_twice_is_quiet_both_times():
    """On 25 October 2026 the wall shows 1:30 twice."""
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    until = quiet_until(first, time(0), time(1, 45), LONDON)
    assert until == datetime(2026, 10, 25, 1, 45, tzinfo=UTC)
    assert quiet_until(datetime(2026, 10, 25, 1, 30, tzinfo=UTC), time(0), time(1, 45), LONDON) == until


def test_an_hour_that_never_comes_ends_after_the_gap():
    """On 29 March 2026 the wall goes from 1:00 to 2:00."""
    until = quiet_until(datetime(2026, 3, 29, 0, 30, tzinfo=UTC), time(0), time(1, 30), LONDON)
    assert until == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


@given(
    st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),
    st.times(), st.times(), st.sampled_from([LONDON, "America/New_York", "Asia/Kolkata", "Pacific/Auckland"]),
)  # fmt: skip
def test_quiet_always_ends_and_is_over_at_its_end(moment, starts, ends, zone):
    starts, ends = starts.replace(tzinfo=None, fold=0), ends.replace(tzinfo=None, fold=0)
    until = quiet_until(moment, starts, ends, zone)
    if until is not None:
        assert moment < until <= moment + timedelta(hours=25)
