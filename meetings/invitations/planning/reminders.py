"""When reminders are due: at nine in the morning on the wall of the panel's place, some days before the meeting.

A reminder is useful until the next one is due, the last one until the meeting starts. One that is later than that is
not sent: so a worker that was away for a day never sends two at once, and nobody is reminded of what has been.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

AT = time(9)
LONGEST_NOTICE = timedelta(days=7)  # no reminder is due earlier than this before a meeting


@dataclass(frozen=True)
class Reminder:
    """One reminder of one meeting, with the UTC moments between which it is worth sending."""

    occasion: str
    due_at: datetime
    useful_until: datetime


DAYS_BEFORE = {"5-days": 5, "1-day": 1}


def reminders(starts_at: datetime, zone: str) -> list[Reminder]:
    """All reminders of a meeting that starts at this moment in this zone (an IANA name), earliest first."""
    due = [_morning(starts_at, days, zone) for days in DAYS_BEFORE.values()]
    ends = [*due[1:], starts_at]
    return [Reminder(*facts) for facts in zip(DAYS_BEFORE, due, ends, strict=True)]


def reminder_due(starts_at: datetime, zone: str, now: datetime) -> Reminder | None:
    """The reminder to send now; None when none is due yet or all are past their use."""
    return next((each for each in reminders(starts_at, zone) if each.due_at <= now < each.useful_until), None)


def is_useful(occasion: str, starts_at: datetime, zone: str, now: datetime) -> bool:
    """Whether the reminder of this occasion is still worth sending."""
    return any(each.occasion == occasion and now < each.useful_until for each in reminders(starts_at, zone))


def _morning(starts_at: datetime, days_before: int, zone: str) -> datetime:
    there = ZoneInfo(zone)
    day = starts_at.astimezone(there).date() - timedelta(days=days_before)
    return datetime.combine(day, AT, tzinfo=there).astimezone(UTC)
