"""The days around a meeting in the afternoon, two days after the clocks went back. All in UTC."""

from datetime import UTC, datetime, timedelta

import time_machine

STARTS_AT = datetime(2026, 10, 27, 14, tzinfo=UTC)  # 2:00pm in London; what is due lies on either side of the change
FIVE_DAYS = datetime(2026, 10, 22, 8, tzinfo=UTC)  # nine in summer time
MINUTE = timedelta(minutes=1)


def early_october() -> time_machine.travel:
    """Until this ends it is the first of October, and stays so unless somebody moves it."""
    return time_machine.travel(datetime(2026, 10, 1, tzinfo=UTC), tick=False)
