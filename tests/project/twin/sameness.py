"""Take chance out of a world, so that two builds of it differ only where the histories do."""

import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from unittest import mock

from leap.core import clock, ids

NOON = datetime(2026, 6, 15, 12, 0, tzinfo=UTC)
SPACE = uuid.UUID("5eed5eed-0000-4000-8000-000000000000")


class CountedIds:
    """Ids that depend on the event that makes them and on nothing that happened before it.

    A purged event leaves no gap: the ids of the others stay as they are.
    """

    def __init__(self) -> None:
        self.label, self.count = "start", 0

    def begin(self, label: str) -> None:
        self.label, self.count = label, 0

    def __call__(self) -> uuid.UUID:
        self.count += 1
        made = uuid.uuid5(SPACE, f"{self.label}/{self.count}")
        return uuid.UUID(int=made.int, version=4)


class StillTime:
    """Stands in for the `time` module where a cookie's last moment is worked out."""

    @staticmethod
    def time() -> float:
        return NOON.timestamp()


class StillDatetime(datetime):
    """Stands in for `datetime` where a spreadsheet notes when it was made."""

    @classmethod
    def now(cls, tz=None) -> datetime:
        return NOON


@contextmanager
def no_chance() -> Iterator[CountedIds]:
    """Ids by count; secrets, session keys and the dates inside files stand still; no mask over the form token."""
    counted = CountedIds()
    stand_ins = {
        "django.middleware.csrf._mask_cipher_secret": lambda secret: secret * 2,
        "django.middleware.csrf._get_new_csrf_string": lambda: "s" * 32,
        "django.contrib.sessions.backends.base.get_random_string": lambda length, letters: "k" * length,
        "django.contrib.sessions.middleware.time": StillTime,
        "xlsxwriter.core.datetime": StillDatetime,
    }
    with ExitStack() as stack:
        stack.enter_context(mock.patch.object(ids, "make", counted))
        for name, stand_in in stand_ins.items():
            stack.enter_context(mock.patch(name, stand_in))
        yield counted


@contextmanager
def at_minute(number: int) -> Iterator[None]:
    """The clock stands still at so many minutes after the start of every history."""
    with clock.held_at(NOON + timedelta(minutes=number)):
        yield
