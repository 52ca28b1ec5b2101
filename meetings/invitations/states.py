"""When a meeting takes replies, and which replies there are. Plain Python."""

from datetime import datetime

from leap.core.states import NotNow
from meetings.schedule import states as meeting_states

WAITING = "waiting"
COMING = "coming"
REMOTE = "remote"
NOT_COMING = "not_coming"

ANSWERS = (COMING, REMOTE, NOT_COMING)
TAKING_PART = (COMING, REMOTE)
TO_REMIND = (WAITING, COMING, REMOTE)

SELF = "self"
ON_BEHALF = ("phone", "letter", "in_person")

NOT_OPEN = {
    meeting_states.PLANNED: "Nobody has been invited to this meeting yet.",
    meeting_states.HELD: "This meeting has been held, so there is nothing left to answer.",
    meeting_states.CANCELLED: "This meeting is called off, so there is nothing to answer.",
}
STARTED = "This meeting has started, so answers can no longer be changed here."


def takes_replies(meeting_state: str, starts_at: datetime, now: datetime) -> bool:
    """Whether people can answer: it is open and has not started."""
    return meeting_state == meeting_states.OPEN and now < starts_at


def check_takes_replies(meeting_state: str, starts_at: datetime, now: datetime) -> None:
    """Raise NotNow, with a kind sentence, when people can no longer answer."""
    if not takes_replies(meeting_state, starts_at, now):
        raise NotNow(NOT_OPEN.get(meeting_state, STARTED))


def check_answer(reply: str, how: str) -> None:
    """Raise NotNow when this is not one of the answers, or not one of the ways an answer comes in."""
    if reply not in ANSWERS:
        raise NotNow("Please choose one of the answers shown.")
    if how not in (SELF, *ON_BEHALF):
        raise NotNow("Please say how the answer reached you.")
