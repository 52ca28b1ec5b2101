"""What people read: notes, what is still open, and what became of what they suggested."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.people import access as people
from leap.core.errors import NotNow
from leap.design.forms import posted
from meetings.notes import access, actions, queries
from meetings.notes.forms import SuggestForm
from meetings.notes.views import parts
from meetings.schedule import queries as schedule


@require_safe
def notes_list(request: HttpRequest) -> HttpResponse:
    """The notes of the viewer's meetings, and everything that is still to be done or was answered."""
    context = {
        "notes": queries.notes_list_for(request.user),
        "todos": queries.actions_on_panels(request.user),
        "to_write": parts.to_write(request.user) if people.runs_any_panel(request.user) else [],
    }
    return render(request, "notes/notes_list.html", context)


@require_safe
def notes_read(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """The notes of one meeting; without any to read, what is still open from earlier ones."""
    meeting = get_object_or_404(schedule.meetings_for(request.user), pk=meeting_id)
    runs = access.can_write(request.user, meeting)
    reading = queries.reading_for(request.user, meeting)
    can_suggest = reading is not None and reading.takes_suggestions and access.can_suggest(request.user, reading.notes)
    context = {
        "meeting": meeting,
        "reading": reading,
        "runs": runs,
        "written": queries.notes_run_by(request.user, meeting).first() if runs else None,
        "can_suggest": can_suggest,
        "mine": queries.my_suggestions(request.user, meeting) if reading is not None else [],
        "todos": queries.todos_at(request.user, meeting, runs=runs),
    }
    return render(request, "notes/notes_read.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def notes_suggest(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Suggest a change. Too late, the words are given back."""
    meeting = get_object_or_404(schedule.meetings_for(request.user), pk=meeting_id)
    reading = queries.reading_for(request.user, meeting)
    if reading is None or not access.can_suggest(request.user, reading.notes):
        raise Http404
    typed = posted(request)
    form = SuggestForm(typed, sections=reading.sections)
    if form.is_valid():
        try:
            actions.suggest(meeting_id=meeting.pk, by=request.user, **form.told())
        except NotNow as not_now:
            form.add_error(None, not_now.sentence)
        else:
            messages.success(request, "Thank you. You can read here what becomes of it.")
            return redirect("notes:notes-read", meeting_id=meeting.pk)
    context = {"meeting": meeting, "form": form, "submit_label": "Send this suggestion"}
    return render(request, "notes/notes_suggest.html", context, status=422 if form.is_bound else 200)
