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

SENTENCES = {
    OPEN: "This meeting has been held or called off, so nobody can be invited to it any more.",
    HELD: "The register can be taken once people have been invited and the meeting has started.",
    CANCELLED: "This meeting has already been held or called off.",
}


def check(was: str, to: str) -> None:
    """Do nothing when a meeting may go from one state to the other; else raise NotNow with a kind sentence."""
    check_move(MOVES, was, to, SENTENCES[to])


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
