"""The life of one message. Plain Python.

An email or a text goes pending, claimed, data_started, sent. `data_started` is written down just before the words
leave, so after a crash we know which messages may have been sent: those become `uncertain`, are shown to a person and
are not sent again by the machine. Everything before that line is safe to try again.

A call or a letter is `to_do` until somebody has done it, could not do it, or it is no longer true.
"""

from leap.core.states import Moves

PENDING = "pending"
CLAIMED = "claimed"
DATA_STARTED = "data_started"
SENT = "sent"
RETRY = "retry"
FAILED = "failed"
UNCERTAIN = "uncertain"
CANCELLED = "cancelled"
TO_DO = "to_do"
DONE = "done"

ALL = (PENDING, CLAIMED, DATA_STARTED, SENT, RETRY, FAILED, UNCERTAIN, CANCELLED, TO_DO, DONE)
WAITING = (PENDING, RETRY)
NOT_BEGUN = (PENDING, RETRY, TO_DO)  # what it says will be written from what is true later
IN_HAND = (CLAIMED, DATA_STARTED)
FOR_A_PERSON = (FAILED, UNCERTAIN, TO_DO)
HEARD = (DATA_STARTED, SENT, UNCERTAIN, DONE)  # or may have been
BY_HAND = (TO_DO, DONE, FAILED, CANCELLED)  # what a call or a letter can be

MOVES: Moves = {
    PENDING: {CLAIMED},
    RETRY: {CLAIMED},
    CLAIMED: {DATA_STARTED, RETRY, FAILED, CANCELLED, TO_DO},
    DATA_STARTED: {SENT, RETRY, FAILED, UNCERTAIN},
    UNCERTAIN: {SENT, PENDING, TO_DO, DONE},
    FAILED: {PENDING, TO_DO, DONE},
    TO_DO: {DONE, FAILED, CANCELLED, PENDING},
}


def before(to: str) -> list[str]:
    """The states from which a message can come into this one."""
    return [was for was, after in MOVES.items() if to in after]
