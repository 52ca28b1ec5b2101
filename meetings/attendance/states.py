"""What a register can say of a person, and what a reply lets us expect. Plain Python."""

from leap.core.states import NotNow
from meetings.invitations import states as replies

IN_PERSON = "in_person"
REMOTE = "remote"
PART = "part"
AWAY = "away"

ALL = (IN_PERSON, REMOTE, PART, AWAY)
EXPECTED = {
    replies.COMING: IN_PERSON,
    replies.ONLINE: REMOTE,
    replies.PHONE: REMOTE,
    replies.COMMENTS: AWAY,
    replies.NOT_COMING: AWAY,
}


class Overtaken(NotNow):
    """Somebody else saved this register in the meantime."""


def check_marks(marks: dict, people: set) -> None:
    """Raise NotNow unless there is one known answer for each person of the register and for nobody else."""
    if set(marks) != people:
        raise NotNow("The list of people has changed since you opened this page. Please look it through once more.")
    if any(came not in ALL for came in marks.values()):
        raise NotNow("Please choose one of the answers shown for each person.")


def check_not_overtaken(seen: str | None, now: str) -> None:
    """Raise Overtaken when the register is no longer the one that was looked at. None: nobody looked (no page)."""
    if seen is not None and seen != now:
        raise Overtaken(
            "Somebody else saved this register while you had it open. What they chose is shown with each name. "
            "Save again to keep your answers instead."
        )
