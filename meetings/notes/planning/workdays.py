"""Working days. A bank holiday in any nation of the UK is nobody's working day here: a panel may live in several."""

from datetime import date, timedelta

from meetings.schedule.planning.days import BANK, notes_on

DRAFT_AFTER, CHANGES_FOR = 5, 10  # working days: from the meeting to the first draft; for suggesting changes
SATURDAY = 5


def is_working_day(day: date) -> bool:
    """Monday to Friday, and a bank holiday nowhere in the UK."""
    return day.weekday() < SATURDAY and not any(note.kind == BANK for note in notes_on(day))


def after(day: date, number: int) -> date:
    """The day so many working days after this one."""
    while number:
        day += timedelta(days=1)
        number -= is_working_day(day)
    return day
