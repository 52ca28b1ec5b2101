"""May this person do this to this poll? True or false, no writes."""

from accounts.people import access as people
from accounts.people.models import Person
from meetings.availability.models import DatePoll, DateReply


def can_run_poll(actor: Person, poll: DatePoll) -> bool:
    """May the person see everybody's answers, write answers down, take a date: do they run the panel?"""
    return people.can_run_panel(actor, poll.panel)


def can_answer(actor: Person, reply: DateReply) -> bool:
    """May the person say for themself which dates suit: were they asked, and are they still on the panel?"""
    return reply.person_id == actor.pk and people.is_on_panel(actor, reply.poll.panel_id)
