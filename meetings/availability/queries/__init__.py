"""Reads about polls. A member reads their own answers and nothing of anybody else's, not even how many there are.

Those who run the panel read answers by name, what would be the best date, and for whom it is worst; nobody else does.
"""

from meetings.availability.queries.behind import (
    is_true,
    panel_behind,
    polls_to_remind,
    replies_to_remind,
    replies_to_tell_closed,
    reply_behind,
    takes_answers,
)
from meetings.availability.queries.mine import (
    MyPoll,
    is_asked_anything,
    my_poll,
    my_polls,
    who_runs,
)
from meetings.availability.queries.panel import (
    answers_of,
    errands_for,
    facts_of,
    may_be_passed_on,
    people_to_ask,
    polls_run_by,
    replies_to_write_down,
    to_tell_for,
)
from meetings.availability.queries.result import Asked, OnDate, Result, result_for
from meetings.availability.queries.waiting import Waits, what_waits_for

__all__ = [
    "Asked",
    "MyPoll",
    "OnDate",
    "Result",
    "Waits",
    "answers_of",
    "errands_for",
    "facts_of",
    "is_asked_anything",
    "is_true",
    "may_be_passed_on",
    "my_poll",
    "my_polls",
    "panel_behind",
    "people_to_ask",
    "polls_run_by",
    "polls_to_remind",
    "replies_to_remind",
    "replies_to_tell_closed",
    "replies_to_write_down",
    "reply_behind",
    "result_for",
    "takes_answers",
    "to_tell_for",
    "what_waits_for",
    "who_runs",
]
