"""What the pages of this room share."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from accounts.people.models import Person
from leap.core import clock
from leap.core.errors import NotAllowed
from leap.design import read_back
from leap.design.times import say_when
from meetings.chairing import access, states
from meetings.chairing.models import ChairTurn
from meetings.chairing.wordings import ALOUD, ALOUD_THEN
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


def called(meeting: Meeting) -> str:
    """The meeting and its date."""
    return f"{meeting.title}, {say_when(meeting.starts_at, meeting.panel)}"


def aloud(part: str, meeting: Meeting) -> list[str]:
    """What somebody agreed to, as sentences to read to them."""
    return [ALOUD[part].format(when=say_when(meeting.starts_at, meeting.panel)), *ALOUD_THEN]


def is_written_down(viewer: Person, turn: ChairTurn, turn_id: UUID | None) -> bool:
    """Is this a yes that the viewer writes down for whoever is asked? Not what is over, or is another turn by now."""
    meeting = turn.meeting
    is_asked = turn.state == states.OFFERED and states.is_ahead(meeting.state, meeting.starts_at, clock.now())
    return is_asked and turn.person_id != viewer.pk and turn_id in (None, turn.pk)


def page_to_read_back(request: HttpRequest, turn: ChairTurn) -> HttpResponse | None:
    """The page that asks how a yes came in, with the words to read aloud; None once both are said."""
    has_said = read_back.STEP in request.POST
    form = read_back.HowForm(request.POST if has_said else None)
    if has_said and form.is_valid():
        return None
    meeting = turn.meeting
    back = reverse("chairing:chair-detail", args=[meeting.pk])
    words, about = aloud(turn.part, meeting), {"turn": turn.pk}
    return read_back.page(request, form, turn.person, words, called(meeting), about=about, back=back)
