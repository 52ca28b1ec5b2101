"""May this person do this to this meeting? True or false, no writes."""

from accounts.people import access as people
from accounts.people import queries as people_queries
from accounts.people.models import Person, Programme
from meetings.schedule.models import Meeting


def can_see_meetings(actor: Person) -> bool:
    """Has the person any panel whose meetings they may see?"""
    return people.sees_any_panel(actor)


def can_plan_meetings(actor: Person) -> bool:
    """May the person make a meeting for some panel?"""
    return people.runs_any_panel(actor)


def can_run_meeting(actor: Person, meeting: Meeting) -> bool:
    """May the person arrange this meeting: invite, record replies, take the register, call it off?"""
    return people.can_run_panel(actor, meeting.panel)


def can_keep_venues(actor: Person, programme: Programme) -> bool:
    """May the person write down places for this programme? Whoever runs one of its panels may."""
    return people_queries.panels_run_by(actor).filter(programme=programme).exists()


def can_have_calendar_link(actor: Person) -> bool:
    """May the person have a link for their calendar: are they on a panel today?"""
    return actor.is_active and people.sees_any_panel(actor)
