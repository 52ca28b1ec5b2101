from meetings.notes.views.reading import notes_list, notes_read, notes_suggest
from meetings.notes.views.todo import action_end, action_hand_back, action_new, action_record, action_yes
from meetings.notes.views.writing import (
    notes_agree,
    notes_send,
    notes_write,
    suggestion_answer,
    suggestion_record,
)

__all__ = [
    "action_end",
    "action_hand_back",
    "action_new",
    "action_record",
    "action_yes",
    "notes_agree",
    "notes_list",
    "notes_read",
    "notes_send",
    "notes_suggest",
    "notes_write",
    "suggestion_answer",
    "suggestion_record",
]
