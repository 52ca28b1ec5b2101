"""For administrators, in an emergency; and sheets of who is who to print."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.identity import access, actions, queries
from accounts.identity.forms import OpeningForm
from accounts.people import queries as people
from leap.core.errors import NotNow
from leap.design.forms import posted


@require_http_methods(["GET", "HEAD", "POST"])
def opening_new(request: HttpRequest) -> HttpResponse:
    """Open what somebody keeps private, with a reason they will read."""
    if not access.administers(request.user):
        raise Http404
    form = OpeningForm(posted(request), people=list(queries.people_to_open(request.user)))
    if request.method == "POST" and form.is_valid():
        try:
            opening = actions.open_in_emergency(person=form.chosen, reason=form.cleaned_data["reason"], by=request.user)
        except NotNow as refused:
            form.add_error("reason", refused.sentence)
        else:
            messages.success(request, "It is open for an hour. The person is told.")
            return redirect("identity:opening-detail", opening.pk)
    context = {
        "form": form,
        "openings": queries.my_openings(request.user),
        "to_tell": queries.openings_to_tell(request.user),
    }
    return render(request, "identity/opening_new.html", context, status=422 if form.errors else 200)


@require_safe
def opening_detail(request: HttpRequest, opening_id: UUID) -> HttpResponse:
    """Everything one person has written about themself, while the hour lasts."""
    opening, statements = queries.read_in_emergency(request.user, opening_id)
    return render(request, "identity/opening_detail.html", {"opening": opening, "statements": statements})


@require_POST
def opening_close(request: HttpRequest, opening_id: UUID) -> HttpResponse:
    """Done before the hour is over."""
    actions.close_opening(opening_id=queries.opening_or_404(request.user, opening_id).pk, by=request.user)
    messages.success(request, "Closed. Nothing of theirs is open now.")
    return redirect("identity:opening-new")


@require_POST
def opening_told(request: HttpRequest, opening_id: UUID) -> HttpResponse:
    """The person has heard what their note says."""
    actions.record_told(opening_id=queries.opening_to_tell_or_404(request.user, opening_id).pk, by=request.user)
    messages.success(request, "Thank you. We keep it as told.")
    return redirect("identity:opening-new")


@require_POST
def paper_new(request: HttpRequest, panel_id: UUID) -> HttpResponse:
    """Make a sheet of who is who to print."""
    panel = get_object_or_404(people.panels_for(request.user), pk=panel_id)
    paper = actions.make_paper(panel=panel, by=request.user)
    return redirect("identity:paper-detail", paper.pk)


@require_safe
def paper_detail(request: HttpRequest, paper_id: UUID) -> HttpResponse:
    """The sheet, as it is today."""
    paper = queries.paper_or_404(request.user, paper_id)
    return render(request, "identity/paper_detail.html", {"sheet": queries.sheet(request.user, paper)})
