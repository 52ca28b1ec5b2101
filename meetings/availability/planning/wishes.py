"""Which of somebody's wishes about times and places a date does not keep, as far as a clock can tell."""

from collections.abc import Iterable
from datetime import datetime, time

NOT_EARLY, NOT_EVENING, FROM_HOME = "not_early", "not_evening", "from_home"
LATE_MORNING, EVENING = time(11), time(18)


def unmet(wishes: Iterable[str], *, begins: datetime, ends: datetime, from_elsewhere: bool) -> list[str]:
    """Of these wishes, those that are not kept. `begins` and `ends` are as the wall of the panel's place shows them."""
    broken = {
        NOT_EARLY: begins.time() < LATE_MORNING,
        NOT_EVENING: ends.date() > begins.date() or ends.time() > EVENING,
        FROM_HOME: not from_elsewhere,
    }
    return sorted(wish for wish in set(wishes) if broken.get(wish, False))
