"""Who is what: given and ended by those who run a panel or a programme, worded by each person themself."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.people import queries, registration
from accounts.people.actions import roles
from accounts.people.forms import RoleForm, RoleWordingForm
from accounts.people.models import Role
from accounts.people.views.parts import panel_run, programme_led, refuse
from leap.core import clock
from leap.design.forms import posted


@require_safe
def panel_people(request: HttpRequest, panel_id: UUID) -> HttpResponse:
    """Everyone on the panel with roles and breaks, open invitations, and what is still to do for those who left."""
    panel = panel_run(request, panel_id)
    again = queries.in_touch_again(request.user, panel)
    ways = registration.ways_to_be_in_touch(request.user, panel, [each.person for each in again])
    context = {
        "panel": panel,
        "again": [(each, ways.get(each.person_id, [])) for each in again],
        "places": queries.places_on(request.user, panel),
        "supporters": queries.supporters_on(request.user, panel),
        "invitations": queries.invitations_sent_for(request.user, panel.programme, panel),
        "leavings": queries.leavings_for(request.user, panel),
        "can_move": queries.panels_run_by(request.user).count() > 1,
    }
    return render(request, "people/panel_people.html", context)


@require_safe
def programme_people(request: HttpRequest, programme_id: UUID) -> HttpResponse:
    """Who holds a role for the whole programme."""
    programme = programme_led(request, programme_id)
    context = {
        "programme": programme,
        "roles": queries.programme_roles_for(request.user, programme),
        "invitations": queries.invitations_sent_for(request.user, programme, None),
    }
    return render(request, "people/programme_people.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def role_new(request: HttpRequest, panel_id: UUID) -> HttpResponse:
    """Give somebody on the panel one role more."""
    panel = panel_run(request, panel_id)
    form = RoleForm(posted(request), people=queries.people_on_panel(request.user, panel.pk))
    if request.method == "POST" and form.is_valid():
        facts = {**form.cleaned_data, "programme": panel.programme, "panel": panel, "starts_on": clock.today()}
        try:
            roles.give_role(by=request.user, **facts)
        except ValidationError:
            form.add_error(None, "They have this role already.")
        else:
            messages.success(request, f"{facts['person'].shown_name} has the role from today.")
            return redirect("people:panel-people", panel_id=panel.pk)
    context = {"form": form, "panel": panel, "back": reverse("people:panel-people", args=[panel.pk])}
    return render(request, "people/role_new.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def role_end(request: HttpRequest, role_id: UUID) -> HttpResponse:
    """End a role: one's own, or one on a panel the viewer runs."""
    role = _role(request, role_id)
    own = role.person_id == request.user.pk
    if request.method == "POST":
        roles.end_role(role=role, by=request.user)
        messages.success(request, "The role has ended.")
        return redirect("people:place-list") if own else redirect(_back(role))
    context = {"role": role, "own": own, "back": reverse("people:place-list") if own else _back(role)}
    return render(request, "people/role_end.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def role_word(request: HttpRequest, role_id: UUID) -> HttpResponse:
    """Say in my own words what I am to a panel."""
    role = _role(request, role_id)
    if role.person_id != request.user.pk:
        raise Http404
    form = RoleWordingForm(posted(request), initial={"wording": role.wording})
    if request.method == "POST" and form.is_valid():
        try:
            roles.word_role(role=role, by=request.user, wording=form.cleaned_data["wording"])
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, "Your role is shown in these words from now on.")
            return redirect("people:place-list")
    return render(request, "people/role_word.html", {"form": form, "role": role}, status=422 if form.errors else 200)


def _role(request: HttpRequest, role_id: UUID) -> Role:
    role = queries.role_to_change(request.user, role_id)
    if role is None:
        raise Http404
    return role


def _back(role: Role) -> str:
    if role.panel_id is None:
        return reverse("people:programme-people", args=[role.programme_id])
    return reverse("people:panel-people", args=[role.panel_id])
