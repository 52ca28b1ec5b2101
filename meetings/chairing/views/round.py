"""How chairing goes round on a panel, and how often people chaired before LEAP."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.people import access as people_access
from accounts.people import queries as people
from leap.core.errors import ChangedMeanwhile, NotAllowed
from leap.design.forms import posted
from meetings.chairing import actions, queries
from meetings.chairing.forms import BeforeForm
from meetings.chairing.planning.words import times


@require_safe
def chair_round(request: HttpRequest, panel_id: UUID) -> HttpResponse:
    """Who chairs and who chaired, in words; for those who arrange it, asking for the whole year."""
    panel = get_object_or_404(people.panels_for(request.user), pk=panel_id)
    ahead = queries.dates_ahead(request.user, panel)
    context = {
        "panel": panel,
        "runs": people_access.can_run_panel(request.user, panel),
        "ahead": ahead,
        "open": next((each.meeting for each in ahead if not each.name), None),
        "behind": queries.dates_behind(request.user, panel),
        "chaired": [(each.name, times(each.times)) for each in queries.how_often(request.user, panel)],
        "share": queries.share_of_chairing(request.user, panel),
    }
    return render(request, "chairing/chair_round.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def chaired_before(request: HttpRequest, panel_id: UUID) -> HttpResponse:
    """How often people chaired before LEAP, so that turns go on fairly from there."""
    panel = get_object_or_404(people.panels_for(request.user), pk=panel_id)
    if not people_access.can_run_panel(request.user, panel):
        raise NotAllowed
    members = list(queries.members_of(request.user, panel))
    typed = posted(request)
    form = BeforeForm(typed, members=members, noted=queries.noted_before(request.user, panel))
    if form.is_bound and form.is_valid():
        try:
            seen = form.cleaned_data["seen"]
            actions.note_chaired_before(panel=panel, times=form.times(), by=request.user, seen=seen)
        except ChangedMeanwhile:
            form.say_changed(queries.noted_before(request.user, panel))
        else:
            messages.success(request, "Kept. Turns go on from there.")
            return redirect("chairing:chair-round", panel_id=panel.pk)
    return render(
        request, "chairing/chaired_before.html", {"panel": panel, "form": form}, status=422 if form.errors else 200
    )
