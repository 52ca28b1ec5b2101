"""What a register says of whoever looks, and their own record to take away."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from leap.core import tables
from meetings.attendance import actions, queries
from meetings.attendance.forms import OwnRecordForm
from meetings.attendance.views import parts, record

PRINT, PDF, CSV = "page", "pdf", "csv"


@require_http_methods(["GET", "HEAD", "POST"])
def my_register(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """What this register says of the viewer and ever said; one button says that it is not right."""
    meeting = get_object_or_404(queries.meetings_i_was_asked_to(request.user), pk=meeting_id)
    if request.method == "POST":
        actions.doubt_register(meeting_id=meeting.pk, by=request.user)
        messages.success(request, "Thank you. Whoever runs the panel will look at it.")
        return redirect("attendance:my-register", meeting_id=meeting.pk)
    context = {
        "meeting": meeting,
        "mine": queries.my_attendance_for(request.user, meeting),
        "said": parts.changes_table(queries.my_changes_for(request.user, meeting), meeting, own=True),
        "doubt": queries.my_doubt_about(request.user, meeting),
    }
    return render(request, "attendance/my_register.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def own_record(request: HttpRequest) -> HttpResponseBase:
    """What the viewer took part in, in the name they choose: to look at and print, as a PDF, or as a table."""
    form = OwnRecordForm(request.POST or None, initial={"name": request.user.shown_name})
    if not form.is_bound or not form.is_valid():
        return render(request, "attendance/own_record.html", {"form": form}, status=422 if form.is_bound else 200)
    typed = form.cleaned_data
    kept = queries.my_record_for(request.user, typed["first"], typed["last"])
    mine = record.record_of(typed, list(kept))
    form_taken = request.POST.get("as", PRINT)
    actions.note_own_record(form=form_taken if form_taken in (PDF, CSV) else PRINT, by=request.user)
    if form_taken == PDF:
        return parts.pdf("record", record.as_paper(mine))
    if form_taken == CSV:
        return tables.stream_csv("record", record.as_rows(mine), record.about(mine))
    return render(request, "attendance/own_record_shown.html", {"record": mine, "table": record.as_table(mine)})
