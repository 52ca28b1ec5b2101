"""What the pages of this room share."""

from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from leap.core.errors import NotAllowed
from meetings.chairing import access
from meetings.schedule import queries as schedule
from meetings.schedule.models import Meeting


def meeting_seen(request: HttpRequest, meeting_id: UUID) -> Meeting:
    """A meeting whoever looks may see; else Http404."""
    return get_object_or_404(schedule.meetings_for(request.user), pk=meeting_id)


def meeting_to_arrange(request: HttpRequest, meeting_id: UUID) -> Meeting:
    """The same, for those who arrange it; NotAllowed for others who see it."""
    meeting = meeting_seen(request, meeting_id)
    if not access.can_ask_for_chair(request.user, meeting):
        raise NotAllowed
    return meeting
