"""Dates for a calendar program: one meeting as a file, and everybody's own secret link."""

from collections.abc import Sequence
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.people.models import Person
from leap.core import outbox
from leap.core.errors import NotAllowed
from meetings.schedule import access, actions, queries, registration
from meetings.schedule.models import Meeting
from meetings.schedule.views import ics


@require_safe
def meeting_calendar(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """One meeting as a calendar file: an invitation, or, when it is called off, the word to take it out again."""
    meetings = queries.meetings_for(request.user).exclude(opened_at=None)
    meeting = get_object_or_404(meetings, pk=meeting_id)
    return as_file(ics.one(meeting, _owner(request.user, [meeting], address=request.user.email or "")))


@require_http_methods(["GET", "HEAD", "POST"])
def calendar_link(request: HttpRequest) -> HttpResponse:
    """Say what the link is for, and make one. A new one is shown this once, and ends the one before."""
    if not access.can_have_calendar_link(request.user):
        raise NotAllowed
    link = ""
    if request.method == "POST":
        token = actions.make_calendar_link(by=request.user)
        link = settings.SITE_ORIGIN.rstrip("/") + reverse("schedule:calendar-feed", args=[token])
    context = {"link": link, "feed": queries.calendar_link_of(request.user)}
    return render(request, "schedule/calendar_link.html", context)


@require_POST
def calendar_link_end(request: HttpRequest) -> HttpResponse:
    """The link stops working."""
    actions.end_calendar_link(by=request.user)
    messages.success(request, "Your calendar link has stopped working.")
    return redirect("schedule:calendar-link" if access.can_have_calendar_link(request.user) else "reports:home")


@login_not_required
@require_safe
def calendar_feed(request: HttpRequest, calendar_token: str) -> HttpResponse:
    """The dates of whoever holds this secret. One that was never given and one that has ended are alike: not found."""
    holder = queries.holder_of_calendar_link(calendar_token)
    if holder is None:
        raise Http404
    meetings = list(queries.meetings_in_calendar_of(holder))
    return as_file(ics.feed(meetings, _owner(holder, meetings)))


def _owner(person: Person, meetings: Sequence[Meeting], address: str = "") -> ics.Owner:
    wishes = outbox.wishes_of(person.pk)
    return ics.Owner(wishes.is_discreet, address, registration.said_no(person, meetings))


def as_file(content: bytes) -> HttpResponse:
    """A calendar file to save or to open."""
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="date.ics"'
    return response
