"""Who is who on a panel, built by the resolver for one viewer."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from accounts.identity import queries
from accounts.identity.access import can_make_paper
from accounts.identity.queries import Surface
from accounts.people import access
from accounts.people import queries as people


@require_safe
def panel_list(request: HttpRequest) -> HttpResponse:
    """The panels I belong to or look after."""
    return render(request, "identity/panel_list.html", {"panels": people.panels_for(request.user)})


@require_safe
def panel_detail(request: HttpRequest, panel_id: UUID) -> HttpResponse:
    """Everyone on one panel, each with what they chose to share with me."""
    panel = get_object_or_404(people.panels_for(request.user), pk=panel_id)
    on_panel = queries.panel_people(request.user, panel.pk, Surface.PANEL_PAGE)
    context = {"panel": panel, "on_panel": on_panel, "runs_it": access.can_run_panel(request.user, panel)}
    context["can_print"] = can_make_paper(request.user, panel)
    return render(request, "identity/panel_detail.html", context)


@require_safe
def person_detail(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """One person on a panel of mine, as I may see them."""
    if person_id == request.user.pk:
        return redirect("identity:statement-list")
    person = get_object_or_404(people.fellow_people(request.user), pk=person_id)
    context = {
        "person": person,
        "roles": people.roles_shown_to(request.user, person),
        "statements": queries.what_viewer_may_read(request.user, person, Surface.PERSON_PAGE),
    }
    return render(request, "identity/person_detail.html", context)


@require_safe
def shared_list(request: HttpRequest) -> HttpResponse:
    """What people chose to tell me by name, or as one of the study team."""
    told = queries.shared_with_me(request.user, Surface.SHARED_WITH_ME)
    return render(request, "identity/shared_list.html", {"told": told})
