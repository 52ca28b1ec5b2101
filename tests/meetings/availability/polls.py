"""Polls for the tests of this room."""

from datetime import date, datetime, timedelta

from accounts.people.models import Panel, Person
from leap.core import clock
from leap.design.times import there
from meetings.availability import actions
from meetings.availability.models import DatePoll


def make_poll(panel: Panel, by: Person, *, dates: int = 3, first_in: int = 30, **facts) -> DatePoll:
    """A poll of so many dates, a week apart, at two in the afternoon; answers until ten days from now."""
    day = there(clock.now(), panel).replace(hour=14, minute=0, second=0, microsecond=0) + timedelta(days=first_in)
    return actions.make_poll(
        **{
            "panel": panel,
            "title": "Advisory meeting",
            "dates": [at(day, week) for week in range(dates)],
            "minutes": 120,
            "place": "The long room",
            "answer_by": last_day(10),
            "by": by,
            **facts,
        }
    )


def at(day: datetime, week: int) -> datetime:
    """The same time on the wall so many weeks later."""
    return day + timedelta(weeks=week)


def last_day(days: int) -> date:
    """So many days from now."""
    return clock.today() + timedelta(days=days)


def says(poll: DatePoll, person: Person, *words: str) -> None:
    """The person answers the dates in their order; an empty word leaves a date open."""
    pairs = zip(poll.dates.all(), words, strict=False)
    actions.answer(poll_id=poll.pk, answers={date.pk: word for date, word in pairs if word}, by=person)
