from meetings.availability.views.mine import poll_answer, poll_list
from meetings.availability.views.new import poll_new
from meetings.availability.views.panel import (
    answers_record,
    poll_ask,
    poll_close,
    poll_result,
    poll_take,
)

__all__ = [
    "answers_record",
    "poll_answer",
    "poll_ask",
    "poll_close",
    "poll_list",
    "poll_new",
    "poll_result",
    "poll_take",
]
