"""How long money takes, how late it is, what it comes to, and what may be told of it without naming anybody. Plain
Python; amounts in pence, times in days."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

NOT_DUE, LATE, LATER, LATEST = "not_due", "late", "later", "latest"
AGES = (NOT_DUE, LATE, LATER, LATEST)

# So many different people stand behind an amount that is told without names; so many behind all that is left out of it.
FEWEST = 5
TOGETHER = "together"


@dataclass(frozen=True, slots=True)
class Waits:
    """How many days money took from the meeting until it was paid, and how many lines were later than promised."""

    lines: int
    half_within: int
    longest: int
    late: int


@dataclass(frozen=True, slots=True)
class Cost:
    """What one activity came to, and the people it was paid to."""

    activity: str
    pence: int
    people: frozenset


def waits_of(found: Iterable[tuple[date, date | None, date]]) -> Waits | None:
    """From (meeting, promised, paid) of each paid line; None where there is none."""
    found = list(found)
    if not found:
        return None
    days = [(paid - on).days for on, _, paid in found]
    late = sum(promised is not None and paid > promised for _, promised, paid in found)
    return Waits(len(days), int(median(days) + 0.5), max(days), late)


def age_of(promised_on: date | None, today: date) -> str:
    """How late a line is that is not paid: not due yet, up to 30 days, up to 60, or more."""
    late = (today - promised_on).days if promised_on else 0
    return NOT_DUE if late <= 0 else LATE if late <= 30 else LATER if late <= 60 else LATEST


def ages_of(found: Iterable[tuple[date | None, int]], today: date) -> dict[str, tuple[int, int]]:
    """By age, how many lines and how much (pence); every age is there, also with nothing."""
    sums = dict.fromkeys(AGES, (0, 0))
    for promised_on, pence in found:
        count, so_far = sums[age_of(promised_on, today)]
        sums[age_of(promised_on, today)] = (count + 1, so_far + pence)
    return sums


def year_from(starts_on: date) -> tuple[date, date]:
    """The first and the last day of the year that begins on a day."""
    try:
        after = starts_on.replace(year=starts_on.year + 1)
    except ValueError:  # 29 February
        after = date(starts_on.year + 1, 3, 1)
    return starts_on, after - timedelta(days=1)


def financial_year(day: date) -> date:
    """The first day of the financial year (from 1 April) that a day is in."""
    return date(day.year - (day < date(day.year, 4, 1)), 4, 1)


def last_year_closed(today: date, days: int) -> date:
    """The first day of the last financial year that is over, and has been for more than so many days."""
    first = financial_year(today - timedelta(days=days))
    return date(first.year - 1, 4, 1)


def without_names(costs: Iterable[Cost]) -> list[Cost] | None:
    """The costs as they may be told: each of five people or more, the dearest first, what is of fewer put together.

    None where fewer than five people were paid at all. What is put together is of five people or more as well: the
    smallest of the others goes in with it until it is, so that no amount can be worked out by taking others away.
    """
    costs = sorted(costs, key=lambda each: (len(each.people), each.pence, each.activity))
    if len(frozenset().union(*(each.people for each in costs))) < FEWEST:
        return None
    few = [each for each in costs if len(each.people) < FEWEST]
    shown = costs[len(few) :]
    while few and len(_people(few)) < FEWEST:
        few.append(shown.pop(0))
    together = [Cost(TOGETHER, sum(each.pence for each in few), _people(few))] if few else []
    return [*sorted(shown, key=lambda each: (-each.pence, each.activity)), *together]


def _people(costs: Sequence[Cost]) -> frozenset:
    return frozenset().union(*(each.people for each in costs))
