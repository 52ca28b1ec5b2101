"""Every change to polls about dates and to what people answer."""

from meetings.availability.actions.answers import answer, queue_due_reminders, record_answers
from meetings.availability.actions.polls import ask_newcomers, close_poll, make_poll, take_date

__all__ = [
    "answer",
    "ask_newcomers",
    "close_poll",
    "make_poll",
    "queue_due_reminders",
    "record_answers",
    "take_date",
]
