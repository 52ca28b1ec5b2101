"""Every write about money: lines, rates and the files handed out."""

from meetings.payments.actions import files, lines, rates

__all__ = ["files", "lines", "rates"]
