"""Nine in the morning on the wall, some days before, on both sides of a clock change."""

from datetime import UTC, datetime, timedelta

import pytest

from meetings.invitations.planning.reminders import LONGEST_NOTICE, is_useful, reminder_due, reminders

LONDON, NEW_YORK = "Europe/London", "America/New_York"


def at(*parts):
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize(
    ("starts_at", "zone", "five_days", "one_day"),
    [
        # No change in between: winter and summer.
        (at(2026, 1, 20, 14), LONDON, at(2026, 1, 15, 9), at(2026, 1, 19, 9)),
        (at(2026, 7, 20, 13), LONDON, at(2026, 7, 15, 8), at(2026, 7, 19, 8)),
        # The clocks go forward on 29 March: one reminder on each side.
        (at(2026, 3, 31, 13), LONDON, at(2026, 3, 26, 9), at(2026, 3, 30, 8)),
        # The clocks go back on 25 October: one on each side, and one on the day itself.
        (at(2026, 10, 27, 14), LONDON, at(2026, 10, 22, 8), at(2026, 10, 26, 9)),
        (at(2026, 10, 26, 14), LONDON, at(2026, 10, 21, 8), at(2026, 10, 25, 9)),
        # Somewhere else, the day on the wall is not the day in London.
        (at(2026, 1, 21, 1), NEW_YORK, at(2026, 1, 15, 14), at(2026, 1, 19, 14)),
    ],
)
def test_reminders_are_due_at_nine_on_the_wall(starts_at, zone, five_days, one_day):
    assert [each.due_at for each in reminders(starts_at, zone)] == [five_days, one_day]
    assert starts_at - five_days < LONGEST_NOTICE


def test_one_reminder_at_a_time_and_none_too_late():
    starts_at = at(2026, 10, 27, 14)
    first, last = reminders(starts_at, LONDON)
    tick = timedelta(seconds=1)
    assert reminder_due(starts_at, LONDON, first.due_at - tick) is None
    assert reminder_due(starts_at, LONDON, first.due_at) == first
    assert reminder_due(starts_at, LONDON, last.due_at - tick) == first
    assert reminder_due(starts_at, LONDON, last.due_at) == last
    assert reminder_due(starts_at, LONDON, starts_at - tick) == last
    assert reminder_due(starts_at, LONDON, starts_at) is None


def test_the_first_reminder_is_no_use_once_the_last_is_due():
    starts_at = at(2026, 10, 27, 14)
    last = reminders(starts_at, LONDON)[-1]
    assert is_useful("5-days", starts_at, LONDON, last.due_at - timedelta(seconds=1))
    assert not is_useful("5-days", starts_at, LONDON, last.due_at)
    assert is_useful("1-day", starts_at, LONDON, last.due_at)
    assert not is_useful("1-day", starts_at, LONDON, starts_at)
    assert not is_useful("never", starts_at, LONDON, last.due_at)
