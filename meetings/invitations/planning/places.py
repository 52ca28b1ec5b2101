"""Limited places: which one is free, and how long it is kept for the one it is offered to. Plain Python."""

from collections.abc import Collection
from datetime import datetime, timedelta

from leap.core.post import POST_TAKES

KEPT_FOR = timedelta(days=2)
# Somebody has to find the time to ring or to pass it on; a letter goes there and its answer comes back.
KEPT_FOR_BY_HAND = {"phone": timedelta(days=4), "supporter": timedelta(days=4), "letter": 2 * POST_TAKES}
TOO_SHORT = timedelta(hours=1)  # with less time than this nobody is asked: a free place is for whoever says so first


def free_place(taken: Collection[int], places: int) -> int | None:
    """The lowest number from 1 to `places` that nobody holds; None when the room is full.

    Somebody may hold a higher number: they said yes before the room was made smaller, and nobody is sent away.
    """
    if len(taken) >= places:
        return None
    return next(number for number in range(1, places + 1) if number not in taken)


def answer_by(now: datetime, starts_at: datetime, channel: str = "") -> datetime | None:
    """Until when a place is kept for the one it is offered to: two days, by phone four, by letter eight; or half the
    time that is left.

    None when that is too short to ask anybody.
    """
    kept_for = min(KEPT_FOR_BY_HAND.get(channel, KEPT_FOR), (starts_at - now) / 2)
    return now + kept_for if kept_for >= TOO_SHORT else None
