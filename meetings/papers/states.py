"""When an agenda and its papers can be changed, and what a paper needs before it is sent. Plain Python."""

from datetime import datetime

from leap.core.states import Moves, NotNow, check_move
from meetings.papers import wordings
from meetings.schedule import states as meeting_states

WAITING, TAKEN_UP, ANSWERED, TAKEN_BACK = "waiting", "taken_up", "answered", "taken_back"
MOVES: Moves = {
    WAITING: {TAKEN_UP, ANSWERED, TAKEN_BACK},
    TAKEN_UP: set(),
    ANSWERED: set(),
    TAKEN_BACK: set(),
}
SETTLED = "This has been answered or taken back already, so it stays as it is."
OVER = "This meeting is over or called off, so its agenda and papers stay as they are."


def can_be_changed(meeting_state: str, ends_at: datetime, now: datetime) -> bool:
    """Whether an agenda can still be changed, and papers sent."""
    return meeting_state in meeting_states.AHEAD and now < ends_at


def check_can_be_changed(meeting_state: str, ends_at: datetime, now: datetime) -> None:
    """Raise NotNow when they cannot."""
    if not can_be_changed(meeting_state, ends_at, now):
        raise NotNow(OVER)


def check_proposal(was: str, to: str) -> None:
    """Raise NotNow when a proposal was settled already."""
    check_move(MOVES, was, to, SETTLED)


def what_is_missing(
    *, summary: str, question: str, reading_minutes: int | None, number: int, changed: str
) -> list[str]:
    """What a paper still needs before it can be sent: each as the end of "It still needs ..."."""
    needs = [
        ("a plain summary of one page at most", not summary.strip() or len(summary) > wordings.LONGEST_SUMMARY),
        ("what you ask people", not question.strip()),
        ("how long it takes to read", not reading_minutes),
        ("what has changed since the version before", number > 1 and not changed.strip()),
    ]
    return [words for words, is_missing in needs if is_missing]
