"""Every write about money: choices, lines, rates and the files handed out."""

from meetings.payments.actions import choices, files, lines, rates, steps

__all__ = ["choices", "files", "lines", "rates", "steps"]
