"""When a meeting takes replies, which replies there are, and which of them it offers. Plain Python."""

from collections.abc import Collection
from datetime import datetime, timedelta

from leap.core.states import NotNow
from meetings.schedule import states as meeting_states

WAITING = "waiting"
COMING = "coming"
ONLINE = "online"
PHONE = "phone"
COMMENTS = "comments"
IN_LINE = "in_line"
NOT_COMING = "not_coming"

ALL = (WAITING, COMING, ONLINE, PHONE, COMMENTS, IN_LINE, NOT_COMING)
FROM_ELSEWHERE = (ONLINE, PHONE)
TAKING_PART = (COMING, *FROM_ELSEWHERE)
TO_REMIND = (WAITING, *TAKING_PART)
GETS_PAPERS = (WAITING, *TAKING_PART, COMMENTS, IN_LINE)

SELF = "self"
BY_LINK = "link"
ON_BEHALF = ("phone", "letter", "in_person")
IS_THERE = ("phone", "in_person")  # and can say if what was written down is right

NOT_OPEN = {
    meeting_states.PLANNED: "Nobody has been invited to this meeting yet.",
    meeting_states.CANCELLED: "This meeting is called off, so there is nothing to answer.",
}
TOO_LATE = "This meeting was a while ago, so there is nothing left to answer."
AFTERWARDS = timedelta(days=28)  # from the start on, an answer is kept as said afterwards for so long


class Moved(NotNow):
    """The meeting was changed after the page was opened on which this answer was given."""


class Full(NotNow):
    """Every place in the room is taken just now. Other ways are offered, and a place in the line."""


def takes_replies(meeting_state: str, starts_at: datetime, now: datetime) -> bool:
    """Whether an answer counts for the day: the meeting is open and has not started."""
    return meeting_state == meeting_states.OPEN and now < starts_at


def takes_words_afterwards(meeting_state: str, starts_at: datetime, now: datetime) -> bool:
    """Whether somebody can still say something that is kept as said afterwards and changes no seat."""
    return meeting_state in meeting_states.REGISTERED and starts_at <= now < starts_at + AFTERWARDS


def hears(meeting_state: str, starts_at: datetime, now: datetime) -> bool:
    """Whether an answer is kept at all."""
    facts = (meeting_state, starts_at, now)
    return takes_replies(*facts) or takes_words_afterwards(*facts)


def check_hears(meeting_state: str, starts_at: datetime, now: datetime) -> None:
    """Raise NotNow, with a kind sentence, when no answer is kept."""
    if not hears(meeting_state, starts_at, now):
        raise NotNow(NOT_OPEN.get(meeting_state, TOO_LATE))


def check_answer(reply: str, how: str, offered: Collection[str]) -> None:
    """Raise NotNow when this is not one of the answers offered, or not one of the ways an answer comes in."""
    if reply not in offered:
        raise NotNow("Please choose one of the answers shown.")
    if how not in (SELF, BY_LINK, *ON_BEHALF):
        raise NotNow("Please say how the answer reached you.")


def ways_offered(*, in_person: bool, online: bool, phone: bool) -> tuple[str, ...]:
    """The answers a meeting offers that is held in these ways, in the order they are shown."""
    ways = ((COMING, in_person), (ONLINE, online), (PHONE, phone), (COMMENTS, True), (NOT_COMING, True))
    return tuple(reply for reply, there_is in ways if there_is)
