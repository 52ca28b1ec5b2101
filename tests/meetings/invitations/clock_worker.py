"""The real worker of the real application, but what it takes for now stands in a file: LEAP_TEST_CLOCK."""

import os
from datetime import datetime
from pathlib import Path

from leap.core import clock


def now() -> datetime:
    """What the file says."""
    return datetime.fromisoformat(Path(os.environ["LEAP_TEST_CLOCK"]).read_text())


clock.now = now  # before anything takes hold of it; senders too, for ONE_CLOCK is off in the tests

import django  # noqa: E402

django.setup()

from leap.celery import app  # noqa: E402

__all__ = ["app"]
