"""On which days the meetings of a series fall. Plain Python; what the wall's clock makes of a day is `wall_clock`."""

from calendar import monthrange
from collections.abc import Iterable
from datetime import date, timedelta

FEWEST, MOST = 2, 26


def quarterly(first: date, how_many: int) -> list[date]:
    """The same weekday of the same week of the month, every 3 months: the second Tuesday stays the second Tuesday.

    A fifth weekday that a month does not have becomes its last.
    """
    return [_same_weekday(first, 3 * number) for number in range(how_many)]


def every_weeks(first: date, weeks: int, how_many: int) -> list[date]:
    """The same weekday, every so many weeks."""
    return [first + timedelta(weeks=weeks * number) for number in range(how_many)]


def chosen(days: Iterable[date]) -> list[date]:
    """Days that somebody chose, each once, in order."""
    return sorted(set(days))


def _same_weekday(first: date, months: int) -> date:
    years, month = divmod(first.month - 1 + months, 12)
    year, month = first.year + years, month + 1
    week = (first.day - 1) // 7
    before, length = monthrange(year, month)
    day = 1 + (first.weekday() - before) % 7 + 7 * week
    return date(year, month, day if day <= length else day - 7)
