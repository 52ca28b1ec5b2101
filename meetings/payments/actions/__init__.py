"""Every write about money: choices, lines, rates and the files handed out."""

from meetings.payments.actions import (
    advances,
    batches,
    beside,
    bookings,
    choices,
    expenses,
    files,
    late,
    lines,
    payees,
    rates,
    steps,
    uplifts,
    work,
)

__all__ = [
    "advances",
    "batches",
    "beside",
    "bookings",
    "choices",
    "expenses",
    "files",
    "late",
    "lines",
    "payees",
    "rates",
    "steps",
    "uplifts",
    "work",
]
