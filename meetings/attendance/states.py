"""What a register can say of a person, what a reply lets us expect, and who may have changed what. Plain Python."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from leap.core.states import NotNow
from meetings.invitations import states as replies

NOT_KNOWN = "not_known"
IN_PERSON = "in_person"
ONLINE = "online"
PHONE = "phone"
COMMENTS = "comments"
APOLOGIES = "apologies"
AWAY = "away"

HERE = (IN_PERSON, ONLINE, PHONE)
NOT_HERE = (COMMENTS, APOLOGIES, AWAY)
ALL = (*HERE, *NOT_HERE, NOT_KNOWN)
EXPECTED = {
    replies.COMING: IN_PERSON,
    replies.ONLINE: ONLINE,
    replies.PHONE: PHONE,
    replies.COMMENTS: COMMENTS,
    replies.NOT_COMING: APOLOGIES,
}

CHAIR, SUPPORTERS, GUESTS, SENIOR_STAFF = "chair", "supporters", "guests", "senior_staff"
COUNTS = (SUPPORTERS, GUESTS, SENIOR_STAFF)
GUEST_CHAIRED = "guest"  # somebody who is not on the list
NOBODY_CHAIRED = "nobody"  # or nobody can say: told so, which is more than not having said
NO_NAME = (GUEST_CHAIRED, NOBODY_CHAIRED)
MOST = 500  # of anything that is counted

LIST_CHANGED = "The list of people has changed since you opened this page. Please look it through once more."
CHOOSE = "Please choose one of the answers shown."
NOT_SO_LONG = "Somebody who was there for part of the meeting was there for less time than it took."
CHAIR_IS_HERE = "Whoever chaired was there. Please say how they came, too."


@dataclass(frozen=True, slots=True)
class Mark:
    """How one person came; whether for part of it only, and for how many half hours, if somebody knows."""

    came: str
    part: bool = False
    half_hours: int | None = None

    @property
    def is_here(self) -> bool:
        """Did they take part, wherever they were?"""
        return self.came in HERE


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page showed that somebody filled in: each row's number of changes, the counts and the chair.

    `suggested` are the rows that only took over what the person had answered: nobody has touched them.
    """

    revisions: Mapping[UUID, int]
    facts: Mapping[str, Any] = field(default_factory=dict)
    suggested: Collection[UUID] = ()


def as_mark(said: "Mark | str") -> Mark:
    """A bare word means the whole meeting."""
    return Mark(said) if isinstance(said, str) else said


def half_hours_in(minutes: int) -> int:
    """How many half hours a meeting takes, one that was begun included."""
    return -(-minutes // 30)


def minutes_there(mark: Mark, minutes: int) -> int | None:
    """How long somebody was at a meeting of so many minutes; None when it was for part of it and nobody knows."""
    if not mark.is_here:
        return 0
    if not mark.part:
        return minutes
    return None if mark.half_hours is None else mark.half_hours * 30


def check_mark(mark: Mark, minutes: int) -> None:
    """Raise NotNow unless this can be said of somebody at a meeting of so many minutes."""
    if mark.came not in ALL or (mark.part and not mark.is_here) or (mark.half_hours is not None and not mark.part):
        raise NotNow(CHOOSE)
    if mark.half_hours is not None and not 1 <= mark.half_hours < half_hours_in(minutes):
        raise NotNow(NOT_SO_LONG)


def check_people(marked: Collection[UUID], known: Collection[UUID]) -> None:
    """Raise NotNow when something is said of somebody who is neither on the list nor can be put on it."""
    if not set(marked) <= set(known):
        raise NotNow(LIST_CHANGED)


def check_counts(facts: Mapping[str, Any]) -> None:
    """Raise NotNow for a fact there is not, or a number that cannot be."""
    for name, said in facts.items():
        counted = name in COUNTS and (said is None or (isinstance(said, int) and 0 <= said <= MOST))
        if not counted and name != CHAIR:
            raise NotNow(CHOOSE)


def check_chair(chair: UUID | str, here: Collection[UUID]) -> None:
    """Raise NotNow when the register would say that somebody chaired who was not there."""
    if chair not in NO_NAME and chair not in here:
        raise NotNow(CHAIR_IS_HERE)
