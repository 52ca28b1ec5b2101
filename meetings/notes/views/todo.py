"""Actions: adding one, saying yes, handing it back, writing down somebody's answer, and how it ended."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.people import queries as people
from leap.core.errors import NotNow
from leap.design.forms import posted
from meetings.notes import access, actions, queries, states
from meetings.notes.forms import ActionForm, EndForm, RecordAnswerForm
from meetings.notes.models import NotesAction
from meetings.notes.views.writing import to_run


@require_http_methods(["GET", "HEAD", "POST"])
def action_new(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Write down something to do, or a point to be answered."""
    meeting = to_run(request, meeting_id)
    get_object_or_404(queries.notes_run_by(request.user, meeting))
    typed = posted(request)
    form = ActionForm(typed, people=people.people_on_panel(request.user, meeting.panel_id))
    if form.is_valid():
        actions.add_action(meeting_id=meeting.pk, by=request.user, **form.told())
        messages.success(request, "It is kept, and goes with the panel from meeting to meeting until it is done.")
        return redirect("notes:notes-read", meeting_id=meeting.pk)
    context = {"meeting": meeting, "form": form, "submit_label": "Keep this"}
    return render(request, "notes/action_new.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def action_end(request: HttpRequest, action_id: UUID) -> HttpResponse:
    """Say how it ended."""
    action = _seen(request, action_id)
    if not access.can_end(request.user, action):
        raise Http404
    form = EndForm(posted(request))
    if request.method != "POST":
        states.check_action(action.state, states.DONE)
    if form.is_valid():
        try:
            actions.end_action(action_id=action.pk, by=request.user, **form.cleaned_data)
        except NotNow as not_now:
            form.add_error(None, not_now.sentence)
        else:
            messages.success(request, "Thank you. The panel can read what came of it.")
            return redirect("notes:notes-read", meeting_id=action.notes.meeting_id)
    context = {"action": action, "form": form, "submit_label": "Keep this"}
    return render(request, "notes/action_end.html", context, status=422 if form.is_bound else 200)


@require_POST
def action_yes(request: HttpRequest, action_id: UUID) -> HttpResponse:
    """Take it on."""
    action = _asked(request, action_id)
    actions.say_yes(action_id=action.pk, by=request.user)
    messages.success(request, "Thank you. You can hand it back at any time, without saying why.")
    return redirect("notes:notes-read", meeting_id=action.notes.meeting_id)


@require_POST
def action_hand_back(request: HttpRequest, action_id: UUID) -> HttpResponse:
    """Hand it back, in one step and without a reason."""
    action = _asked(request, action_id)
    actions.hand_back(action_id=action.pk, by=request.user)
    messages.success(request, "That is fine. It is not with you any more.")
    return redirect("notes:notes-read", meeting_id=action.notes.meeting_id)


@require_http_methods(["GET", "HEAD", "POST"])
def action_record(request: HttpRequest, action_id: UUID) -> HttpResponse:
    """Write down what somebody answered by phone, by letter or in person."""
    action = get_object_or_404(queries.actions_to_record(request.user), pk=action_id)
    if not queries.is_asked(action):
        raise NotNow(actions.NOT_ASKED)
    form = RecordAnswerForm(posted(request))
    if form.is_valid():
        actions.record_answer(action_id=action.pk, by=request.user, **form.cleaned_data)
        messages.success(request, "It is written down. We keep that you did it for them, when and how.")
        return redirect("notes:notes-read", meeting_id=action.notes.meeting_id)
    context = {"action": action, "form": form, "submit_label": "Keep this answer"}
    return render(request, "notes/action_record.html", context, status=422 if form.is_bound else 200)


def _seen(request: HttpRequest, action_id: UUID) -> NotesAction:
    return get_object_or_404(queries.actions_seen_by(request.user), pk=action_id)


def _asked(request: HttpRequest, action_id: UUID) -> NotesAction:
    """Filtered by whose it is, so that somebody else's is not there."""
    return get_object_or_404(queries.actions_seen_by(request.user).filter(person=request.user.pk), pk=action_id)
