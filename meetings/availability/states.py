"""A poll about dates: until when it takes answers, and how it ends. Plain Python."""

from collections.abc import Iterable
from datetime import date, datetime

from leap.core.states import Moves, NotNow, check_move

OPEN, FIXED, CLOSED = "open", "fixed", "closed"
YES, IF_NEED_BE, NO = "yes", "if_need_be", "no"
ANSWERS = (YES, IF_NEED_BE, NO)
CAN_COME = (YES, IF_NEED_BE)
MOST_DATES = 12
# Kinds of message.
ASKED, REMINDER, ENDED = "date_poll_asked", "date_poll_reminder", "date_poll_closed"
KINDS = (ASKED, REMINDER, ENDED)

MOVES: Moves = {OPEN: {FIXED, CLOSED}, FIXED: set(), CLOSED: set()}
OVER = "This question about dates is closed already. Nothing has been changed."
TOO_LATE = "This question was closed before your answers reached us, so we could not keep them."
NOTHING_TICKED = "Tick an answer for at least one date. You can leave the others."


def check(was: str, to: str) -> None:
    """Do nothing when a poll may go from one state to the other; else raise NotNow with a kind sentence."""
    check_move(MOVES, was, to, OVER)


def takes_answers(state: str, answer_by: date, today: date) -> bool:
    """Can people still answer, or change what they answered?"""
    return state == OPEN and today <= answer_by


def check_takes_answers(state: str, answer_by: date, today: date) -> None:
    """Raise NotNow once the poll has ended or its last day for answers is over."""
    if not takes_answers(state, answer_by, today):
        raise NotNow(TOO_LATE)


def check_answers(answers: dict, dates: Iterable) -> None:
    """Raise NotNow unless at least one date is answered, each with an answer there is, all of them of this poll."""
    if not answers:
        raise NotNow(NOTHING_TICKED)
    if not set(answers) <= set(dates) or not set(answers.values()) <= set(ANSWERS):
        raise NotNow("Please choose one of the answers shown for each date.")


def check_dates(dates: list[datetime], now: datetime) -> None:
    """Raise NotNow unless there are 2 to 12 different moments, all still to come."""
    if not 2 <= len(set(dates)) <= MOST_DATES:
        raise NotNow(f"Please give 2 to {MOST_DATES} different dates to choose from.")
    check_ahead(min(dates), now)


def check_ahead(starts_at: datetime, now: datetime) -> None:
    """Raise NotNow for a moment that has gone."""
    if starts_at <= now:
        raise NotNow("One of these dates has already gone. Please choose dates that are still to come.")


def check_answer_by(answer_by: date, today: date, first: date) -> None:
    """Raise NotNow unless there is a day for answers between today and the first of the dates."""
    if not today <= answer_by <= first:
        raise NotNow("The last day for answers has to be today or later, and not after the first of the dates.")
