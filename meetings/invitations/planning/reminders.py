"""When reminders are due: at nine in the morning on the wall of the panel's place, some days before the meeting.

A reminder is useful until the next one is due, the last one until the meeting starts. One that is later than that is
not sent: so a worker that was away for a day never sends two at once, and nobody is reminded of what has been.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

AT = time(9)
LONGEST_NOTICE = timedelta(days=12)  # no reminder is due earlier than this before a meeting


@dataclass(frozen=True)
class Reminder:
    """One reminder of one meeting, with the UTC moments between which it is worth sending."""

    occasion: str
    due_at: datetime
    useful_until: datetime


LAST = "1-day"
DAYS_BEFORE = {"5-days": 5, LAST: 1}  # reminders of the date
ASK_AGAIN = {"10-days": 10, "5-days": 5}  # for those who have not answered: twice, and no more


def reminders(starts_at: datetime, zone: str, moved_in: int = 0) -> list[Reminder]:
    """All reminders of a meeting that starts at this moment in this zone (an IANA name), earliest first.

    A meeting that got another start in `moved_in` has reminders of its own: those of the old start are true no more.
    """
    return _each(DAYS_BEFORE, starts_at, zone, starts_at, moved_in)


def nudges(starts_at: datetime, zone: str, moved_in: int = 0) -> list[Reminder]:
    """When those who have not answered are asked again, earliest first; the last is useful until the day before."""
    return _each(ASK_AGAIN, starts_at, zone, _morning(starts_at, DAYS_BEFORE[LAST], zone), moved_in)


def reminder_due(starts_at: datetime, zone: str, now: datetime, moved_in: int = 0) -> Reminder | None:
    """The reminder to send now; None when none is due yet or all are past their use."""
    return _due(reminders(starts_at, zone, moved_in), now)


def nudge_due(starts_at: datetime, zone: str, now: datetime, moved_in: int = 0) -> Reminder | None:
    """What to send those who have not answered now; None when none is due yet or all are past their use."""
    return _due(nudges(starts_at, zone, moved_in), now)


def is_last(reminder: Reminder) -> bool:
    """Is this the reminder of the day before?"""
    return reminder.occasion.partition(".")[0] == LAST


def is_useful(occasion: str, starts_at: datetime, zone: str, now: datetime, moved_in: int = 0) -> bool:
    """Whether the reminder of this occasion is still worth sending."""
    return _is_useful(reminders(starts_at, zone, moved_in), occasion, now)


def is_worth_asking(occasion: str, starts_at: datetime, zone: str, now: datetime, moved_in: int = 0) -> bool:
    """Whether somebody who has not answered is still to be asked on this occasion."""
    return _is_useful(nudges(starts_at, zone, moved_in), occasion, now)


def morning_before(starts_at: datetime, days: int, zone: str) -> datetime:
    """Nine in the morning so many days before, where the panel is."""
    return _morning(starts_at, days, zone)


def morning_after(ends_at: datetime, zone: str) -> datetime:
    """Nine in the morning of the day after, where the panel is."""
    return _morning(ends_at, -1, zone)


def _each(
    days_before: dict[str, int], starts_at: datetime, zone: str, last_until: datetime, moved_in: int
) -> list[Reminder]:
    due = [_morning(starts_at, days, zone) for days in days_before.values()]
    ends = [*due[1:], last_until]
    occasions = [f"{word}.{moved_in}" if moved_in else word for word in days_before]
    return [Reminder(*facts) for facts in zip(occasions, due, ends, strict=True)]


def _due(planned: list[Reminder], now: datetime) -> Reminder | None:
    return next((each for each in planned if each.due_at <= now < each.useful_until), None)


def _is_useful(planned: list[Reminder], occasion: str, now: datetime) -> bool:
    return any(each.occasion == occasion and now < each.useful_until for each in planned)


def _morning(starts_at: datetime, days_before: int, zone: str) -> datetime:
    there = ZoneInfo(zone)
    day = starts_at.astimezone(there).date() - timedelta(days=days_before)
    return datetime.combine(day, AT, tzinfo=there).astimezone(UTC)
