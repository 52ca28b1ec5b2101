"""When seats can be planned. Plain Python."""

from leap.core.states import NotNow

PLANNABLE = ("planned", "open")  # states of a meeting that is still ahead


def check_can_plan(meeting_state: str) -> None:
    """Do nothing while the meeting is ahead; else raise NotNow with a kind sentence."""
    if meeting_state == "held":
        raise NotNow("This meeting has been held, so its seats stay as they were.")
    if meeting_state not in PLANNABLE:
        raise NotNow("This meeting was called off, so it needs no seats.")


def check_somebody_comes(people: int) -> None:
    """Raise NotNow until somebody has said that they are coming in person."""
    if people == 0:
        raise NotNow(
            "Nobody has said yet that they are coming in person. You can plan the seats as soon as somebody has."
        )
