"""How the register says things."""

from datetime import datetime
from typing import Any

from leap.design.times import say_when
from meetings.attendance.models import Came
from meetings.attendance.states import Mark

SAID: dict[str, str] = dict(Came.choices)


def say_length(half_hours: int) -> str:
    """30 minutes, 1 hour, 1 and a half hours, 2 hours."""
    hours, half = divmod(half_hours, 2)
    if not hours:
        return "30 minutes"
    if half:
        return f"{hours} and a half hours"
    return "1 hour" if hours == 1 else f"{hours} hours"


def say_mark(mark: Mark) -> str:
    """In person; Online, for part of it; By phone, for 1 hour."""
    if not mark.part:
        return SAID[mark.came]
    length = "part of it" if mark.half_hours is None else say_length(mark.half_hours)
    return f"{SAID[mark.came]}, for {length}"


def say_saved(name: str, at: datetime, where: Any) -> str:
    """Who wrote it down, and when."""
    return f"{name}, {say_when(at, where)}"
