"""The seating plan of a meeting, and what each person wishes about their own seat."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from leap.core.errors import NotAllowed, NotNow
from meetings.schedule import queries as schedule
from meetings.seating import access, actions, queries, states
from meetings.seating.forms import ApartForm, PlanForm

USUAL_SEATS = 4


@require_safe
def plan_detail(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Who sits where, drawn as a room and written as a list, with your own seat first."""
    meeting = get_object_or_404(schedule.meetings_for(request.user), pk=meeting_id)
    shown = queries.plan_for(request.user, meeting)
    plans = access.can_plan_seats(request.user, meeting)
    context = {
        "meeting": meeting,
        "shown": shown,
        "can_plan": plans and meeting.state in states.PLANNABLE,
        "changed": queries.replies_changed(request.user, shown.plan)
        if plans and shown and meeting.state in states.PLANNABLE
        else 0,
    }
    return render(request, "seating/plan_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def plan_new(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Make a plan, or make it again."""
    meeting = get_object_or_404(schedule.meetings_for(request.user), pk=meeting_id)
    if not access.can_plan_seats(request.user, meeting):
        raise NotAllowed
    in_use = queries.plan_in_use(meeting)
    typed = request.POST if request.method == "POST" else None
    form = PlanForm(typed, initial={"seats_per_table": in_use.seats_per_table if in_use else USUAL_SEATS})
    if request.method == "POST" and form.is_valid():
        try:
            actions.make_plan(meeting_id=meeting.pk, by=request.user, **form.cleaned_data)
        except NotNow as not_now:
            form.add_error(None, not_now.sentence)
        else:
            messages.success(request, "The plan is made. Everyone on this meeting can see it now.")
            return redirect("seating:plan-detail", meeting_id=meeting.pk)
    context = {
        "meeting": meeting,
        "form": form,
        "in_use": in_use,
        "submit_label": "Make this plan",
        "coming": len(queries.people_coming(request.user, meeting)),
    }
    return render(request, "seating/plan_new.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def apart_edit(request: HttpRequest) -> HttpResponse:
    """Ask whom the person would rather not share a table with. Nobody else is ever shown it."""
    people = queries.people_beside(request.user)
    typed = request.POST if request.method == "POST" else None
    chosen = [str(each) for each in queries.my_apart_ids(request.user)]
    form = ApartForm(typed, people=people, initial={"others": chosen})
    if request.method == "POST" and form.is_valid():
        actions.wish_apart(person_ids=form.cleaned_data["others"], by=request.user)
        messages.success(request, "Kept. Only you see it.")
        return redirect("seating:apart-edit")
    context = {"form": form, "people": people}
    return render(request, "seating/apart_edit.html", context, status=422 if form.errors else 200)
