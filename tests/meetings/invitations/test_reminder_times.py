"""Nine in the morning on the wall, some days before, on both sides of a clock change."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from meetings.invitations.planning import reminders as planning
from meetings.invitations.planning.reminders import (
    LONGEST_NOTICE,
    Start,
    is_useful,
    nudges,
    reminder_due,
    reminders,
)

LONDON, NEW_YORK = "Europe/London", "America/New_York"
AFTER_THE_CHANGE = Start(datetime(2026, 10, 27, 14, tzinfo=UTC), LONDON, (5, 1))


def at(*parts):
    return datetime(*parts, tzinfo=UTC)


# When a meeting starts and on which wall, and when its people are reminded five days and one day before.
NINE = [
    # No change in between: winter and summer.
    (at(2026, 1, 20, 14), LONDON, at(2026, 1, 15, 9), at(2026, 1, 19, 9)),
    (at(2026, 7, 20, 13), LONDON, at(2026, 7, 15, 8), at(2026, 7, 19, 8)),
    # The clocks go forward on 29 March: one reminder on each side.
    (at(2026, 3, 31, 13), LONDON, at(2026, 3, 26, 9), at(2026, 3, 30, 8)),
    # The clocks go back on 25 October: one on each side, and one on the day itself.
    (at(2026, 10, 27, 14), LONDON, at(2026, 10, 22, 8), at(2026, 10, 26, 9)),
    (at(2026, 10, 26, 14), LONDON, at(2026, 10, 21, 8), at(2026, 10, 25, 9)),
    # Over the end of a year, and over the day that most years do not have.
    (at(2027, 1, 2, 14), LONDON, at(2026, 12, 28, 9), at(2027, 1, 1, 9)),
    (at(2028, 3, 1, 14), LONDON, at(2028, 2, 25, 9), at(2028, 2, 29, 9)),
    # Somewhere else, the day on the wall is not the day in London.
    (at(2026, 1, 21, 1), NEW_YORK, at(2026, 1, 15, 14), at(2026, 1, 19, 14)),
]

OVER_A_CHANGE = [2, 3, 4]  # of these rows


def are_at_nine(starts_at, zone, five_days, one_day):
    due = reminders(Start(starts_at, zone, (5, 1)))
    assert [(each.due_at, each.is_last) for each in due] == [(five_days, False), (one_day, True)]


@pytest.mark.parametrize("each", NINE)
def test_reminders_are_due_at_nine_on_the_wall(each):
    are_at_nine(*each)


def test_r14_counted_in_hours_they_come_at_ten_or_at_eight_when_the_clocks_change_in_between(monkeypatch):
    """The control: days of 24 hours instead of days on the wall, and only the rows with a change in between fail."""

    def in_hours(starts_at, days_before, zone):
        there = ZoneInfo(zone)
        that_morning = datetime.combine(starts_at.astimezone(there).date(), planning.AT, there).astimezone(UTC)
        return that_morning - timedelta(hours=24 * days_before)

    monkeypatch.setattr(planning, "_morning", in_hours)
    wrong = []
    for number, each in enumerate(NINE):
        try:
            are_at_nine(*each)
        except AssertionError:
            wrong.append(number)
    assert wrong == OVER_A_CHANGE


@pytest.mark.parametrize("days", [(14, 13), (7, 1), (1,), (14,)])
def test_a_panel_is_reminded_on_the_days_it_chose(days):
    due = reminders(Start(at(2026, 7, 20, 22), LONDON, days))
    assert [at(2026, 7, 20, 8) - each.due_at for each in due] == [timedelta(days=each) for each in days]
    assert [each.is_last for each in due] == [False, True][-len(days) :]
    assert at(2026, 7, 20, 22) - due[0].due_at < LONGEST_NOTICE


def test_nobody_is_asked_again_once_the_last_reminder_went_to_them():
    asked = {
        days: [each.occasion for each in nudges(Start(at(2026, 7, 20, 13), LONDON, days))]
        for days in [(7, 1), (6,), (12,)]
    }
    assert asked == {(7, 1): ["10-days", "5-days"], (6,): ["10-days"], (12,): []}


def test_one_reminder_at_a_time_and_none_too_late():
    first, last = reminders(AFTER_THE_CHANGE)
    tick = timedelta(seconds=1)
    assert reminder_due(AFTER_THE_CHANGE, first.due_at - tick) is None
    assert reminder_due(AFTER_THE_CHANGE, first.due_at) == first
    assert reminder_due(AFTER_THE_CHANGE, last.due_at - tick) == first
    assert reminder_due(AFTER_THE_CHANGE, last.due_at) == last
    assert reminder_due(AFTER_THE_CHANGE, AFTER_THE_CHANGE.at - tick) == last
    assert reminder_due(AFTER_THE_CHANGE, AFTER_THE_CHANGE.at) is None


def test_the_first_reminder_is_no_use_once_the_last_is_due():
    last = reminders(AFTER_THE_CHANGE)[-1]
    assert is_useful("5-days", AFTER_THE_CHANGE, last.due_at - timedelta(seconds=1))
    assert not is_useful("5-days", AFTER_THE_CHANGE, last.due_at)
    assert is_useful("1-day", AFTER_THE_CHANGE, last.due_at)
    assert not is_useful("1-day", AFTER_THE_CHANGE, AFTER_THE_CHANGE.at)
    assert not is_useful("never", AFTER_THE_CHANGE, last.due_at)
