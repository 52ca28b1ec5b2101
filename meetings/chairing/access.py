"""May this person do this to a turn in the chair? True or false, no writes."""

from accounts.people import access as people
from accounts.people.models import Person
from meetings.chairing.models import ChairTurn
from meetings.schedule import access as schedule
from meetings.schedule.models import Meeting


def can_ask_for_chair(actor: Person, meeting: Meeting) -> bool:
    """May the person offer the turn to somebody: do they arrange this meeting?"""
    return schedule.can_run_meeting(actor, meeting)


def can_answer_turn(actor: Person, turn: ChairTurn) -> bool:
    """May the person answer: their own turn, or an answer given by phone, letter or in person?"""
    own = turn.person_id == actor.pk and people.is_on_panel(actor, turn.meeting.panel_id)
    return own or can_ask_for_chair(actor, turn.meeting)
