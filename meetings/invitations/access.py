"""May this person do this to this invitation? True or false, no writes."""

from accounts.people import access as people
from accounts.people.models import Person
from meetings.invitations.models import Invitation
from meetings.schedule import access as schedule
from meetings.schedule.models import Meeting


def can_reply(actor: Person, invitation: Invitation) -> bool:
    """May the person answer this invitation for themself? Only their own, and only while they are on the panel."""
    return invitation.person_id == actor.pk and people.is_on_panel(actor, invitation.meeting.panel_id)


def can_see_replies(actor: Person, meeting: Meeting) -> bool:
    """May the person invite, see everyone's answers and write answers down for others? Those who run the panel may."""
    return schedule.can_run_meeting(actor, meeting)
