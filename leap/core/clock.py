"""The one clock. Nothing else in LEAP asks the computer what time it is, so time can be held still in one place."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection
from django.utils import timezone

_held: ContextVar[datetime | None] = ContextVar("held", default=None)
_agreed: ContextVar[Callable[[], datetime]] = ContextVar("agreed", default=timezone.now)
_reader: ContextVar[Callable[[], str] | None] = ContextVar("reader", default=None)


def now() -> datetime:
    """The moment it is, aware, in UTC."""
    return _held.get() or _agreed.get()()


@contextmanager
def of_the_database() -> Iterator[None]:
    """In here `now` agrees with everybody else's, however wrong this computer's clock is: the database is asked once
    what time it is, and from there it is counted. A clock that is held stays held; nothing is asked where ONE_CLOCK is
    off.
    """
    if _held.get() is not None or not settings.ONE_CLOCK:
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        asked: datetime = cursor.fetchone()[0]
    began = time.monotonic()
    token = _agreed.set(lambda: asked + timedelta(seconds=time.monotonic() - began))
    try:
        yield
    finally:
        _agreed.reset(token)


def today(tz: str = "Europe/London") -> date:
    """The date it is for someone in this time zone (an IANA name); an unknown zone raises ZoneInfoNotFoundError."""
    return day_of(now(), tz)


def day_of(moment: datetime, tz: str = "Europe/London") -> date:
    """The date a moment falls on for someone in this time zone."""
    return moment.astimezone(ZoneInfo(tz)).date()


@contextmanager
def held_at(moment: datetime) -> Iterator[None]:
    """Hold the clock at an aware moment: for tests, and for the demo programme, which has a past to make up."""
    token = _held.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _held.reset(token)


@contextmanager
def read_by(zone: Callable[[], str] | None) -> Iterator[None]:
    """While these words are written: `zone()` is the time zone (an IANA name) of whoever reads them, empty when nobody
    knows. It is asked only where a time is said. None: whoever reads them is not known, whoever asks for them."""
    token = _reader.set(zone)
    try:
        yield
    finally:
        _reader.reset(token)


def readers_zone() -> str:
    """The time zone of whoever reads what is being written; empty when nobody knows."""
    zone = _reader.get()
    return zone() if zone is not None else ""
