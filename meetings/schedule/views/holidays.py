"""School holidays: the list, writing some down, taking some away."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from leap.design.forms import posted
from meetings.schedule import actions, queries
from meetings.schedule.forms import SchoolHolidaysForm, TakeAwayForm
from meetings.schedule.views import parts
from meetings.schedule.views.new import check_may_plan


@require_safe
def holiday_list(request: HttpRequest) -> HttpResponse:
    """The school holidays of the panels the viewer runs that are not over yet."""
    check_may_plan(request)
    holidays = list(queries.school_holidays_run_by(request.user))
    context = {"table": parts.holiday_table(holidays), "any_there": bool(holidays)}
    return render(request, "schedule/holiday_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def holiday_new(request: HttpRequest) -> HttpResponse:
    """Write down some, one on each line, for one or several panels."""
    check_may_plan(request)
    form = SchoolHolidaysForm(posted(request), viewer=request.user)
    if request.method == "POST" and form.is_valid():
        facts = {name: form.cleaned_data[name] for name in ("panels", "holidays")}
        made = actions.add_school_holidays(**facts, by=request.user)
        messages.success(request, parts.written_down(len(made)))
        return redirect("schedule:holiday-list")
    context = {"form": form, "cancel_url": reverse("schedule:holiday-list"), "submit_label": "Write them down"}
    return render(request, "schedule/holiday_new.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def holiday_remove(request: HttpRequest) -> HttpResponse:
    """Take away those that are ticked."""
    check_may_plan(request)
    form = TakeAwayForm(posted(request), viewer=request.user)
    if request.method == "POST" and form.is_valid():
        going = [holiday.pk for holiday in form.cleaned_data["holidays"]]
        actions.remove_school_holidays(holiday_ids=going, by=request.user)
        messages.success(request, "They are gone from the list.")
        return redirect("schedule:holiday-list")
    context = {"form": form, "cancel_url": reverse("schedule:holiday-list"), "submit_label": "Take these away"}
    return render(request, "schedule/holiday_remove.html", context, status=422 if form.is_bound else 200)
