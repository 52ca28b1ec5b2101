"""How a place on a panel changes, and how an invitation to join ends. Plain Python.

A place is not a column: it follows from dated roles and pauses, so it cannot say something else than they do. Every
move is one step, and none asks for a reason.
"""

from leap.core.states import Moves

NONE = "none"
INVITED = "invited"
ACTIVE = "active"
PAUSED = "paused"
MOVED = "moved"
ENDED = "ended"

ON_PANEL = (ACTIVE, PAUSED)

PLACE_MOVES: Moves = {
    NONE: {INVITED, ACTIVE},
    INVITED: {ACTIVE},
    ACTIVE: {PAUSED, MOVED, ENDED},
    PAUSED: {ACTIVE, MOVED, ENDED},
    MOVED: {INVITED, ACTIVE},
    ENDED: {INVITED, ACTIVE},
}

WAITING = "waiting"
ACCEPTED = "accepted"
DECLINED = "declined"
EXPIRED = "expired"
TAKEN_BACK = "taken_back"

INVITATION_ALL = (WAITING, ACCEPTED, DECLINED, EXPIRED, TAKEN_BACK)
INVITATION_MOVES: Moves = {WAITING: {ACCEPTED, DECLINED, EXPIRED, TAKEN_BACK}}

NOT_ON_PANEL = "This only works for somebody who has a place on the panel now."
NOT_PAUSED = "There is no pause to end."
ALREADY_PAUSED = "There is a pause already. It can be ended, or changed after that."
CLOSED = "This invitation is closed: it was answered, taken back, or is too old."


def place(*, on_panel: bool, paused: bool, moved: bool, was_on_panel: bool, invited: bool = False) -> str:
    """What somebody's place on a panel is, from the facts."""
    if on_panel:
        return PAUSED if paused else ACTIVE
    if invited:
        return INVITED
    if not was_on_panel:
        return NONE
    return MOVED if moved else ENDED
