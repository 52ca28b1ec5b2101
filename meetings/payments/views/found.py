"""Whom a page of expenses is about: the meeting, and somebody who was or is to be there."""

from uuid import UUID

from django.shortcuts import get_object_or_404

from accounts.people.models import Person
from leap.core.errors import NotAllowed
from meetings.payments import access, queries
from meetings.schedule import queries as schedule
from meetings.schedule.models import Meeting


def meeting_to_record_for(viewer: Person, meeting_id: UUID) -> Meeting:
    """A meeting for which the viewer writes down what others tell them. NotAllowed for anyone else who sees it."""
    meeting = get_object_or_404(schedule.meetings_for(viewer), pk=meeting_id)
    if not access.can_record_choices(viewer, meeting):
        raise NotAllowed
    return meeting


def claimant(viewer: Person, meeting_id: UUID, person_id: UUID) -> tuple[Meeting, Person]:
    """The meeting, and somebody else for whom the viewer may write something down there. NotAllowed as above, and for
    oneself."""
    meeting = meeting_to_record_for(viewer, meeting_id)
    person = get_object_or_404(queries.claimable_for(viewer, meeting), person=person_id).person
    if not access.can_record_claim(viewer, meeting, person_id):
        raise NotAllowed
    return meeting, person
