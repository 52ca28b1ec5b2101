"""When what somebody is paid in a week or a month goes past what they asked to be told about. Plain Python."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

WEEK = "week"
MONTH = "month"


@dataclass(frozen=True, slots=True)
class Past:
    """One week (from a Monday) or calendar month that goes past a ceiling. Amounts in pence."""

    kind: str
    first: date
    pence: int
    ceiling: int


def first_day(kind: str, day: date) -> date:
    """The first day of the week (a Monday) or the calendar month that a day is in."""
    return day - timedelta(days=day.weekday()) if kind == WEEK else day.replace(day=1)


def past(amounts: Iterable[tuple[date, int]], *, week: int | None, month: int | None) -> list[Past]:
    """Every week and month in which the amounts (day, pence) come to more than the ceiling, the earliest first."""
    amounts = list(amounts)
    found: list[Past] = []
    for kind, ceiling in ((WEEK, week), (MONTH, month)):
        if ceiling is None:
            continue
        sums: dict[date, int] = {}
        for day, pence in amounts:
            first = first_day(kind, day)
            sums[first] = sums.get(first, 0) + pence
        found += [Past(kind, first, pence, ceiling) for first, pence in sums.items() if pence > ceiling]
    return sorted(found, key=lambda each: (each.first, each.kind))


def left(amounts: Iterable[tuple[date, int]], day: date, *, week: int | None, month: int | None) -> int | None:
    """How much (pence, never below 0) may be added on a day before a ceiling is passed; None where there is none."""
    amounts = list(amounts)
    rooms = []
    for kind, ceiling in ((WEEK, week), (MONTH, month)):
        if ceiling is not None:
            there = sum(pence for on, pence in amounts if first_day(kind, on) == first_day(kind, day))
            rooms.append(max(0, ceiling - there))
    return min(rooms, default=None)
