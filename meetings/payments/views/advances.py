"""Money before a meeting: written down, and what is left of it settled, by those who run the panel."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from leap.core.errors import NotNow
from leap.design.forms import posted
from leap.design.parts import Row
from leap.design.times import say_day, say_pounds
from meetings.payments import actions, queries, wordings
from meetings.payments.forms import AdvanceForm, RestForm
from meetings.payments.views import found


@require_http_methods(["GET", "HEAD", "POST"])
def advance_new(request: HttpRequest, meeting_id: UUID, person_id: UUID) -> HttpResponse:
    """Pay somebody before a meeting what it will cost them to come."""
    meeting, person = found.claimant(request.user, meeting_id, person_id)
    form = AdvanceForm(posted(request))
    if request.method == "POST" and form.is_valid():
        told = {"meeting_id": meeting.pk, "person_id": person_id, "by": request.user}
        try:
            actions.advances.give(**told, **form.cleaned_data)
        except NotNow as not_now:
            form.add_error(None, not_now.sentence)
        else:
            messages.success(request, "Kept. It can be confirmed, approved and sent to finance like any payment.")
            return redirect("payments:expense-list", meeting_id=meeting.pk)
    context = {"form": form, "meeting": meeting, "person": person}
    return render(request, "payments/advance_new.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def advance_settle(request: HttpRequest, advance_id: UUID) -> HttpResponse:
    """What somebody was paid before a meeting, and what becomes of what is left of it."""
    advance = get_object_or_404(queries.advances_for(request.user), pk=advance_id)
    form = RestForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.advances.settle(advance_id=advance.pk, by=request.user, **form.cleaned_data)
        except NotNow as not_now:
            form.add_error(None, not_now.sentence)
        else:
            messages.success(request, "Kept. They see it beside what they claim.")
            return redirect("payments:expense-list", meeting_id=advance.line.meeting_id)
    rows = [
        Row("Person", advance.line.person.shown_name),
        Row("For the meeting on", say_day(advance.line.activity_on)),
        Row("Money before the meeting", say_pounds(advance.line.amount_pence)),
        Row("Status", advance.line.get_state_display()),
        Row("Where it went", wordings.advance(advance, own=False)),
    ]
    context = {"form": form, "advance": advance, "rows": rows}
    return render(request, "payments/advance_settle.html", context, status=422 if form.errors else 200)
