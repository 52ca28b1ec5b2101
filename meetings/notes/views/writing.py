"""For those who run the panel: writing notes, putting them to people, answering what is suggested, agreeing."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from leap.core import clock
from leap.core.errors import ChangedMeanwhile, NotAllowed, NotNow
from leap.design.forms import posted
from meetings.notes import access, actions, queries, states
from meetings.notes.forms import AgreeForm, AnswerForm, NotesForm, RecordSuggestionForm, SendForm
from meetings.notes.planning.differences import names_in
from meetings.notes.queries import Reading
from meetings.schedule import queries as schedule
from meetings.schedule.models import Meeting
from meetings.schedule.planning.days import working_days_after


@require_http_methods(["GET", "HEAD", "POST"])
def notes_write(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Write the notes. When two people write at once both versions are shown, and what was typed is still there."""
    meeting = to_run(request, meeting_id)
    revision, saved = queries.written_for(request.user, meeting)
    if request.method != "POST":
        return _write_page(request, meeting, NotesForm(revision=revision, parts=saved))
    form = NotesForm(request.POST, revision=revision)
    if not form.is_valid():
        return _write_page(request, meeting, form)
    sections = form.sections()
    try:
        actions.save(meeting_id=meeting.pk, sections=sections, revision=form.cleaned_data["revision"], by=request.user)
    except ChangedMeanwhile as overtaken:
        return _both(request, meeting, overtaken)
    except NotNow as not_now:
        form.add_error(None, not_now.sentence)
        return _write_page(request, meeting, form)
    messages.success(request, "The notes are kept.")
    _say_names(request, meeting, sections)
    if "go_on" in request.POST:
        return redirect("notes:notes-write", meeting_id=meeting.pk)
    return redirect("notes:notes-read", meeting_id=meeting.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def notes_send(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Ask until when the notes can be changed, and put them to everyone invited."""
    meeting = to_run(request, meeting_id)
    notes = get_object_or_404(queries.notes_run_by(request.user, meeting))
    states.check(notes.state, states.OUT)
    panel = meeting.panel
    until = working_days_after(clock.today(panel.time_zone), panel.notes_open_days, panel.nation)
    form = SendForm(posted(request), initial={"changes_until": until})
    if form.is_valid():
        try:
            actions.send_out(meeting_id=meeting.pk, changes_until=form.cleaned_data["changes_until"], by=request.user)
        except NotNow as not_now:
            form.add_error("changes_until", not_now.sentence)
        else:
            messages.success(request, "Everyone who was invited can read the notes, and is told so once.")
            return redirect("notes:notes-read", meeting_id=meeting.pk)
    context = {"meeting": meeting, "form": form, "submit_label": "Put the notes out"}
    return render(request, "notes/notes_send.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def notes_agree(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Say at which later meeting the panel agreed to the notes."""
    meeting = to_run(request, meeting_id)
    notes = get_object_or_404(queries.notes_run_by(request.user, meeting))
    states.check(notes.state, states.AGREED)
    typed = posted(request)
    later = list(queries.later_meetings(request.user, meeting))
    form = AgreeForm(typed, meetings=later, revision=notes.revision)
    if form.is_valid():
        told = {"at_meeting_id": UUID(form.cleaned_data["meeting"]), "revision": form.cleaned_data["revision"]}
        try:
            actions.agree(meeting_id=meeting.pk, by=request.user, **told)
        except NotNow as not_now:
            form.add_error(None, not_now.sentence)
        else:
            messages.success(request, "The notes are agreed. What is put right from now on is shown as a correction.")
            return redirect("notes:notes-read", meeting_id=meeting.pk)
    context = {"meeting": meeting, "form": form, "later": later, "submit_label": "The notes are agreed"}
    return render(request, "notes/notes_agree.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def suggestion_record(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Write down a change that somebody suggests by phone, by letter or in person."""
    meeting = to_run(request, meeting_id)
    reading = _out(request, meeting)
    people = queries.came_to(request.user, meeting)
    typed = posted(request)
    form = RecordSuggestionForm(typed, sections=reading.sections, people=people)
    if form.is_valid():
        try:
            actions.record_suggestion(meeting_id=meeting.pk, by=request.user, **form.told())
        except NotNow as not_now:
            form.add_error(None, not_now.sentence)
        else:
            messages.success(request, "It is kept. They can read it, and what becomes of it.")
            return redirect("notes:notes-write", meeting_id=meeting.pk)
    context = {"meeting": meeting, "form": form, "submit_label": "Keep this suggestion"}
    return render(request, "notes/suggestion_record.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def suggestion_answer(request: HttpRequest, suggestion_id: UUID) -> HttpResponse:
    """Say what becomes of a suggestion."""
    suggestion = get_object_or_404(queries.suggestions_run_by(request.user), pk=suggestion_id)
    meeting = suggestion.notes.meeting
    initial = {"said": suggestion.answer, "words": suggestion.answer_words}
    form = AnswerForm(posted(request), initial=initial)
    if form.is_valid():
        try:
            actions.answer(suggestion_id=suggestion.pk, by=request.user, **form.cleaned_data)
        except NotNow as not_now:
            form.add_error(None, not_now.sentence)
        else:
            messages.success(request, "Your answer is kept. Whoever suggested it can read it.")
            return redirect("notes:notes-write", meeting_id=meeting.pk)
    context = {"meeting": meeting, "suggestion": suggestion, "form": form, "submit_label": "Keep this answer"}
    return render(request, "notes/suggestion_answer.html", context, status=422 if form.is_bound else 200)


def to_run(request: HttpRequest, meeting_id: UUID) -> Meeting:
    """The meeting, for somebody who runs it; 404 for one not seen, 403 for one that is not theirs to run."""
    meeting = get_object_or_404(schedule.meetings_for(request.user), pk=meeting_id)
    if not access.can_write(request.user, meeting):
        raise NotAllowed
    return meeting


def _out(request: HttpRequest, meeting: Meeting) -> Reading:
    reading = queries.reading_for(request.user, meeting)
    if reading is None or not reading.takes_suggestions:
        raise NotNow("These notes do not take suggestions now.")
    return reading


def _say_names(request: HttpRequest, meeting: Meeting, sections: list[tuple[str, str]]) -> None:
    """A warning, never a refusal. It knows only the names that whoever writes knows already."""
    text = " ".join(f"{heading} {words}" for heading, words in sections)
    if found := names_in(text, queries.names_on_panel(request.user, meeting.panel_id)):
        messages.warning(
            request,
            f"Somebody’s name may stand in these notes: {', '.join(found)}. Did they ask for that? If not, you can say "
            "it by role, or leave out who said it.",
        )


def _both(request: HttpRequest, meeting: Meeting, overtaken: ChangedMeanwhile) -> HttpResponse:
    """Theirs above, what was typed in the boxes. Keeping it again puts it in the place of theirs."""
    revision, saved = queries.written_for(request.user, meeting)
    data = request.POST.copy()
    data["revision"] = str(revision)
    form = NotesForm(data, revision=revision)
    form.is_valid()
    form.add_error(None, overtaken.sentence)
    return _write_page(request, meeting, form, theirs=saved, status=409)


def _write_page(
    request: HttpRequest,
    meeting: Meeting,
    form: NotesForm,
    *,
    theirs: list[tuple[str, str]] | None = None,
    status: int | None = None,
) -> HttpResponse:
    notes = queries.notes_run_by(request.user, meeting).first()
    held_on = clock.day_of(meeting.starts_at, meeting.panel.time_zone)
    context = {
        "meeting": meeting,
        "form": form,
        "theirs": theirs,
        "notes": notes,
        "suggested": queries.suggested_in(request.user, meeting),
        "draft_by": working_days_after(held_on, states.DRAFT_AFTER, meeting.panel.nation),
    }
    return render(request, "notes/notes_write.html", context, status=status or (422 if form.errors else 200))
