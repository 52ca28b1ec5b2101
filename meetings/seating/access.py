"""May this person do this to seats? True or false, no writes."""

from accounts.people.models import Person
from meetings.schedule import access as schedule_access
from meetings.schedule.models import Meeting
from meetings.seating import queries
from meetings.seating.states import PLANNABLE


def can_plan_seats(actor: Person, meeting: Meeting) -> bool:
    """May the person make and re-make the plan: do they arrange this meeting?"""
    return schedule_access.can_run_meeting(actor, meeting)


def shows_seating_link(actor: Person, meeting: Meeting) -> bool:
    """Does the meeting's page link to the seats? Once there is a plan; for those who arrange it, also before."""
    if queries.plan_in_use(meeting) is not None:
        return True
    return meeting.state in PLANNABLE and can_plan_seats(actor, meeting)
