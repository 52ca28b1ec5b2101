"""May this person do this to the register? True or false, no writes."""

from accounts.people import access as people
from accounts.people.models import Person
from meetings.schedule import access as schedule
from meetings.schedule.models import Meeting


def can_take_register(actor: Person, meeting: Meeting) -> bool:
    """May the person take, correct or print this meeting's register? Those who run the panel may."""
    return schedule.can_run_meeting(actor, meeting)


def can_export_records(actor: Person) -> bool:
    """May the person take files of who came? Those who run a panel may, of their panels."""
    return actor.is_active and people.runs_any_panel(actor)
