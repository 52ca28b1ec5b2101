"""Making a meeting: the form, then check your answers, then it is there. The session keeps what was typed."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from leap.core.errors import NotAllowed, NotNow
from leap.core.ids import as_id, new_id
from leap.design.parts import Row
from leap.design.times import say_clock, say_day
from meetings.schedule import access, actions, queries
from meetings.schedule.forms import MeetingForm
from meetings.schedule.models import Meeting
from meetings.schedule.views import known, parts

DRAFT = "new_meeting"


@require_http_methods(["GET", "HEAD", "POST"])
def meeting_new(request: HttpRequest) -> HttpResponse:
    """Ask about a new meeting. Nothing is made yet; coming back shows what was typed."""
    check_may_plan(request)
    if request.method == "POST":
        form = MeetingForm(request.POST, viewer=request.user)
        if not form.is_valid():
            return _form_page(request, form, status=422)
        request.session[DRAFT] = {"id": str(new_id()), "answers": form.answers()}
        return redirect("schedule:meeting-check")
    draft = request.session.get(DRAFT)
    return _form_page(request, MeetingForm(draft["answers"] if draft else None, viewer=request.user))


@require_http_methods(["GET", "HEAD", "POST"])
def meeting_check(request: HttpRequest) -> HttpResponse:
    """Show everything once more; the button makes the meeting. Nobody is told until they are invited."""
    check_may_plan(request)
    draft = request.session.get(DRAFT)
    if request.method == "POST" and (made := _made_already(request)):
        return redirect("schedule:meeting-detail", meeting_id=made.pk)
    if draft is None:
        return redirect("schedule:meeting-new")
    form = MeetingForm(draft["answers"], viewer=request.user)
    if not form.is_valid():
        return _form_page(request, form, status=422)
    if request.method == "POST":
        return _make(request, form, draft["id"])
    context = {"rows": [*_rows(form), _good_to_know(request, form)], "kept": {"meeting_id": draft["id"]}}
    return render(request, "schedule/meeting_check.html", context)


def check_may_plan(request: HttpRequest) -> None:
    """Raise NotAllowed for whoever can make a meeting for no panel."""
    if not access.can_plan_meetings(request.user):
        raise NotAllowed


def _form_page(request: HttpRequest, form: MeetingForm, status: int = 200) -> HttpResponse:
    context = {"form": form, "form_action": reverse("schedule:meeting-new")}
    return render(request, "schedule/meeting_new.html", context, status=status)


def _made_already(request: HttpRequest) -> Meeting | None:
    """The meeting an earlier press of the same button made."""
    return queries.meetings_run_by(request.user).filter(pk=as_id(request.POST.get("meeting_id", ""))).first()


def _make(request: HttpRequest, form: MeetingForm, meeting_id: str) -> HttpResponse:
    if request.POST.get("meeting_id") != meeting_id:
        messages.warning(request, "You changed this in another window. Please look through it once more.")
        return redirect("schedule:meeting-check")
    try:
        meeting = actions.plan_meeting(**form.facts(), meeting_id=UUID(meeting_id), by=request.user)
    except NotNow as not_now:
        form.add_error(None, not_now.sentence)
        return _form_page(request, form, status=422)
    request.session.pop(DRAFT, None)
    messages.success(request, "The meeting is made. Nobody has been told about it yet.")
    return redirect("schedule:meeting-detail", meeting_id=meeting.pk)


def _rows(form: MeetingForm) -> list[Row]:
    answers = form.cleaned_data
    panel, starts_at = answers["panel"], answers["starts_at"]
    shown = [
        ("panel", "Panel", panel.name),
        ("title", "Name", answers["title"]),
        ("day", "Day", say_day(starts_at, panel)),
        ("at", "Starts at", say_clock(starts_at, panel)),
        *parts.where_typed(answers),
        parts.places_typed(answers),
        *parts.joining_typed(answers),
        ("about", "What it is about", answers["about"] or "Nothing written"),
        parts.fee_typed(answers),
    ]
    change = reverse("schedule:meeting-new")
    fixed = {"panel"} if form.only_panel else set()
    return [
        Row(key, value, "" if name in fixed else f"{change}#{_box(name)}", "Change", key.lower())
        for name, key, value in shown
    ]


def _good_to_know(request: HttpRequest, form: MeetingForm) -> Row:
    panel, day = form.cleaned_data["panel"], form.cleaned_data["day"]
    return Row("Good to know about the day", known.day_known(request.user, panel, day))


def _box(name: str) -> str:
    return "id_day_0" if name == "day" else f"id_{name}"
