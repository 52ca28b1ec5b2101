"""When reminders are due: at nine in the morning on the wall of the panel's place, some days before the meeting.

A reminder is useful until the next one is due, the last one until the meeting starts. One that is later than that is
not sent: so a worker that was away for a day never sends two at once, and nobody is reminded of what has been.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from itertools import takewhile
from zoneinfo import ZoneInfo

from leap.core.post import POST_TAKES

AT = time(9)
ASK_AGAIN = (10, 5)  # days before, for those who have not answered: twice, and no more
LONGEST_NOTICE = timedelta(days=16)  # no reminder is due earlier than this before a meeting


@dataclass(frozen=True)
class Start:
    """When a meeting starts (UTC), on whose wall (an IANA zone), and on which days before its panel is reminded.

    A meeting that got another start in change `moved_in` has reminders of its own: those of the old start are true no
    more.
    """

    at: datetime
    zone: str
    days_before: tuple[int, ...]
    moved_in: int = 0


@dataclass(frozen=True)
class Reminder:
    """One reminder of one meeting, with the UTC moments between which it is worth sending."""

    occasion: str
    due_at: datetime
    useful_until: datetime
    is_last: bool = False


def reminders(start: Start) -> list[Reminder]:
    """All reminders of the date, earliest first."""
    return _each(start.days_before, start, start.at)


def nudges(start: Start) -> list[Reminder]:
    """When those who have not answered are asked again, earliest first.

    The last is useful until the last reminder is due, which goes to them as well; where a panel is reminded for the
    last time before then, whoever has not answered is asked no more.
    """
    until = _morning(start.at, start.days_before[-1], start.zone)
    return [each for each in _each(ASK_AGAIN, start, until) if each.due_at < each.useful_until]


def reminder_due(start: Start, now: datetime) -> Reminder | None:
    """The reminder to send now; None when none is due yet or all are past their use."""
    return _due(reminders(start), now)


def nudge_due(start: Start, now: datetime) -> Reminder | None:
    """What to send those who have not answered now; None when none is due yet or all are past their use."""
    return _due(nudges(start), now)


def missed(planned: list[Reminder], since: datetime, now: datetime) -> list[Reminder]:
    """Those that became due, and were past their use, while nobody looked: after the moment `since`, and by now."""
    return [each for each in planned if since < each.due_at and each.useful_until <= now]


def is_useful(occasion: str, start: Start, now: datetime) -> bool:
    """Whether the reminder of this occasion is still worth sending."""
    return _is_useful(reminders(start), occasion, now)


def went_by_post_before(occasion: str, start: Start) -> bool:
    """Whether a letter about an earlier reminder of this date is there in time: so one that would not be is no loss."""
    earlier = takewhile(lambda each: each.occasion != occasion, reminders(start))
    return any(each.due_at + POST_TAKES < start.at for each in earlier)


def is_worth_asking(occasion: str, start: Start, now: datetime) -> bool:
    """Whether somebody who has not answered is still to be asked on this occasion."""
    return _is_useful(nudges(start), occasion, now)


def morning_before(starts_at: datetime, days: int, zone: str) -> datetime:
    """Nine in the morning so many days before, where the panel is."""
    return _morning(starts_at, days, zone)


def morning_after(ends_at: datetime, zone: str) -> datetime:
    """Nine in the morning of the day after, where the panel is."""
    return _morning(ends_at, -1, zone)


def _each(days_before: tuple[int, ...], start: Start, last_until: datetime) -> list[Reminder]:
    due = [_morning(start.at, days, start.zone) for days in days_before]
    ends = [min(until, last_until) for until in (*due[1:], last_until)]
    words = [f"{days}-day{'s' if days > 1 else ''}" for days in days_before]
    occasions = [f"{word}.{start.moved_in}" if start.moved_in else word for word in words]
    is_last = [days == days_before[-1] for days in days_before]
    return [Reminder(*facts) for facts in zip(occasions, due, ends, is_last, strict=True)]


def _due(planned: list[Reminder], now: datetime) -> Reminder | None:
    return next((each for each in planned if each.due_at <= now < each.useful_until), None)


def _is_useful(planned: list[Reminder], occasion: str, now: datetime) -> bool:
    return any(each.occasion == occasion and now < each.useful_until for each in planned)


def _morning(starts_at: datetime, days_before: int, zone: str) -> datetime:
    there = ZoneInfo(zone)
    day = starts_at.astimezone(there).date() - timedelta(days=days_before)
    return datetime.combine(day, AT, tzinfo=there).astimezone(UTC)
