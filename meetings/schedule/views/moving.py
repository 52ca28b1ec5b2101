"""Moving a meeting, and saying why its place will do."""

from collections.abc import Iterable
from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.people.models import Person
from leap.core import clock
from leap.core.errors import NotAllowed, NotNow
from leap.design.forms import posted
from leap.design.parts import Table
from meetings.schedule import access, actions, queries
from meetings.schedule import states as state
from meetings.schedule.forms import EVERY_PANEL, THIS, MoveForm, ReasonForm
from meetings.schedule.models import Meeting
from meetings.schedule.views import known, parts


@require_http_methods(["GET", "HEAD", "POST"])
def meeting_move(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Ask for another day, time, place or way to meet, and tell everyone who was invited.

    When there is something to know about the new day it is shown before anybody is told: saving again goes on. When
    somebody else changed the meeting meanwhile, both versions are shown, and what was typed is still there.
    """
    meeting = to_change(request.user, meeting_id)
    asks_why = "place_reason" in request.POST
    if request.method != "POST":
        return _page(request, meeting, MoveForm(viewer=request.user, meeting=meeting, asks_why=asks_why))
    form = MoveForm(request.POST, viewer=request.user, meeting=meeting, asks_why=asks_why)
    if not form.is_valid():
        return _page(request, meeting, form)
    which, day = form.cleaned_data.get("which", THIS), form.cleaned_data["day"]
    days = known.days_moved_to(request.user, meeting, day, _moved(request.user, meeting, which))
    if days and form.cleaned_data["known_day"] != day.isoformat():
        return _good_to_know(request, meeting, days)
    move = actions.move_meeting if which == THIS else partial(actions.move_rest, every_panel=which == EVERY_PANEL)
    try:
        moved = move(
            meeting_id=meeting.pk,
            revision=form.cleaned_data["revision"],
            facts=actions.Facts(**form.facts()),
            by=request.user,
        )
    except actions.ChangedMeanwhile as changed:
        return _both(request, meeting, changed)
    except actions.PlaceNeedsReason as needed:
        form = MoveForm(request.POST, viewer=request.user, meeting=meeting, asks_why=True)
        form.add_error("place_reason", needed.sentence)
        return _page(request, meeting, form)
    except NotNow as not_now:
        form.add_error(None, not_now.sentence)
        return _page(request, meeting, form)
    messages.success(request, _said(moved if isinstance(moved, list) else [moved], meeting.revision))
    return redirect("schedule:meeting-detail", meeting_id=meeting.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def place_reason(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Say why the place will do, although somebody who is asked needs no steps on the way in."""
    meeting = to_change(request.user, meeting_id)
    if not meeting.is_in_a_place:
        raise NotNow("People do not come together for this meeting, so there is nothing to say about steps.")
    typed = posted(request)
    form = ReasonForm(typed, initial={"reason": meeting.place_reason})
    if form.is_valid():
        actions.give_place_reason(meeting_id=meeting.pk, reason=form.cleaned_data["reason"], by=request.user)
        messages.success(request, "Thank you. That is kept with the meeting.")
        return redirect("schedule:meeting-detail", meeting_id=meeting.pk)
    known = state.steps_said(meeting.step_free) or "there is a way in without steps"
    context = {"form": form, "meeting": meeting, "known": known, "submit_label": "Keep this"}
    return render(request, "schedule/place_reason.html", context, status=422 if form.is_bound else 200)


def _moved(viewer: Person, meeting: Meeting, which: str) -> Iterable[Meeting]:
    if which == THIS:
        return [meeting]
    rest = queries.rest_of_series(meeting, run_by=viewer if which == EVERY_PANEL else None)
    return rest.select_related("panel").order_by("panel__name", "panel", "starts_at")


def _good_to_know(request: HttpRequest, meeting: Meeting, days: Table) -> HttpResponse:
    """Nothing is saved yet. The form as it was typed, and pressing again saves."""
    typed = request.POST.copy()
    form = MoveForm(typed, viewer=request.user, meeting=meeting, asks_why="place_reason" in typed)
    form.is_valid()
    typed["known_day"] = form.cleaned_data["day"].isoformat()
    return _page(request, meeting, form, days=days)


def to_change(viewer: Person, meeting_id: UUID) -> Meeting:
    """The meeting, for somebody who runs it, while it can be changed; else not found, NotAllowed or NotNow."""
    meeting = get_object_or_404(queries.meetings_for(viewer), pk=meeting_id)
    if not access.can_run_meeting(viewer, meeting):
        raise NotAllowed
    state.check_ahead(meeting.state, meeting.starts_at, clock.now())
    return meeting


def _page(
    request: HttpRequest,
    meeting: Meeting,
    form: MoveForm,
    changed: str = "",
    both: Table | None = None,
    days: Table | None = None,
) -> HttpResponse:
    context = {
        "form": form,
        "meeting": meeting,
        "is_open": meeting.state == state.OPEN,
        "changed": changed,
        "both": both,
        "days": days,
        "cancel_url": reverse("schedule:meeting-detail", args=[meeting.pk]),
    }
    return render(request, "schedule/meeting_move.html", context, status=422 if form.is_bound else 200)


def _both(request: HttpRequest, meeting: Meeting, changed: NotNow) -> HttpResponse:
    """The other version as a list, and the form as it was typed: pressing again saves over the version shown."""
    meeting = to_change(request.user, meeting.pk)
    typed = request.POST.copy()
    typed["revision"] = str(meeting.revision)
    asks_why = "place_reason" in typed
    form = MoveForm(typed, viewer=request.user, meeting=meeting, asks_why=asks_why)
    form.is_valid()
    both = parts.both_versions(meeting, queries.last_change(meeting), form)
    return _page(request, meeting, form, changed.sentence, both)


def _said(moved: list[Meeting], revision: int) -> str:
    first = moved[0]
    if first.revision == revision:
        return "Nothing was different, so nothing has changed and nobody is told."
    told = any(meeting.state == state.OPEN for meeting in moved)
    what = "The meeting is changed." if len(moved) == 1 else f"{len(moved)} meetings are changed."
    return f"{what} {'Everyone who was invited is told.' if told else 'Nobody was invited, so nobody is told.'}"
