"""The rooms of a place: how they are set up, describing one, and putting it right."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.people.models import Person
from leap.core.errors import ChangedMeanwhile, NotAllowed, NotNow
from leap.design.forms import posted
from meetings.schedule import access as schedule_access
from meetings.schedule import queries as schedule
from meetings.schedule.models import Venue
from meetings.seating import actions, queries, states
from meetings.seating.forms import RoomChangeForm, RoomForm
from meetings.seating.models import Room
from meetings.seating.planning import shapes


@require_safe
def room_list(request: HttpRequest, venue_id: UUID) -> HttpResponse:
    """The rooms of one place."""
    venue = get_object_or_404(schedule.venues_for(request.user), pk=venue_id)
    context = {
        "venue": venue,
        "rooms": queries.rooms_of(request.user, venue),
        "can_describe": schedule_access.can_keep_venues(request.user, venue.programme),
    }
    return render(request, "seating/room_list.html", context)


@require_safe
def room_detail(request: HttpRequest, room_id: UUID) -> HttpResponse:
    """One room drawn, and what each of its seats offers as a list."""
    room = get_object_or_404(queries.rooms_for(request.user), pk=room_id)
    context = {
        "shown": queries.shown_room(room),
        "can_change": schedule_access.can_keep_venues(request.user, room.venue.programme),
    }
    return render(request, "seating/room_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def room_new(request: HttpRequest, venue_id: UUID) -> HttpResponse:
    """Describe a room; a ready one fills the boxes (`?like=`), to be changed before it is kept."""
    venue = get_object_or_404(schedule.venues_for(request.user), pk=venue_id)
    _check_may(request.user, venue)
    like = shapes.ready(request.GET.get("like", ""))
    initial = {"shape": like.shape, "sizes": ", ".join(map(str, like.sizes))} if like else {}
    form = RoomForm(posted(request), initial=initial)
    if form.is_bound and form.is_valid():
        try:
            room = actions.describe_room(venue_id=venue.pk, by=request.user, **form.cleaned_data)
        except NotNow as not_now:
            form.add_error("name", not_now.sentence)
        else:
            messages.success(request, "The room is kept. Please look what each seat offers, and put it right.")
            return redirect("seating:room-edit", room_id=room.pk)
    context = {
        "venue": venue,
        "form": form,
        "form_action": reverse("seating:room-new", args=[venue.pk]),
        "ready": shapes.READY,
        "submit_label": "Keep this room",
        "cancel_url": reverse("seating:room-list", args=[venue.pk]),
    }
    return render(request, "seating/room_new.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def room_edit(request: HttpRequest, room_id: UUID) -> HttpResponse:
    """Its name, its seats and what each offers. When somebody else changed it meanwhile, it is shown as it is now; when
    somebody put it away, what was written is kept to make a new room of."""
    gone = queries.room_put_away(request.user, room_id) if request.method == "POST" else None
    if gone is not None:
        return _put_away_page(request, gone)
    room, is_the_one = _to_change(request.user, room_id)
    typed = posted(request)
    form = RoomChangeForm(typed, room=room, seats=queries.seats_in(room))
    if not is_the_one:
        if not form.is_bound:
            return redirect("seating:room-edit", room_id=room.pk)
        form.errors.clear()  # first of all they read why the boxes and the room are not as they were
        form.add_error(None, states.ROOM_CHANGED)
        return _edit_page(request, form, room, status=409)
    if form.is_bound and form.is_valid():
        try:
            changed = actions.change_room(
                room_id=room_id, name=form.cleaned_data["name"], seats=form.seats_now(), by=request.user
            )
        except ChangedMeanwhile:  # between the look and the press
            return room_edit(request, room_id)
        except NotNow as no:
            form.add_error("name", no.sentence)
        else:
            messages.success(request, "The room is put right. Plans made from now on keep to it.")
            return redirect("seating:room-detail", room_id=changed.pk)
    return _edit_page(request, form, room, status=422 if form.errors else 200)


def _put_away_page(request: HttpRequest, room: Room) -> HttpResponse:
    """The room is put away: what was written stays in the boxes, and one press makes a new room of it."""
    _check_may(request.user, room.venue)
    form = RoomChangeForm(request.POST, room=room, seats=queries.seats_in(room))
    if "as_new" in request.POST and form.is_valid():
        try:
            made = actions.bring_room_back(
                room_id=room.pk, name=form.cleaned_data["name"], seats=form.seats_now(), by=request.user
            )
        except ChangedMeanwhile:  # somebody else made one of it first
            return room_edit(request, room.pk)
        except NotNow as no:
            form.add_error("name", no.sentence)
        else:
            messages.success(request, "The room is there again, as you wrote it.")
            return redirect("seating:room-detail", room_id=made.pk)
    if "as_new" not in request.POST:
        form.errors.clear()
        form.add_error(None, states.ROOM_PUT_AWAY)
    context = {
        "form": form,
        "shown": queries.shown_room(room),
        "put_away": True,
        "form_action": reverse("seating:room-edit", args=[room.pk]),
        "cancel_url": reverse("seating:room-list", args=[room.venue_id]),
    }
    return render(request, "seating/room_edit.html", context, status=422 if "as_new" in request.POST else 409)


def _edit_page(request: HttpRequest, form: RoomChangeForm, room: Room, *, status: int) -> HttpResponse:
    context = {
        "form": form,
        "shown": queries.shown_room(room),
        "form_action": reverse("seating:room-edit", args=[room.pk]),
        "submit_label": "Keep this room",
        "cancel_url": reverse("seating:room-detail", args=[room.pk]),
    }
    return render(request, "seating/room_edit.html", context, status=status)


@require_POST
def room_remove(request: HttpRequest, room_id: UUID) -> HttpResponse:
    """The room is not offered any more."""
    room, is_the_one = _to_change(request.user, room_id)
    if not is_the_one:
        raise NotNow(states.ROOM_CHANGED)
    actions.put_room_away(room_id=room.pk, by=request.user)
    messages.success(request, "The room is put away. Plans made in it stay as they are.")
    return redirect("seating:room-list", venue_id=room.venue_id)


def _to_change(viewer: Person, room_id: UUID) -> tuple[Room, bool]:
    """The room as it is now, for somebody who keeps its place: 404 unseen, 403 not theirs."""
    room, is_the_one = queries.room_as_it_is_now(viewer, room_id)
    if room is None:
        raise Http404
    _check_may(viewer, room.venue)
    return room, is_the_one


def _check_may(viewer: Person, venue: Venue) -> None:
    if not schedule_access.can_keep_venues(viewer, venue.programme):
        raise NotAllowed
