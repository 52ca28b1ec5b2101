"""Pictures of a place: giving one out to whoever may see the place, adding one, changing it, taking it away."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.people.models import Person
from leap.core import uploads
from leap.core.errors import NotAllowed, NotNow
from meetings.schedule import access, actions, queries
from meetings.schedule.forms import PictureForm
from meetings.schedule.models import Venue, VenuePicture


@require_safe
def picture_file(request: HttpRequest, picture_id: UUID) -> HttpResponse:
    """The picture itself, for whoever may see the place."""
    picture = get_object_or_404(queries.pictures_for(request.user), pk=picture_id)
    return uploads.answer(picture.file, "place")


@require_http_methods(["GET", "HEAD", "POST"])
def picture_new(request: HttpRequest, venue_id: UUID) -> HttpResponse:
    """Add a picture to a place."""
    venue = get_object_or_404(queries.venues_for(request.user), pk=venue_id)
    _check_may(request.user, venue)
    sent = request.method == "POST"
    form = PictureForm(request.POST if sent else None, request.FILES if sent else None)
    if sent and form.is_valid():
        typed = form.cleaned_data
        try:
            actions.add_picture(venue_id=venue.pk, words=typed["words"], file=typed["file"], by=request.user)
        except NotNow as not_now:
            form.add_error(None, not_now.sentence)
        else:
            messages.success(request, "The picture is there. Everyone with a meeting in this place can see it.")
            return redirect("schedule:venue-detail", venue_id=venue.pk)
    return _page(request, form, venue)


@require_http_methods(["GET", "HEAD", "POST"])
def picture_edit(request: HttpRequest, picture_id: UUID) -> HttpResponse:
    """Other words, or another picture in its stead. When somebody else did so meanwhile, it is shown as it is now."""
    picture = _to_change(request.user, picture_id)
    sent = request.method == "POST"
    form = PictureForm(request.POST if sent else None, request.FILES if sent else None, picture=picture)
    if sent and form.is_valid():
        try:
            actions.change_picture(picture_id=picture.pk, by=request.user, **form.cleaned_data)
        except actions.ChangedMeanwhile as changed:
            again = request.POST.copy()
            again["revision"] = str(picture.revision)
            form = PictureForm(again, picture=picture)
            form.add_error(None, changed.sentence)
        else:
            messages.success(request, "The picture is changed.")
            return redirect("schedule:venue-detail", venue_id=picture.venue_id)
    return _page(request, form, picture.venue, picture)


@require_POST
def picture_remove(request: HttpRequest, picture_id: UUID) -> HttpResponse:
    """Take a picture away, in one step."""
    picture = _to_change(request.user, picture_id)
    actions.remove_picture(picture_id=picture.pk, by=request.user)
    messages.success(request, "The picture is gone.")
    return redirect("schedule:venue-detail", venue_id=picture.venue_id)


def _to_change(viewer: Person, picture_id: UUID) -> VenuePicture:
    picture = get_object_or_404(queries.pictures_for(viewer), pk=picture_id)
    _check_may(viewer, picture.venue)
    return picture


def _check_may(viewer: Person, venue: Venue) -> None:
    if not access.can_keep_venues(viewer, venue.programme):
        raise NotAllowed


def _page(request: HttpRequest, form: PictureForm, venue: Venue, picture: VenuePicture | None = None) -> HttpResponse:
    context = {
        "form": form,
        "venue": venue,
        "picture": picture,
        "cancel_url": reverse("schedule:venue-detail", args=[venue.pk]),
        "submit_label": "Keep this picture",
    }
    return render(request, "schedule/picture_edit.html", context, status=422 if form.is_bound else 200)
