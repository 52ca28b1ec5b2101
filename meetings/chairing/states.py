"""A turn in the chair: which state may follow which, and when the next person can be asked. Plain Python."""

from datetime import datetime

from leap.core.states import Moves, NotNow, check_move

OFFERED = "offered"
ACCEPTED = "accepted"
PASSED = "passed"
CHAIRED = "chaired"

MOVES: Moves = {
    OFFERED: {ACCEPTED, PASSED, CHAIRED},  # chaired without having said so before
    ACCEPTED: {CHAIRED, PASSED, OFFERED},  # passed also when somebody else chaired; offered again: the meeting moved
    CHAIRED: {ACCEPTED, PASSED},  # the register was put right: they were not there after all, or somebody else chaired
    PASSED: {CHAIRED},  # stepped in on the day
}

SENTENCES = {
    OFFERED: "Nobody has agreed to chair this meeting.",
    ACCEPTED: "This turn is not open any more. Thank you for wanting to take it.",
    PASSED: "You have already said no this time, and that is fine. You do not need to do anything.",
    CHAIRED: "Nobody agreed to chair this meeting.",
}

AHEAD = ("planned", "open")  # states of a meeting that is still to be held


def check(was: str, to: str) -> None:
    """Do nothing when a turn may go from one state to the other; else raise NotNow with a kind sentence."""
    check_move(MOVES, was, to, SENTENCES[to])


def is_ahead(meeting_state: str, starts_at: datetime, now: datetime) -> bool:
    """Is the meeting still to come, so that its chair can be settled?"""
    return meeting_state in AHEAD and starts_at > now


def check_is_ahead(meeting_state: str, starts_at: datetime, now: datetime) -> None:
    """Raise NotNow once the meeting has started, or when it was called off."""
    if not is_ahead(meeting_state, starts_at, now):
        raise NotNow("This meeting has started or was called off, so its chair stays as it is.")


def check_nobody_is_asked(live_state: str | None) -> None:
    """Raise NotNow while somebody has the turn: one person is asked at a time."""
    if live_state == OFFERED:
        raise NotNow("Somebody is being asked already. Give them a little time to answer.")
    if live_state is not None:
        raise NotNow("This meeting has a chair already.")
