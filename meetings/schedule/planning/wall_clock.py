"""From the clock on the wall to a moment. Twice a year the wall skips an hour or shows one twice; we never guess."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

FIRST, SECOND = 0, 1


class NoSuchMoment(ValueError):
    """The wall never shows this time on this day, or shows it twice. The sentence is for the person who typed it."""


def moment(day: date, at: time, zone: str) -> datetime:
    """The UTC moment when a wall in this zone (an IANA name) shows this day and time.

    Raises NoSuchMoment, with a sentence that says which times are safe, when there is none or there are two.
    """
    readings = moments(day, at, zone)
    if len(readings) == 1:
        return readings[0]
    raise NoSuchMoment(_skipped(day, at, zone) if not readings else _twice(day, at, zone))


def moments(day: date, at: time, zone: str) -> list[datetime]:
    """Every UTC moment when the wall shows this: usually one, none in a skipped hour, two in a repeated one."""
    there = ZoneInfo(zone)
    naive = datetime.combine(day, at)
    found = {
        reading
        for fold in (FIRST, SECOND)
        if (reading := naive.replace(tzinfo=there, fold=fold).astimezone(UTC)).astimezone(there).replace(tzinfo=None)
        == naive
    }
    return sorted(found)


def _skipped(day: date, at: time, zone: str) -> str:
    # Either reading of a skipped time lies one clock change away from it: before the gap and after it.
    naive = datetime.combine(day, at)
    before, after = sorted(_as_shown(naive, fold, zone) for fold in (FIRST, SECOND))
    return (
        f"On {_day(day)} the clocks go forward and {_clock(at)} does not happen. "
        f"Did you mean {_clock(before.time())} or {_clock(after.time())}? Please type the one you mean."
    )


def _as_shown(naive: datetime, fold: int, zone: str) -> datetime:
    there = ZoneInfo(zone)
    return naive.replace(tzinfo=there, fold=fold).astimezone(UTC).astimezone(there).replace(tzinfo=None)


def _twice(day: date, at: time, zone: str) -> str:
    first = datetime.combine(day, at)
    before, after = first, first
    while len(moments(before.date(), before.time(), zone)) == 2:
        before -= timedelta(minutes=1)
    while len(moments(after.date(), after.time(), zone)) == 2:
        after += timedelta(minutes=1)
    begins = (before + timedelta(minutes=1)).time()
    return (
        f"On {_day(day)} the clocks go back and {_clock(at)} happens twice. "
        f"Please choose a time before {_clock(begins)}, or {_clock(after.time())} or later."
    )


def _day(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B} {day.year}"


def _clock(at: time) -> str:
    return f"{at.hour % 12 or 12}:{at:%M}{'am' if at.hour < 12 else 'pm'}"
