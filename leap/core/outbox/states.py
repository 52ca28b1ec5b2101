"""The life of one message. Plain Python.

An email goes pending, claimed, data_started, sent. `data_started` is written down just before the text leaves, so
after a crash we know which messages may have been sent: those become `uncertain`, are shown to a person and are not
sent again by the machine. Everything before that line is safe to try again.
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

MOVES: Moves = {
    PENDING: {CLAIMED},
    RETRY: {CLAIMED},
    CLAIMED: {DATA_STARTED, RETRY, FAILED, CANCELLED, TO_DO},
    DATA_STARTED: {SENT, RETRY, FAILED, UNCERTAIN},
    UNCERTAIN: {SENT, PENDING, DONE},
    FAILED: {PENDING, DONE},
    TO_DO: {DONE},
}
