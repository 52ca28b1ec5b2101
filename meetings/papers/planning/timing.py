"""When each thing on an agenda begins, and whether it all fits."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import accumulate


def begins(starts_at: datetime, minutes: Sequence[int]) -> list[datetime]:
    """When each begins, one straight after the other from the start of the meeting."""
    before = [0, *accumulate(minutes)][: len(minutes)]
    return [starts_at + timedelta(minutes=gone) for gone in before]


def fit(minutes: Sequence[int], meeting_minutes: int) -> str:
    """In a sentence: how the agenda compares with the time there is. Nothing for an empty agenda."""
    if not minutes:
        return ""
    total = sum(minutes)
    left = meeting_minutes - total
    if left < 0:
        return (
            f"This adds up to {total} minutes, and the meeting has {meeting_minutes}. That is {-left} too many: "
            "something could be shorter, or wait for another day."
        )
    if left == 0:
        return f"This fills all {total} minutes. There is no time for breaks and for coming together."
    return f"This adds up to {total} of {meeting_minutes} minutes. {left} are left for breaks and for coming together."


def reading(minutes: int) -> str:
    """10 minutes, 1 hour 5 minutes"""
    hours, rest = divmod(minutes, 60)
    parts = [f"{hours} hour{'s' * (hours != 1)}"] if hours else []
    if rest or not hours:
        parts.append(f"{rest} minute{'s' * (rest != 1)}")
    return " ".join(parts)
