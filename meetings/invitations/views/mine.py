"""The person's own answer."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts.needs import queries as needs
from leap.core import clock
from leap.core.errors import NotNow
from leap.design.forms import posted
from meetings.invitations import actions, queries, registration, states
from meetings.invitations.forms import ReplyForm
from meetings.invitations.models import Invitation
from meetings.invitations.views import parts
from meetings.schedule.models import Meeting

THANKS = {
    states.WAITING: "That is fine. You can answer whenever you know.",
    states.COMING: "Thank you. We look forward to seeing you.",
    states.ONLINE: "Thank you. We look forward to having you with us from where you are.",
    states.PHONE: "Thank you. We look forward to having you with us on the phone.",
    states.COMMENTS: "Thank you. We look forward to what you think.",
    states.IN_LINE: "Thank you. You are in line. You hear from us when a place comes free for you.",
    states.NOT_COMING: "Thank you for telling us. That is fine. There will be other meetings.",
}
AFTERWARDS = "Thank you for telling us. We have kept it as said afterwards."


@require_http_methods(["GET", "HEAD", "POST"])
def reply_edit(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Ask if the person can come, with what is offered for their time, and keep their answer."""
    invitation = get_object_or_404(queries.my_invitations_for(request.user), meeting=meeting_id)
    meeting = invitation.meeting
    states.check_hears(meeting.state, meeting.starts_at, clock.now())
    form = _form(posted(request), invitation)
    if request.method == "POST" and form.is_valid():
        try:
            actions.reply(meeting_id=meeting.pk, **form.cleaned_data, by=request.user)
        except states.Full as full:
            form = _form(parts.without_the_answer(request.POST), invitation, full.sentence)
        except states.Moved as moved:
            form = _form(parts.looked_at_again(request.POST, meeting), invitation, moved.sentence, is_full=False)
        except NotNow as not_now:
            form.add_error(None, not_now.sentence)
        else:
            return _kept(request, form, meeting)
    context = _shown(request, invitation, form)
    return render(request, "invitations/reply_edit.html", context, status=422 if form.errors else 200)


@require_POST
def link_stop(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """The link in the person's messages about this meeting opens nothing any more."""
    invitation = get_object_or_404(queries.my_invitations_for(request.user), meeting=meeting_id)
    actions.stop_link(meeting_id=invitation.meeting_id, by=request.user)
    messages.success(request, "The link does not work any more. You can still answer here.")
    return redirect("schedule:meeting-detail", meeting_id=invitation.meeting_id)


def _form(data: QueryDict | None, invitation: Invitation, sorry: str = "", *, is_full: bool = True) -> ReplyForm:
    """`sorry` is said at the question; `is_full` that it is for want of a place in the room."""
    is_full = (bool(sorry) and is_full) or queries.is_full_for(invitation)
    initial = {"reply": invitation.reply, "travel": invitation.travel, "supporter": invitation.supporter}
    answers = queries.answers_shown(invitation, is_full=is_full)
    form = ReplyForm(data, answers=answers, seen=invitation.meeting.revision, sorry=sorry, initial=initial)
    if invitation.meeting.starts_at <= clock.now():
        form.fields["reply"].label = "How did it turn out?"
    return form


def _kept(request: HttpRequest, form: ReplyForm, meeting: Meeting) -> HttpResponse:
    is_late = meeting.starts_at <= clock.now()
    messages.success(request, AFTERWARDS if is_late else THANKS[form.cleaned_data["reply"]])
    page = reverse("schedule:meeting-detail", kwargs={"meeting_id": meeting.pk})
    changed = form.cleaned_data["needs"] == Invitation.Needs.CHANGED
    return redirect(f"{reverse('needs:need-list')}?back={page}" if changed else page)


def _shown(request: HttpRequest, invitation: Invitation, form: ReplyForm) -> dict:
    meeting = invitation.meeting
    is_open = states.takes_replies(meeting.state, meeting.starts_at, clock.now())
    in_line = invitation.reply == states.IN_LINE and is_open
    return {
        "form": form,
        "meeting": meeting,
        "is_open": is_open,
        "is_full": is_open and states.COMING not in dict(form.fields["reply"].choices),
        "offered_until": invitation.offer_until if in_line and queries.holds_place(invitation) else None,
        "in_line": in_line and invitation.offered_at is None,
        "is_next": in_line and invitation.offered_at is None and queries.is_next_in_line(invitation),
        "offers": registration.offers_for(request.user, meeting) if is_open else [],
        "choice_url": registration.choice_for(request.user, meeting) if is_open else "",
        "needs": needs.my_needs(request.user),
        "has_link": queries.has_link(invitation),
        "said": parts.said_before(queries.answers_of(invitation), request.user, meeting),
    }
