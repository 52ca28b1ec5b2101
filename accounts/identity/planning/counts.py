"""When numbers about everybody may be made, and what of a number may be shown. Plain Python, decided from what everyone
may know anyway: who is in a programme, and what was shown before. So that no number is shown, or held back, tells
nothing about who said yes.

Why nobody can be worked out is written down in docs/adr/0018, and attacked in tests/accounts/identity/test_counting.py.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

FEWEST = 10  # no smaller number is ever shown, and none that leaves fewer people than this out
NEAREST = 5
NEW_PEOPLE = 2 * FEWEST  # so many must never have been there when numbers were made before
EARLIER_PEOPLE = FEWEST - 1  # and no more than this may have been
FIXED_DAYS = ((1, 1), (7, 1))  # month and day
NOTICE = timedelta(days=14)  # so that whoever would rather not be counted can say so before

TOO_SMALL = f"fewer than {FEWEST}, or none"


@dataclass(frozen=True)
class Shown:
    """What may be told of one number. No value: fewer than ten, which is the same for nine and for nobody."""

    value: int | None = None
    or_more: bool = False

    @property
    def in_words(self) -> str:
        """The same, to be read."""
        if self.value is None:
            return TOO_SMALL
        return f"{self.value} or more" if self.or_more else f"about {self.value}"


def may_be_made(now: Collection, ever_before: Collection) -> bool:
    """May numbers be made about these people, when those others were there for numbers that were made before?"""
    earlier = set(now) & set(ever_before)
    return len(earlier) <= EARLIER_PEOPLE and len(set(now) - earlier) >= NEW_PEOPLE


def highest(new_people: int) -> int:
    """The largest value that may be told: ten of the people who are new could still be left out of it."""
    value = FEWEST
    while least(value + NEAREST) <= new_people - FEWEST:
        value += NEAREST
    return value


def least(value: int) -> int:
    """The smallest number that is told as this value."""
    return max(FEWEST, value - NEAREST // 2)


def shown(count: int, new_people: int) -> Shown:
    """What may be told of a number, among so many people who are new."""
    if count < FEWEST:
        return Shown()
    top = highest(new_people)
    value = max(FEWEST, NEAREST * round(count / NEAREST))
    return Shown(top, or_more=True) if value >= top else Shown(value)


def next_day(today: date) -> date:
    """The first fixed day that leaves everybody two weeks to decide."""
    years = (today.year, today.year + 1)
    days = (date(year, month, day) for year in years for month, day in FIXED_DAYS)
    return min(day for day in days if day >= today + NOTICE)
