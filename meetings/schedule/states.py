"""Which state of a meeting may follow which. Plain Python."""

from datetime import datetime

from leap.core.states import Moves, NotNow, check_move

PLANNED = "planned"
OPEN = "open"
HELD = "held"
CANCELLED = "cancelled"

MOVES: Moves = {
    PLANNED: {OPEN, CANCELLED},
    OPEN: {HELD, CANCELLED},
    HELD: set(),
    CANCELLED: set(),
}

AHEAD = (PLANNED, OPEN)  # neither held nor called off
REGISTERED = (OPEN, HELD)  # a register can be taken

STEPS = {"no": "this place has steps", "not_known": "we do not know if this place has steps"}
WITHOUT = (
    "Somebody who is asked needs no steps on the way in, and {what}. Choose another place, or say why it is all right."
)

SENTENCES = {
    OPEN: "This meeting has been held or called off, so nobody can be invited to it any more.",
    HELD: "The register can be taken once people have been invited and the meeting has started.",
    CANCELLED: "This meeting has already been held or called off.",
}


def check(was: str, to: str) -> None:
    """Do nothing when a meeting may go from one state to the other; else raise NotNow with a kind sentence."""
    check_move(MOVES, was, to, SENTENCES[to])


def steps_said(step_free: str) -> str:
    """What is known of the way in, as part of a sentence: nothing when there is one without steps."""
    return STEPS.get(step_free, "")


def steps_matter(step_free: str) -> str:
    """What those who run a meeting are asked when somebody invited needs no steps, and the place may have some."""
    return WITHOUT.format(what=steps_said(step_free))


def check_ahead(state: str, starts_at: datetime, now: datetime) -> None:
    """Raise NotNow when the meeting can no longer be moved: it has started, was held or is called off."""
    if state not in AHEAD or starts_at <= now:
        raise NotNow("This meeting has started or is called off, so it stays as it was.")


def check_not_started(starts_at: datetime, now: datetime) -> None:
    """Raise NotNow once the meeting has started."""
    if starts_at <= now:
        raise NotNow("This meeting has already started.")


def check_started(starts_at: datetime, now: datetime) -> None:
    """Raise NotNow until the meeting has started."""
    if starts_at > now:
        raise NotNow("This meeting has not started yet. The register opens when it starts.")
