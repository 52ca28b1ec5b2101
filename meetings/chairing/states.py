"""A turn in the chair: which state may follow which, and when the next person can be asked. Plain Python."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from hashlib import sha256
from uuid import UUID

from leap.core.states import ChangedMeanwhile, Moves, NotNow, check_move

OFFERED = "offered"
ACCEPTED = "accepted"
PASSED = "passed"
CHAIRED = "chaired"

CHAIR, BESIDE, WATCH = "chair", "beside", "watch"
DAYS_TO_ANSWER = 7
BEFORE, AFTER = "before", "after"

Told = tuple[str, bool]  # how a yes that is written down came in (a word), and if it was read back
SAID_HERE: Told = ("", False)
IS_THERE = ("phone", "in_person")  # and can say if what was written down is right
ON_BEHALF = (*IS_THERE, "letter")

MOVES: Moves = {
    OFFERED: {ACCEPTED, PASSED, CHAIRED},  # chaired without having said so before
    ACCEPTED: {CHAIRED, PASSED, OFFERED},  # passed also when somebody else chaired; offered again: the meeting moved
    CHAIRED: {ACCEPTED, PASSED},  # the register was put right: they were not there after all, or somebody else chaired
    PASSED: {CHAIRED},  # stepped in on the day
}

# A swap that both want gives a turn to somebody who may have said no to it before; by hand, likewise.
AGREED_ANEW: Moves = {PASSED: {ACCEPTED}, OFFERED: {PASSED, ACCEPTED}, ACCEPTED: {PASSED}}

SENTENCES = {
    OFFERED: "Nobody has agreed to chair this meeting.",
    ACCEPTED: "This turn is not open any more. Thank you for wanting to take it.",
    PASSED: "You have already said no this time, and that is fine. You do not need to do anything.",
    CHAIRED: "Nobody agreed to chair this meeting.",
}

NUMBERS_CHANGED = (
    "Somebody changed these numbers since you opened this page. Yours are still in the boxes. "
    "Keep them if they are right."
)

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


def answer_by(today: date, meeting_day: date) -> date:
    """The last day to answer: a week from now, and before the day of the meeting if that leaves any time."""
    return max(today, min(today + timedelta(days=DAYS_TO_ANSWER), meeting_day - timedelta(days=1)))


def check_has_chair(chair_state: str | None) -> None:
    """Raise NotNow until somebody has agreed to chair: a place beside the chair is a place beside somebody."""
    if chair_state != ACCEPTED:
        raise NotNow("First somebody has to agree to chair. Then somebody can be asked to sit beside them.")


def check_nobody_is_asked(live_state: str | None, part: str = CHAIR) -> None:
    """Raise NotNow while somebody has the turn or the place: one person is asked at a time."""
    if live_state == OFFERED:
        raise NotNow("Somebody is being asked already. Give them a little time to answer.")
    if live_state is not None:
        raise NotNow(
            "This meeting has a chair already." if part == CHAIR else "Somebody has agreed to sit there already."
        )


def check_can_swap(state: str, other_state: str) -> None:
    """Raise NotNow unless both have agreed to chair: else there is nothing to swap."""
    if (state, other_state) != (ACCEPTED, ACCEPTED):
        raise NotNow("One of these two dates has no chair any more, so there is nothing to swap.")


def check_no_swap_is_asked(is_asked: bool) -> None:
    """Raise NotNow while one's own turn waits for an answer. What the other one is asked by somebody else is theirs."""
    if is_asked:
        raise NotNow("Your date waits for an answer about a swap already. Give it a little time.")


def check_swap_is_asked(state: str) -> None:
    """Raise NotNow for a question about a swap that is answered, or was taken back."""
    if state != "asked":
        raise NotNow("This question is not open any more. Everything stays as it is.")


def check_talk(kind: str, starts_at: datetime, minutes: int, meeting_starts: datetime, meeting_ends: datetime) -> None:
    """Raise NotNow for a talk before a meeting that is not over when it starts, or one after it that is too early."""
    if kind == BEFORE and starts_at + timedelta(minutes=minutes) > meeting_starts:
        raise NotNow("The talk before has to be over when the meeting starts. Please choose an earlier time.")
    if kind == AFTER and starts_at < meeting_ends:
        raise NotNow("The talk after can begin when the meeting is over. Please choose a later time.")


def check_is_not_called_off(meeting_state: str) -> None:
    """Raise NotNow for a meeting that was called off."""
    if meeting_state == "cancelled":
        raise NotNow("This meeting was called off, so nothing is to be agreed about it.")


def told(how: str, *, read_back: bool) -> Told:
    """How a yes came in, as a turn keeps it; a letter is not read back. NotNow for what is no way an answer comes."""
    if how and how not in ON_BEHALF:
        raise NotNow("Please say how their answer reached you.")
    return how, read_back and how in IS_THERE


def check_can_be_brought_in(takes_part: bool) -> None:
    """Raise NotNow for somebody who has not said that they come."""
    if not takes_part:
        raise NotNow("You can ask for this once you have said that you come.")


def check_has_begun(starts_at: datetime, now: datetime) -> None:
    """Raise NotNow for a talk that is still to come."""
    if starts_at > now:
        raise NotNow("This talk is still to come. You can note who was there once it has begun.")


def check_is_not_noted(is_noted: bool) -> None:
    """Raise NotNow when it was noted who was at a talk: its time is what is paid, so it stays."""
    if is_noted:
        raise NotNow("It is noted already who was at this talk, so its time stays as it is.")


def numbers_shown(noted: Mapping[UUID, int]) -> str:
    """How often people chaired before LEAP, as one word: it tells later if the numbers have changed."""
    words = ",".join(f"{person.hex}:{number}" for person, number in sorted(noted.items()))
    return sha256(words.encode()).hexdigest() if words else ""


def check_numbers_are_the_same(seen: str | None, noted: Mapping[UUID, int]) -> None:
    """Raise ChangedMeanwhile when these are not the numbers the page showed (None: no page)."""
    if seen not in (None, numbers_shown(noted)):
        raise ChangedMeanwhile(NUMBERS_CHANGED)
