"""When somebody who has not answered is reminded: once, at nine on the wall, two days before the last day."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

AT = time(9)
DAYS_BEFORE = 2


def answers_end(answer_by: date, zone: str) -> datetime:
    """The UTC moment at which the last day for answers is over, for a wall in this zone (an IANA name)."""
    return datetime.combine(answer_by + timedelta(days=1), time(0), tzinfo=ZoneInfo(zone)).astimezone(UTC)


def reminder_at(answer_by: date, zone: str) -> datetime:
    """The UTC moment of the reminder, for a wall in this zone (an IANA name)."""
    return datetime.combine(answer_by - timedelta(days=DAYS_BEFORE), AT, tzinfo=ZoneInfo(zone)).astimezone(UTC)
