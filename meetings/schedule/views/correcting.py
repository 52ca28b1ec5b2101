"""Putting right what a meeting is called, what it is about, its places, and what people's time is paid as."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from leap.core.errors import NotNow
from leap.design.forms import posted
from leap.design.parts import Table
from meetings.schedule import actions, queries, states
from meetings.schedule.forms import CorrectForm
from meetings.schedule.models import Meeting
from meetings.schedule.views import parts
from meetings.schedule.views.moving import to_change


@require_http_methods(["GET", "HEAD", "POST"])
def meeting_correct(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Ask what is to be put right. When somebody else changed the meeting meanwhile, both versions are shown."""
    meeting = to_change(request.user, meeting_id)
    form = CorrectForm(posted(request), meeting=meeting)
    if not form.is_valid():
        return _page(request, meeting, form)
    try:
        now = actions.correct_meeting(
            meeting_id=meeting.pk,
            revision=form.cleaned_data["revision"],
            words=actions.Words(**form.words()),
            by=request.user,
        )
    except actions.ChangedMeanwhile as changed:
        return _both(request, meeting, changed)
    except NotNow as not_now:
        form.add_error(None, not_now.sentence)
        return _page(request, meeting, form)
    same = now.revision == meeting.revision
    messages.success(request, "Nothing was different, so nothing has changed." if same else "The meeting is put right.")
    return redirect("schedule:meeting-detail", meeting_id=meeting.pk)


def _both(request: HttpRequest, meeting: Meeting, changed: NotNow) -> HttpResponse:
    """The other version as a list, and the form as it was typed: pressing again saves over the version shown."""
    meeting = to_change(request.user, meeting.pk)
    typed = request.POST.copy()
    typed["revision"] = str(meeting.revision)
    form = CorrectForm(typed, meeting=meeting)
    form.is_valid()
    both = parts.both_words(meeting, queries.last_change(meeting), form)
    return _page(request, meeting, form, changed.sentence, both)


def _page(
    request: HttpRequest, meeting: Meeting, form: CorrectForm, changed: str = "", both: Table | None = None
) -> HttpResponse:
    context = {
        "form": form,
        "meeting": meeting,
        "is_open": meeting.state == states.OPEN,
        "changed": changed,
        "both": both,
        "submit_label": "Save this",
        "cancel_url": reverse("schedule:meeting-detail", args=[meeting.pk]),
    }
    return render(request, "schedule/meeting_correct.html", context, status=422 if form.is_bound else 200)
