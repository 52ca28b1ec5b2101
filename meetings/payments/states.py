"""What people may choose about money and until when, and when a line waits to be checked. Plain Python."""

from collections.abc import Collection
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

FULL = "full"
LESS = "less"
NONE = "none"
VOUCHER = "voucher"
CHARITY = "charity"
ALWAYS = (FULL, LESS, NONE)  # the other two only where a programme offers them
INCOME = (FULL, LESS, VOUCHER)  # what may count as somebody's own money

MONEY = "money"

STARTED = "This meeting has started, so the choice about payment can no longer be changed here."
CALLED_OFF = "This meeting is called off, so there is no payment to choose."
TALK = "If it is not right, please talk to your coordinator."
TELL = "If it is not right, please tell whoever makes the payments."
NOT_OFFERED = "That way of being paid is not offered here. Please choose one of the answers shown."
HOW_MUCH = "Please write how much, like 40 or 40.50, or choose another answer."
NOT_MORE = "Please give an amount that is not more than what is offered."


class Chosen(Protocol):
    """What somebody chose: an answer, and the amount (pence) where it is a lower one."""

    answer: str
    amount_pence: int | None


def first_state(*, holds_paid_staff_role: bool) -> str:
    """The state a new line starts in."""
    return TO_CHECK if holds_paid_staff_role else OWED


def amount_to_add(*, due_pence: int, lines_pence: int) -> int:
    """What a new line must be worth, in pence, so that all lines together come to what is due. Minus takes back."""
    return due_pence - lines_pence


def answers_offered(*, voucher: bool, charity: bool) -> tuple[str, ...]:
    """The answers somebody can give, in the order they are shown."""
    return (*ALWAYS, *((VOUCHER,) if voucher else ()), *((CHARITY,) if charity else ()))


def check_answer(answer: str, amount_pence: int | None, *, offered: Collection[str], offer_pence: int | None) -> None:
    """Raise NotNow for an answer that is not offered, a lower amount without an amount, or one above the offer.

    `offer_pence` is None while no rate is known: then any amount may be named, and it is never paid above the rate.
    """
    if answer not in offered:
        raise NotNow(NOT_OFFERED)
    if answer == LESS and (amount_pence is None or amount_pence < 1):
        raise NotNow(HOW_MUCH)
    if answer == LESS and offer_pence is not None and amount_pence > offer_pence:
        raise NotNow(NOT_MORE)


def holds(choice: Chosen | None, wish: Chosen | None, *, offered: Collection[str]) -> tuple[str, int | None]:
    """What holds for a meeting, as answer and amount: what was chosen for it, else for all meetings, else the offer.

    A way of being paid that was wanted for all meetings and is not offered here does not hold here.
    """
    if choice is not None:
        return choice.answer, choice.amount_pence
    if wish is not None and wish.answer in offered:
        return wish.answer, wish.amount_pence
    return FULL, None


def fee_pence(answer: str, amount_pence: int | None, rate_pence: int) -> int:
    """What is paid (or given) at this rate, in pence: never more than the rate, nothing for a no."""
    if answer == NONE:
        return 0
    return min(amount_pence or rate_pence, rate_pence) if answer == LESS else rate_pence


def way_of(answer: str) -> str:
    """How a fee is paid that was chosen like this."""
    return answer if answer in (VOUCHER, CHARITY) else MONEY


def can_choose(meeting_state: str, starts_at: datetime, now: datetime) -> bool:
    """Whether the choice is still open: the meeting is ahead and not called off."""
    return meeting_state in meeting_states.AHEAD and now < starts_at


def check_can_choose(meeting_state: str, starts_at: datetime, now: datetime, *, own: bool = True) -> None:
    """Raise NotNow, saying whom to talk to, when a choice (your `own`, or somebody else's) can no longer be changed."""
    if meeting_state == meeting_states.CANCELLED:
        raise NotNow(CALLED_OFF)
    if not can_choose(meeting_state, starts_at, now):
        raise NotNow(f"{STARTED} {TALK if own else TELL}")
