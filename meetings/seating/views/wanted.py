"""A plan that is made in the background: whether it is there."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from leap.core.errors import NotAllowed
from meetings.schedule import queries as schedule
from meetings.seating import access, queries


@require_safe
def plan_making(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """The plan is being made, or why it could not be, for those who arrange the meeting; once it is there, on to it."""
    meeting = get_object_or_404(schedule.meetings_for(request.user), pk=meeting_id)
    if not access.can_plan_seats(request.user, meeting):
        raise NotAllowed
    wanted = queries.last_wanted(meeting)
    if wanted is None or wanted.made_id is not None:
        beside = wanted is not None and wanted.around_id is not None
        return redirect("seating:plan-compare" if beside else "seating:plan-detail", meeting_id=meeting.pk)
    context = {"meeting": meeting, "making": queries.how_far(wanted)}
    return render(request, "seating/plan_making.html", context)
