from datetime import UTC, date, datetime

from meetings.availability.planning.reminding import reminder_at
from meetings.availability.planning.wishes import unmet


def test_a_clock_can_tell_which_wishes_are_not_kept():
    every = ("not_early", "not_evening", "from_home", "near_bus")
    early = {"begins": datetime(2026, 11, 24, 9), "ends": datetime(2026, 11, 24, 11)}
    assert unmet(every, **early, from_elsewhere=False) == ["from_home", "not_early"]
    late = {"begins": datetime(2026, 11, 24, 17), "ends": datetime(2026, 11, 24, 19)}
    assert unmet(every, **late, from_elsewhere=True) == ["not_evening"]
    night = {"begins": datetime(2026, 11, 24, 23), "ends": datetime(2026, 11, 25, 1)}
    assert unmet(every, **night, from_elsewhere=True) == ["not_evening"]
    midday = {"begins": datetime(2026, 11, 24, 11), "ends": datetime(2026, 11, 24, 18)}
    assert unmet(every, **midday, from_elsewhere=True) == []


def test_the_reminder_is_due_at_nine_on_the_wall_in_summer_and_in_winter():
    assert reminder_at(date(2026, 10, 27), "Europe/London") == datetime(2026, 10, 25, 9, tzinfo=UTC)
    assert reminder_at(date(2026, 10, 26), "Europe/London") == datetime(2026, 10, 24, 8, tzinfo=UTC)
