"""Every change to notes, suggestions and actions."""

from meetings.notes.actions.notes import agree, save, send_out
from meetings.notes.actions.suggestions import answer, record_suggestion, suggest, take_out_waiting
from meetings.notes.actions.todo import (
    NOT_ASKED,
    add_action,
    end_action,
    hand_back,
    hand_back_all,
    record_answer,
    say_yes,
)

__all__ = [
    "NOT_ASKED",
    "add_action",
    "agree",
    "answer",
    "end_action",
    "hand_back",
    "hand_back_all",
    "record_answer",
    "record_suggestion",
    "save",
    "say_yes",
    "send_out",
    "suggest",
    "take_out_waiting",
]
