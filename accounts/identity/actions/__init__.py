"""Every change to what people say about themselves and to whom. The trail keeps that it happened, never the words."""

from accounts.identity.actions.counting import ask_for_counts, make_due_counts, show_counts
from accounts.identity.actions.endings import queue_share_endings
from accounts.identity.actions.noting import leave_notes
from accounts.identity.actions.opening import close_opening, open_in_emergency, record_told
from accounts.identity.actions.owning import MOST_LETTERS
from accounts.identity.actions.papers import make_paper
from accounts.identity.actions.reviewing import confirm_all
from accounts.identity.actions.sharing import (
    decline_statement,
    narrow_sharing,
    share_statement,
    stop_all_sharing,
    stop_sharing,
)
from accounts.identity.actions.statements import change_words, delete_statement, write_statement
from accounts.identity.actions.tasks import (
    MOST_LETTERS_IN_A_TITLE,
    answer_task,
    close_task,
    make_task,
    take_back_answer,
    tell_people_asked,
)
from accounts.identity.actions.topics import set_rather_not_say

__all__ = [
    "MOST_LETTERS",
    "MOST_LETTERS_IN_A_TITLE",
    "answer_task",
    "ask_for_counts",
    "change_words",
    "close_opening",
    "close_task",
    "confirm_all",
    "decline_statement",
    "delete_statement",
    "leave_notes",
    "make_due_counts",
    "make_paper",
    "make_task",
    "narrow_sharing",
    "open_in_emergency",
    "queue_share_endings",
    "record_told",
    "set_rather_not_say",
    "share_statement",
    "show_counts",
    "stop_all_sharing",
    "stop_sharing",
    "take_back_answer",
    "tell_people_asked",
    "write_statement",
]
