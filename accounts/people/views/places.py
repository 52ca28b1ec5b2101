"""A place on a panel: a break, coming back, moving on, leaving. One's own, or written down for somebody who said so."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.people import queries, registration
from accounts.people.actions import places
from accounts.people.forms import LeaveForm, MoveForm, PauseForm
from accounts.people.models import Panel, Person
from accounts.people.views.parts import panel_run, panel_seen, person_there, refuse
from leap.design.forms import posted


@require_safe
def place_list(request: HttpRequest) -> HttpResponse:
    """My panels of today and of the past, my roles there, and the invitations that wait for me."""
    context = {
        "places": queries.places_for(request.user),
        "others": [role for role in queries.roles_now(request.user) if role.panel_id is None or role.is_beside],
        "invitations": queries.my_invitations_for(request.user),
    }
    return render(request, "people/place_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def place_pause(request: HttpRequest, panel_id: UUID, person_id: UUID | None = None) -> HttpResponse:
    """Take a break, or write down that somebody does."""
    panel, person, own = _whose(request, panel_id, person_id)
    form = PauseForm(posted(request), on_behalf=not own, initial={"contact": "none"})
    if request.method == "POST" and form.is_valid():
        try:
            places.pause(person=person, panel=panel, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, "Your break has begun. Your place stays yours." if own else "That is noted.")
            return redirect(_back(panel, own))
    return _page(request, "people/place_pause.html", form, panel, person, own)


@require_POST
def place_return(request: HttpRequest, panel_id: UUID, person_id: UUID | None = None) -> HttpResponse:
    """The break is over."""
    panel, person, own = _whose(request, panel_id, person_id)
    how = {} if own else {"how": request.POST.get("how", "")}
    try:
        places.come_back(person=person, panel=panel, by=request.user, **how)
    except ValidationError:
        messages.error(request, "Choose how they told you.")
    else:
        messages.success(request, "Welcome back. Everything is as it was." if own else "That is noted.")
    return redirect(_back(panel, own))


@require_http_methods(["GET", "HEAD", "POST"])
def place_leave(request: HttpRequest, panel_id: UUID, person_id: UUID | None = None) -> HttpResponse:
    """What stays and what goes; then one button."""
    panel, person, own = _whose(request, panel_id, person_id)
    form = LeaveForm(posted(request), on_behalf=not own)
    if request.method == "POST" and form.is_valid():
        places.leave(person=person, panel=panel, by=request.user, **form.cleaned_data)
        messages.success(request, "You have left. Thank you for all you gave." if own else "They have left the panel.")
        return redirect(_back(panel, own))
    notes = registration.before_leaving(request.user, panel) if own else []
    return _page(request, "people/place_leave.html", form, panel, person, own, notes=notes)


@require_http_methods(["GET", "HEAD", "POST"])
def person_move(request: HttpRequest, panel_id: UUID, person_id: UUID) -> HttpResponse:
    """Somebody goes on in another panel of the programme, as talked about with them."""
    panel = panel_run(request, panel_id)
    person = person_there(request, panel, person_id)
    others = queries.panels_run_by(request.user).filter(programme=panel.programme_id).exclude(pk=panel.pk)
    form = MoveForm(posted(request), panels=others)
    if request.method == "POST" and form.is_valid():
        places.move(person=person, panel=panel, by=request.user, **form.cleaned_data)
        messages.success(request, f"{person.shown_name} goes on in {form.cleaned_data['to'].name}.")
        return redirect("people:panel-people", panel_id=panel.pk)
    return _page(request, "people/person_move.html", form, panel, person, False)


@require_POST
def keep_in_touch(request: HttpRequest, panel_id: UUID) -> HttpResponse:
    """Somebody who left says whether the panel may be in touch."""
    left = next((place for place in queries.places_for(request.user) if place.panel.pk == panel_id), None)
    if left is None or left.leaving is None:
        raise Http404
    yes = request.POST.get("yes") == "1"
    places.change_keeping_in_touch(panel=left.panel, keep_in_touch=yes, by=request.user)
    messages.success(request, "They may be in touch." if yes else "They will not be in touch.")
    return redirect("people:place-list")


@require_POST
def thanks_note(request: HttpRequest, panel_id: UUID, person_id: UUID) -> HttpResponse:
    """Somebody has thanked a person who left."""
    panel = panel_run(request, panel_id)
    leaving = queries.leavings_for(request.user, panel).filter(person=person_id).first()
    if leaving is None:
        raise Http404
    places.note_thanks(leaving=leaving, by=request.user)
    messages.success(request, "That is noted.")
    return redirect("people:panel-people", panel_id=panel.pk)


def _whose(request: HttpRequest, panel_id: UUID, person_id: UUID | None) -> tuple[Panel, Person, bool]:
    """The panel, whose place it is, and whether it is the viewer's own."""
    if person_id is None:
        panel = panel_seen(request, panel_id)
        if panel.pk not in queries.panel_ids_of(request.user):
            raise Http404
        return panel, request.user, True
    panel = panel_run(request, panel_id)
    return panel, person_there(request, panel, person_id), False


def _back(panel: Panel, own: bool) -> str:
    return reverse("people:place-list") if own else reverse("people:panel-people", args=[panel.pk])


def _page(request: HttpRequest, template: str, form, panel: Panel, person: Person, own: bool, **more) -> HttpResponse:
    context = {"form": form, "panel": panel, "person": person, "own": own, "back": _back(panel, own), **more}
    return render(request, template, context, status=422 if form.errors else 200)
