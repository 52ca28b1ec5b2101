"""Meetings to look at: the list, one meeting with everything that leads on from it, and calling one off."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from leap.core import clock
from leap.core.errors import NotAllowed
from meetings.schedule import access, actions, queries, registration
from meetings.schedule import states as state
from meetings.schedule.forms import EVERY_PANEL, REST, which_meetings
from meetings.schedule.views import parts


@require_safe
def meeting_list(request: HttpRequest) -> HttpResponse:
    """What is coming and what has been, for the panels of whoever looks."""
    viewer = request.user
    coming, past = list(queries.coming_meetings_for(viewer)), list(queries.past_meetings_for(viewer))
    tags = parts.tags_for(viewer, [*coming, *past])
    context = {
        "cards": [{"meeting": meeting, "tag": tags[meeting.pk]} for meeting in coming],
        "past": parts.past_table(past, tags),
        "actions": registration.list_actions_for(viewer),
        "links": registration.list_links_for(viewer),
        "can_plan": access.can_plan_meetings(viewer),
    }
    return render(request, "schedule/meeting_list.html", context)


@require_safe
def meeting_detail(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """One meeting: when, where, what about, the one thing to do next, and the pages of higher rooms about it."""
    viewer = request.user
    meeting = get_object_or_404(queries.with_pictures(queries.meetings_for(viewer)), pk=meeting_id)
    runs = access.can_run_meeting(viewer, meeting)
    can_move = runs and meeting.state in state.AHEAD and meeting.starts_at > clock.now()
    asks = registration.steps_matter_at(viewer, [meeting]) if can_move and meeting.state == state.OPEN else {}
    context = {
        "meeting": meeting,
        "tag": parts.tags_for(viewer, [meeting])[meeting.pk],
        "rows": [*parts.facts(viewer, meeting), *registration.rows_for(viewer, meeting)],
        "step": registration.next_step_for(viewer, meeting),
        "links": registration.links_for(viewer, meeting),
        "pictures": meeting.pictures if meeting.is_in_a_place else [],
        "can_cancel": runs and meeting.state in state.AHEAD,
        "can_move": can_move,
        "way_in": asks.get(meeting.pk, ""),
        "is_cancelled": meeting.state == state.CANCELLED,
    }
    return render(request, "schedule/meeting_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def meeting_cancel(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Ask whether to call the meeting off, and do so when the answer is yes."""
    meeting = get_object_or_404(queries.meetings_for(request.user), pk=meeting_id)
    if not access.can_run_meeting(request.user, meeting):
        raise NotAllowed
    state.check(meeting.state, state.CANCELLED)
    if request.method == "POST":
        which = request.POST.get("which")
        if which in (REST, EVERY_PANEL):
            off = actions.cancel_rest(meeting_id=meeting.pk, by=request.user, every_panel=which == EVERY_PANEL)
            messages.success(request, f"{len(off)} meetings are called off.")
        else:
            actions.cancel_meeting(meeting_id=meeting.pk, by=request.user)
            messages.success(request, "The meeting is called off.")
        return redirect("schedule:meeting-detail", meeting_id=meeting.pk)
    context = {
        "meeting": meeting,
        "is_open": meeting.state == state.OPEN,
        "which": which_meetings(request.user, meeting) if meeting.series_id else [],
        "danger": True,
        "submit_label": "Yes, call it off",
        "cancel_label": "No, keep the meeting",
        "cancel_url": reverse("schedule:meeting-detail", args=[meeting.pk]),
    }
    return render(request, "schedule/meeting_cancel.html", context)
