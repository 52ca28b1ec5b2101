"""May this person do this to this agenda? True or false, no writes."""

from accounts.people import access as people
from accounts.people import queries as people_queries
from accounts.people.models import Person, Programme
from meetings.papers.models import Proposal
from meetings.schedule import access as schedule
from meetings.schedule.models import Meeting


def can_make_agenda(actor: Person, meeting: Meeting) -> bool:
    """May the person write the agenda and the papers of this meeting, and send them? Those who run the panel may."""
    return schedule.can_run_meeting(actor, meeting)


def can_propose(actor: Person, meeting: Meeting) -> bool:
    """May the person propose something to talk about? Everyone on the panel may."""
    return people.is_on_panel(actor, meeting.panel_id)


def can_take_back(actor: Person, proposal: Proposal) -> bool:
    """Only one's own proposal."""
    return proposal.proposer_id == actor.pk and people.is_on_panel(actor, proposal.meeting.panel_id)


def can_keep_words(actor: Person, programme: Programme) -> bool:
    """May the person explain words for this programme? Whoever runs one of its panels may."""
    return people_queries.panels_run_by(actor).filter(programme=programme).exists()
