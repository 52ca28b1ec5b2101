"""The one clock. Nothing else in LEAP asks the computer what time it is, so a test can hold time still in one place."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone


def now() -> datetime:
    """The moment it is, aware, in UTC."""
    return timezone.now()


def today(tz: str = "Europe/London") -> date:
    """The date it is for someone in this time zone (an IANA name); an unknown zone raises ZoneInfoNotFoundError."""
    return now().astimezone(ZoneInfo(tz)).date()
