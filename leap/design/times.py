"""How days, times and money are said. Times are stored in UTC and said in the panel's zone."""

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from leap.core import clock

HOME_ZONE = "Europe/London"


def zone_of(where: Any) -> ZoneInfo:
    """The zone of a panel, a meeting, a zone name or a ZoneInfo. Nothing means Europe/London."""
    if isinstance(where, ZoneInfo):
        return where
    if isinstance(where, str) and where:
        return ZoneInfo(where)
    owner = where if hasattr(where, "time_zone") else getattr(where, "panel", None)
    return ZoneInfo(owner.time_zone if owner is not None else HOME_ZONE)


def there(moment: datetime, where: Any = "") -> datetime:
    """An aware moment as the clock on that wall shows it. A naive moment is a fault of the caller and is refused."""
    if moment.tzinfo is None:
        raise ValueError("A moment without a zone cannot be shown.")
    return moment.astimezone(zone_of(where))


def say_day(value: date | datetime, where: Any = "") -> str:
    """Tuesday 24 November 2026."""
    day = there(value, where) if isinstance(value, datetime) else value
    return f"{day:%A} {day.day} {day:%B} {day.year}"


def say_clock(moment: datetime, where: Any = "") -> str:
    """2:00pm."""
    return say_time(there(moment, where).time())


def say_time(value: time) -> str:
    """2:00pm, for a time on the wall."""
    return f"{value.hour % 12 or 12}:{value:%M}{'am' if value.hour < 12 else 'pm'}"


def say_when(moment: datetime, where: Any = "") -> str:
    """Tuesday 24 November 2026, 2:00pm."""
    return f"{say_day(moment, where)}, {say_clock(moment, where)}"


def say_when_to_reader(moment: datetime, where: Any = "") -> str:
    """The same, and where the clock of whoever reads it shows something else at that moment, that too, in brackets:
    Tuesday 24 November 2026, 2:00pm (3:00pm your time); with the day, where it is another one."""
    return f"{say_when(moment, where)}{_readers_own(moment, where)}"


def say_clock_to_reader(moment: datetime, where: Any = "") -> str:
    """The same of the time alone: 4:00pm (5:00pm your time)."""
    return f"{say_clock(moment, where)}{_readers_own(moment, where)}"


def _readers_own(moment: datetime, where: Any) -> str:
    zone = clock.readers_zone()
    here = there(moment, zone) if zone else None
    local = there(moment, where)
    if here is None or here.utcoffset() == local.utcoffset():
        return ""
    day = "" if here.date() == local.date() else f"{here:%A}, "
    return f" ({day}{say_time(here.time())} your time)"


def say_pounds(pence: int) -> str:
    """£75.00 from 7500; minus £5.00 from -500."""
    sign = "minus " if pence < 0 else ""
    pounds, rest = divmod(abs(int(pence)), 100)
    return f"{sign}£{pounds:,}.{rest:02d}"
