"""When quiet hours end. At a change of the clocks we keep quiet rather a little too long than too short."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

NIGHT = (time(21), time(8))  # of who has said how they are reached, but nothing about when they want quiet


def quiet_until(moment: datetime, starts: time, ends: time, zone: str) -> datetime | None:
    """The end of the quiet hours this aware moment lies in, in UTC; None outside them.

    They may go over midnight (9pm to 8am). The first minute is quiet, the last one is not. When both times are the same
    there are no quiet hours.
    """
    if starts == ends:
        return None
    there = ZoneInfo(zone)
    today = moment.astimezone(there).date()
    for first_day in (today - timedelta(days=1), today):
        last_day = first_day if starts < ends else first_day + timedelta(days=1)
        begin, end = min(_readings(first_day, starts, there)), max(_readings(last_day, ends, there))
        if begin <= moment < end:
            return end
    return None


def _readings(day: date, at: time, there: ZoneInfo) -> tuple[datetime, datetime]:
    """What a wall that shows this can mean: the same moment twice, but for the hour the clocks change."""
    shown = datetime.combine(day, at, there)
    return shown.replace(fold=0).astimezone(UTC), shown.replace(fold=1).astimezone(UTC)
