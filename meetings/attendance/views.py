"""The register, and the records as files."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from leap.core import clock, tables
from leap.core.errors import NotAllowed, NotNow
from leap.design.times import say_when
from meetings.attendance import access, actions, queries, states
from meetings.attendance.forms import RegisterForm
from meetings.attendance.models import Attendance
from meetings.schedule import queries as schedule
from meetings.schedule import states as meeting_states
from meetings.schedule.models import Meeting


@require_http_methods(["GET", "HEAD", "POST"])
def register_edit(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Show everyone who may have come, with what their reply lets us expect; keep what is chosen."""
    meeting = get_object_or_404(schedule.meetings_for(request.user), pk=meeting_id)
    if not access.can_take_register(request.user, meeting):
        raise NotAllowed
    if meeting.state != meeting_states.HELD:
        meeting_states.check(meeting.state, meeting_states.HELD)
        meeting_states.check_started(meeting.starts_at, clock.now())
    form = _form(request, meeting, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            seen = request.POST.get("seen", "")
            actions.take_register(meeting_id=meeting.pk, marks=form.marks(), by=request.user, seen=seen)
        except NotNow as not_now:
            form = _form(request, meeting, request.POST, say_saved=isinstance(not_now, states.Overtaken))
            form.add_error(None, not_now.sentence)
        else:
            messages.success(request, "The register is kept. You can put it right at any time.")
            return redirect("schedule:meeting-detail", meeting_id=meeting.pk)
    context = {"form": form, "meeting": meeting, "seen": queries.register_mark(meeting)}
    return render(request, "attendance/register_edit.html", context, status=422 if form.errors else 200)


@require_safe
def record_csv(request: HttpRequest) -> HttpResponse:
    """The records the viewer may see, as CSV."""
    return tables.csv_download("meeting-records", actions.export_records(by=request.user, form="csv"))


@require_safe
def record_xlsx(request: HttpRequest) -> HttpResponse:
    """The records the viewer may see, as an Excel file."""
    return tables.xlsx_download("meeting-records", actions.export_records(by=request.user, form="xlsx"))


def _form(request: HttpRequest, meeting: Meeting, data: Any, *, say_saved: bool = False) -> RegisterForm:
    saved = queries.register_for(request.user, meeting)
    chosen = {**queries.expected_for(request.user, meeting), **{key: each.came for key, each in saved.items()}}
    hints = {key: _said(each, meeting) for key, each in saved.items()} if say_saved else {}
    people = queries.people_for_register(request.user, meeting)
    return RegisterForm(data, people=people, chosen=chosen, hints=hints)


def _said(saved: Attendance, meeting: Meeting) -> str:
    who = saved.recorded_by.shown_name if saved.recorded_by else "LEAP"
    return f"Saved by {who}, {say_when(saved.recorded_at, meeting)}: {saved.get_came_display()}"
