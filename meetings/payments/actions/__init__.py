"""Every write about money: choices, lines, rates and the files handed out."""

from meetings.payments.actions import batches, choices, expenses, files, late, lines, rates, steps, uplifts, work

__all__ = ["batches", "choices", "expenses", "files", "late", "lines", "rates", "steps", "uplifts", "work"]
