"""By when papers should be out, and how many days late they are."""

from dataclasses import dataclass
from datetime import date, timedelta

from meetings.schedule.planning.days import working_days_before

WORKING_DAYS = 10
AT_THE_LATEST = timedelta(days=7)


@dataclass(frozen=True)
class Due:
    """The day papers are promised for, and the last day that still leaves a week to read them."""

    promised: date
    latest: date

    def days_late(self, on: date) -> int:
        """How many days after the promised day this is; 0 when it is in time."""
        return max((on - self.promised).days, 0)

    def leaves_a_week(self, on: date) -> bool:
        """Is there a week to read what comes on this day?"""
        return on <= self.latest


def due_for(meeting_day: date, nation: str) -> Due:
    """Ten working days before the meeting, and never later than a week before it."""
    return Due(working_days_before(meeting_day, WORKING_DAYS, nation), meeting_day - AT_THE_LATEST)
