"""Statements of what somebody was paid: which days a week, a month or a tax year has, and what it comes to. Plain
Python; amounts in pence."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

WEEK, MONTH, TAX_YEAR, DATES = "week", "month", "tax_year", "dates"
PAID_THEN, MEETINGS_THEN = "paid", "meetings"

TAX_YEAR_BEGINS = (4, 6)  # 6 April


@dataclass(frozen=True, slots=True)
class Period:
    """From one day to another, both counted in. None: as far as it goes."""

    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One line as a statement counts it. `way` is money, voucher or charity."""

    pence: int
    way: str
    is_spent: bool
    is_paid: bool
    is_denied: bool


def tax_year_of(day: date) -> Period:
    """The tax year a day is in: 6 April to 5 April."""
    starts = date(day.year, *TAX_YEAR_BEGINS)
    year = day.year if day >= starts else day.year - 1
    return Period(date(year, *TAX_YEAR_BEGINS), date(year + 1, *TAX_YEAR_BEGINS) - timedelta(days=1))


def period_around(kind: str, day: date) -> Period:
    """The week (from a Monday), the calendar month or the tax year that a day is in."""
    if kind == WEEK:
        first = day - timedelta(days=day.weekday())
        return Period(first, first + timedelta(days=6))
    if kind == MONTH:
        next_month = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
        return Period(day.replace(day=1), next_month - timedelta(days=1))
    return tax_year_of(day)


@dataclass(frozen=True, slots=True)
class Sums:
    """What a statement comes to, in pence. `in_all` is every line of it, and so what finance's file says."""

    for_time: int
    spent: int
    vouchers: int
    charity: int
    open: int
    denied: int
    in_all: int


def sums_of(entries: Iterable[Entry]) -> Sums:
    """Paid for time, paid back, given as vouchers and to a charity; what is not paid yet; what is not paid at all."""
    entries = list(entries)
    paid = [each for each in entries if each.is_paid]
    money = [each for each in paid if each.way == "money"]
    return Sums(
        for_time=sum(each.pence for each in money if not each.is_spent),
        spent=sum(each.pence for each in money if each.is_spent),
        vouchers=sum(each.pence for each in paid if each.way == "voucher"),
        charity=sum(each.pence for each in paid if each.way == "charity"),
        open=sum(each.pence for each in entries if not each.is_paid and not each.is_denied),
        denied=sum(each.pence for each in entries if each.is_denied),
        in_all=sum(each.pence for each in paid),
    )
