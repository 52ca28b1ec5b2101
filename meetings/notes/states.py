"""How notes become agreed, and what may be done to them when. Plain Python."""

from datetime import date

from leap.core.states import ChangedMeanwhile, Moves, NotNow, check_move

DRAFT, OUT, AGREED = "draft", "out", "agreed"
OPEN, DONE, DROPPED = "open", "done", "dropped"
WAITING, TAKEN, PARTLY, LEFT = "waiting", "taken", "partly", "left"
ANSWERS = (TAKEN, PARTLY, LEFT)
READABLE = (OUT, AGREED)
MOST_SECTIONS = 20
DRAFT_AFTER = 5  # working days from the meeting to the first draft
# Kinds of message: about the notes, and about something to be done.
READY = "notes_ready"
KINDS = (READY,)
ASKED = "notes_action_asked"

MOVES: Moves = {DRAFT: {OUT}, OUT: {AGREED}, AGREED: set()}
ACTION_MOVES: Moves = {OPEN: {DONE, DROPPED}, DONE: set(), DROPPED: set()}
NOT_OPEN = (
    "These notes do not take suggestions now. Your words are still here: you can copy them, or tell whoever runs the "
    "panel."
)
EMPTY = "Please write something in at least one part before you keep the notes."


def check(was: str, to: str) -> None:
    """Do nothing when notes may go from one state to the other; else raise NotNow with a kind sentence."""
    check_move(MOVES, was, to, "These notes have moved on in the meantime. Nothing has been changed.")


def check_action(was: str, to: str) -> None:
    """Do nothing when an action may go from one state to the other; else raise NotNow."""
    check_move(ACTION_MOVES, was, to, "This has been finished already. Nothing has been changed.")


def takes_suggestions(state: str, until: date | None, today: date) -> bool:
    """Can those who came still suggest a change?"""
    return state == OUT and until is not None and today <= until


def check_takes_suggestions(state: str, until: date | None, today: date) -> None:
    """Raise NotNow when nobody can suggest a change, or answer one, any more."""
    if not takes_suggestions(state, until, today):
        raise NotNow(NOT_OPEN)


def check_revision(seen: int, now: int) -> None:
    """Raise ChangedMeanwhile when somebody saved since these notes were looked at."""
    if seen != now:
        raise ChangedMeanwhile("Somebody else has saved these notes while you were writing. Both versions are below.")


def check_sections(sections: list[tuple[str, str]]) -> None:
    """Raise NotNow unless there is something to keep, in not too many parts."""
    if not any(words.strip() for _, words in sections):
        raise NotNow(EMPTY)
    if len(sections) > MOST_SECTIONS:
        raise NotNow(f"Notes can have up to {MOST_SECTIONS} parts.")


def check_until(until: date, today: date) -> None:
    """Raise NotNow unless people have until tomorrow or longer."""
    if until <= today:
        raise NotNow("Please give people a day that is still to come.")


def check_can_be_agreed(until: date, today: date, waiting: int) -> None:
    """Raise NotNow while people can still suggest changes, or wait for an answer to what they suggested."""
    if today <= until:
        raise NotNow("People can still suggest changes. You can say that the notes are agreed after that day.")
    if waiting:
        raise NotNow("Somebody waits for an answer to what they suggested. Please answer that first.")
