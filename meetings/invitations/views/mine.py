"""The person's own answer."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.needs import queries as needs
from leap.core import clock
from leap.core.errors import NotNow
from meetings.invitations import actions, queries, registration, states
from meetings.invitations.forms import ReplyForm
from meetings.invitations.models import Invitation

THANKS = {
    states.COMING: "Thank you. We look forward to seeing you.",
    states.REMOTE: "Thank you. We look forward to having you with us from where you are.",
    states.NOT_COMING: "Thank you for telling us. That is fine. There will be other meetings.",
}


@require_http_methods(["GET", "HEAD", "POST"])
def reply_edit(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Ask if the person can come, with what is offered for their time, and keep their answer."""
    invitation = get_object_or_404(queries.my_invitations_for(request.user), meeting=meeting_id)
    meeting = invitation.meeting
    states.check_takes_replies(meeting.state, meeting.starts_at, clock.now())
    form = ReplyForm(request.POST if request.method == "POST" else None, initial={"reply": invitation.reply})
    if request.method == "POST" and form.is_valid():
        try:
            actions.reply(meeting_id=meeting.pk, **form.cleaned_data, by=request.user)
        except NotNow as not_now:
            form.add_error(None, not_now.sentence)
        else:
            messages.success(request, THANKS[form.cleaned_data["reply"]])
            page = reverse("schedule:meeting-detail", kwargs={"meeting_id": meeting.pk})
            changed = form.cleaned_data["needs"] == Invitation.Needs.CHANGED
            return redirect(f"{reverse('needs:need-list')}?back={page}" if changed else page)
    context = {
        "form": form,
        "meeting": meeting,
        "offers": registration.offers_for(request.user, meeting),
        "needs": needs.my_needs(request.user),
    }
    return render(request, "invitations/reply_edit.html", context, status=422 if form.errors else 200)
