"""When a line waits to be checked before it is paid, and until when people choose to be paid. Plain Python."""

from datetime import datetime
from typing import Protocol

from leap.core.states import NotNow
from meetings.schedule import states as meeting_states

OWED = "owed"
TO_CHECK = "to_check"

# Somebody paid a wage for this kind of work may be paid twice for the same hours: a person looks first.
PAID_STAFF_KINDS = (
    "research_assistant",
    "service_user_research_assistant",
    "researcher",
    "research_fellow",
    "peer_researcher",
    "co_applicant",
    "senior_investigator",
    "ppi_coordinator",
    "ppi_lead",
)

YES = "yes"
NO = "no"

STARTED = "This meeting has started, so the choice about payment can no longer be changed here."
CALLED_OFF = "This meeting is called off, so there is no payment to choose."
TALK = "If it is not right, please talk to your coordinator."
TELL = "If it is not right, please tell whoever makes the payments."


class Chosen(Protocol):
    """Something that says whether the money is wanted."""

    wants_fee: bool


def first_state(*, holds_paid_staff_role: bool) -> str:
    """The state a new line starts in."""
    return TO_CHECK if holds_paid_staff_role else OWED


def amount_to_add(*, due_pence: int, lines_pence: int) -> int:
    """What a new line must be worth, in pence, so that all lines together come to what is due. Minus takes back."""
    return due_pence - lines_pence


def answer(choice: Chosen | None) -> str:
    """The answer to show as chosen. Nobody has to choose: who chose nothing is paid as offered."""
    return YES if choice is None or choice.wants_fee else NO


def wants_fee(answer: str) -> bool:
    """What an answer means."""
    return answer == YES


def can_choose(meeting_state: str, starts_at: datetime, now: datetime) -> bool:
    """Whether the choice is still open: the meeting is ahead and not called off."""
    return meeting_state in meeting_states.AHEAD and now < starts_at


def check_can_choose(meeting_state: str, starts_at: datetime, now: datetime, *, own: bool = True) -> None:
    """Raise NotNow, saying whom to talk to, when a choice (your `own`, or somebody else's) can no longer be changed."""
    if meeting_state == meeting_states.CANCELLED:
        raise NotNow(CALLED_OFF)
    if not can_choose(meeting_state, starts_at, now):
        raise NotNow(f"{STARTED} {TALK if own else TELL}")
