"""The register of one meeting: on the screen, on paper, and everything it ever said."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from leap.core import clock
from leap.core.errors import NotAllowed, NotNow
from meetings.attendance import access, actions, queries, registration
from meetings.attendance.forms import FilledIn, RegisterForm
from meetings.attendance.views import parts
from meetings.schedule import queries as schedule
from meetings.schedule import states as meeting_states
from meetings.schedule.models import Meeting

PAGE = "attendance/register_edit.html"


@require_http_methods(["GET", "HEAD", "POST"])
def register_edit(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Show everyone who may have come, and keep how they came, row by row."""
    meeting = _meeting(request, meeting_id)
    if meeting.state != meeting_states.HELD:
        meeting_states.check(meeting.state, meeting_states.HELD)
        meeting_states.check_started(meeting.starts_at, clock.now())
    if request.method == "POST":
        return _save(request, meeting)
    known = parts.known(request.user, meeting)
    return _page(request, known, parts.register_form(None, known, from_answers=request.GET.get("from") == "answers"))


@require_safe
def register_changes(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Everything the register ever said of anybody, with who wrote it down and when."""
    meeting = _meeting(request, meeting_id)
    table = parts.changes_table(queries.changes_for(request.user, meeting), meeting)
    return render(request, "attendance/register_changes.html", {"meeting": meeting, "table": table})


@require_safe
def register_paper(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """The register as a sheet to fill in by hand: names and empty boxes."""
    meeting = _meeting(request, meeting_id)
    if meeting.state not in meeting_states.REGISTERED:
        meeting_states.check(meeting.state, meeting_states.HELD)
    actions.note_printed(meeting=meeting, by=request.user)
    people = queries.people_for_register(request.user, meeting)
    return parts.pdf("register", parts.register_sheet(meeting, [person.shown_name for person in people]))


def _save(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    known = parts.known(request.user, meeting)
    form = parts.register_form(request.POST, known)
    if not form.is_valid():
        return _page(request, known, form, status=422)
    filled_in = form.filled_in()
    try:
        taken = actions.take_register(
            meeting_id=meeting.pk,
            marks=filled_in.marks,
            facts=filled_in.facts,
            looked=filled_in.looked,
            shown=filled_in.shown,
            by=request.user,
        )
    except NotNow as not_now:
        form.add_error(None, not_now.sentence)
        return _page(request, known, form, status=422)
    if taken.clashes:
        return _both_versions(request, taken, filled_in)
    messages.success(request, "The register is kept. You can put it right at any time.")
    return redirect("attendance:register-edit", meeting_id=meeting.pk)


def _both_versions(request: HttpRequest, taken: actions.Taken, filled_in: FilledIn) -> HttpResponse:
    """The rest is kept; what two people said is shown twice, with this person's answer chosen."""
    typed = {key: value for key, value in {**filled_in.marks, **filled_in.facts}.items() if key in taken.clashes}
    known = parts.known(request.user, taken.meeting)
    form = parts.register_form(None, known, typed=typed)
    return _page(request, known, form, status=422, clashes=parts.clash_table(known, typed))


def _page(
    request: HttpRequest, known: parts.Known, form: RegisterForm, *, status: int = 200, clashes: Any = None
) -> HttpResponse:
    context = {
        "form": form,
        "meeting": known.meeting,
        "rows": parts.register_rows(form, known),
        "so_far": parts.so_far(known),
        "can_start_from_answers": parts.can_start_from_answers(form, known),
        "supporters_said": sum(each.brings_somebody for each in known.expected.values()),
        "expected_chair": registration.expected_chair(request.user, known.meeting),
        "clashes": clashes,
    }
    return render(request, PAGE, context, status=status)


def _meeting(request: HttpRequest, meeting_id: UUID) -> Meeting:
    meeting = get_object_or_404(schedule.meetings_for(request.user), pk=meeting_id)
    if not access.can_take_register(request.user, meeting):
        raise NotAllowed
    return meeting
