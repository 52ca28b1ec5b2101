"""Places to meet in: the list, one place with all that is known of it, and writing one down."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from leap.core.errors import NotAllowed, NotNow
from leap.design.forms import posted
from meetings.schedule import access, actions, queries, registration
from meetings.schedule.forms import VenueForm
from meetings.schedule.models import Venue, VenuePicture
from meetings.schedule.views import parts
from meetings.schedule.views.new import check_may_plan


@require_safe
def venue_list(request: HttpRequest) -> HttpResponse:
    """The places the viewer knows of, with whether they are step-free."""
    venues = list(queries.venues_for(request.user))
    context = {
        "table": parts.venue_table(venues),
        "can_plan": access.can_plan_meetings(request.user),
    }
    return render(request, "schedule/venue_list.html", context)


@require_safe
def venue_detail(request: HttpRequest, venue_id: UUID) -> HttpResponse:
    """One place: what is there, what is not, what we do not know, and how to get there."""
    venue = get_object_or_404(queries.venues_for(request.user), pk=venue_id)
    can_change = access.can_keep_venues(request.user, venue.programme)
    pictures = list(queries.pictures_of(request.user, venue.pk))
    context = {
        "venue": venue,
        "rows": parts.venue_rows(venue),
        "pictures": pictures,
        "links": registration.place_links_for(venue.pk),
        "can_change": can_change,
        "can_add": len(pictures) < VenuePicture.MOST,
    }
    return render(request, "schedule/venue_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def venue_new(request: HttpRequest) -> HttpResponse:
    """Write down a place."""
    check_may_plan(request)
    form = VenueForm(posted(request), viewer=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            venue = actions.make_venue(programme=form.cleaned_data["programme"], by=request.user, **form.facts())
        except NotNow as not_now:
            form.add_error("name", not_now.sentence)
        else:
            messages.success(request, "The place is written down. You can choose it for meetings now.")
            return redirect("schedule:venue-detail", venue_id=venue.pk)
    return _page(request, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
def venue_edit(request: HttpRequest, venue_id: UUID) -> HttpResponse:
    """Put right what is known of a place. When somebody else did so meanwhile, both versions are shown."""
    venue = get_object_or_404(queries.venues_for(request.user), pk=venue_id)
    if not access.can_keep_venues(request.user, venue.programme):
        raise NotAllowed
    typed = posted(request)
    form = VenueForm(typed, viewer=request.user, venue=venue)
    if request.method == "POST" and form.is_valid():
        try:
            revision = form.cleaned_data["revision"]
            actions.change_venue(venue_id=venue.pk, revision=revision, by=request.user, **form.facts())
        except actions.ChangedMeanwhile as changed:
            again = request.POST.copy()
            again["revision"] = str(venue.revision)
            form = VenueForm(again, viewer=request.user, venue=venue)
            return _page(request, form, venue, changed.sentence)
        except NotNow as not_now:
            form.add_error("name", not_now.sentence)
        else:
            messages.success(request, "The place is put right.")
            return redirect("schedule:venue-detail", venue_id=venue.pk)
    return _page(request, form, venue)


def _page(request: HttpRequest, form: VenueForm, venue: Venue | None, changed: str = "") -> HttpResponse:
    back = reverse("schedule:venue-detail", args=[venue.pk]) if venue else reverse("schedule:venue-list")
    context = {
        "form": form,
        "venue": venue,
        "changed": changed,
        "rows": parts.venue_rows(venue) if venue and changed else [],
        "back": back,
        "cancel_url": back,
        "submit_label": "Keep this place",
    }
    return render(request, "schedule/venue_edit.html", context, status=422 if form.is_bound else 200)
