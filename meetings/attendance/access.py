"""May this person do this to the register? True or false, no writes."""

from accounts.people.models import Person
from meetings.schedule import access as schedule
from meetings.schedule.models import Meeting


def can_take_register(actor: Person, meeting: Meeting) -> bool:
    """May the person take or correct this meeting's register? Those who run the panel may."""
    return schedule.can_run_meeting(actor, meeting)
