"""Files of who came: which records, as CSV or as an Excel workbook."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from leap.core import tables
from leap.core.errors import NotAllowed
from meetings.attendance import access, actions
from meetings.attendance.forms import RecordsForm
from meetings.attendance.views import parts

FILE = "meeting-records"


@require_safe
def record_list(request: HttpRequest) -> HttpResponse:
    """Choose which records to take."""
    if not access.can_export_records(request.user):
        raise NotAllowed
    return _page(request, RecordsForm(None, viewer=request.user))


@require_safe
def record_csv(request: HttpRequest) -> HttpResponseBase:
    """The records asked for, as CSV."""
    return _file(request, "csv", tables.stream_csv)


@require_safe
def record_xlsx(request: HttpRequest) -> HttpResponseBase:
    """The records asked for, as an Excel workbook."""
    return _file(request, "xlsx", tables.stream_xlsx)


def _file(request: HttpRequest, kind: str, stream: Callable[..., HttpResponseBase]) -> HttpResponseBase:
    if not access.can_export_records(request.user):
        raise NotAllowed
    form = RecordsForm(request.GET, viewer=request.user)
    if not form.is_valid():
        return _page(request, form, status=422)
    wanted = form.wanted()
    rows = actions.export_records(by=request.user, form=kind, wanted=wanted)
    return stream(FILE, rows, parts.about_file(request.user, wanted))


def _page(request: HttpRequest, form: RecordsForm, status: int = 200) -> HttpResponse:
    return render(request, "attendance/record_list.html", {"form": form}, status=status)
