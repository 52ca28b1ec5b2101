"""For those who run the panel: invite, see who answered what and who was reached, write answers down."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.needs import queries as needs
from accounts.people import queries as people
from accounts.people.models import Person
from leap.core import clock
from leap.core.errors import NotAllowed, NotNow
from leap.design import read_back
from leap.design.forms import posted
from meetings.invitations import access, actions, queries, states
from meetings.invitations.forms import RecordReplyForm
from meetings.invitations.models import Invitation
from meetings.invitations.views import parts
from meetings.schedule import queries as schedule
from meetings.schedule import states as meeting_states
from meetings.schedule.actions import PlaceNeedsReason
from meetings.schedule.models import Meeting


@require_http_methods(["GET", "HEAD", "POST"])
def meeting_invite(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Show who is invited when the button is pressed, and invite them."""
    meeting = _meeting(request.user, meeting_id)
    meeting_states.check_not_started(meeting.starts_at, clock.now())
    if request.method == "POST":
        try:
            new = actions.invite_panel(meeting_id=meeting.pk, by=request.user)
        except PlaceNeedsReason as needed:
            messages.warning(request, needed.sentence)
            return redirect("schedule:place-reason", meeting_id=meeting.pk)
        messages.success(request, parts.invited_sentence(len(new)))
        return redirect("invitations:reply-list", meeting_id=meeting.pk)
    if meeting.state != meeting_states.OPEN:
        meeting_states.check(meeting.state, meeting_states.OPEN)
    invited = list(queries.people_to_invite_for(request.user, meeting))
    context = {
        "meeting": meeting,
        "people": invited,
        "by_hand": needs.reached_by_hand(request.user, meeting.panel_id, invited),
        "submit_label": "Send the invitations",
        "cancel_label": "Not yet, go back",
        "cancel_url": reverse("schedule:meeting-detail", args=[meeting.pk]),
    }
    return render(request, "invitations/meeting_invite.html", context)


@require_safe
def reply_list(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Everyone's answer, how many of each, and how many are still to be told by somebody."""
    meeting = _meeting(request.user, meeting_id)
    replies = list(queries.replies_for(request.user, meeting))
    context = {
        "meeting": meeting,
        "counts": parts.counts(replies, meeting),
        "room": parts.room(replies, meeting),
        "line": parts.line(queries.line_for(request.user, meeting), meeting),
        "table": parts.reply_table(
            replies,
            viewer=request.user,
            is_open=_hears(meeting),
            afterwards=queries.said_afterwards_for(request.user, meeting),
        ),
        "to_tell": len(queries.to_tell_for(request.user, meeting)),
        "newcomers": _newcomers(request.user, meeting),
    }
    return render(request, "invitations/reply_list.html", context)


@require_safe
def what_helps(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """What helps the people of this meeting, where it is acted on: room, papers, talk, times, and meals as numbers."""
    meeting = _meeting(request.user, meeting_id)
    shown, meals = queries.what_helps_for(request.user, meeting)
    context = {
        "meeting": meeting,
        "sections": parts.sections(shown),
        "meals": meals,
        "papers_only": queries.wanting_papers_only(request.user, meeting),
        "to_write_down_for": people.people_on_panel(request.user, meeting.panel_id).exclude(pk=request.user.pk),
    }
    return render(request, "invitations/what_helps.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def reply_record(request: HttpRequest, meeting_id: UUID, person_id: UUID) -> HttpResponse:
    """Write down the answer somebody gave by phone, by letter or in person. Whoever is there has it read back first."""
    meeting = _meeting(request.user, meeting_id)
    replies = queries.replies_for(request.user, meeting).filter(still_on_panel=True)
    invitation = get_object_or_404(replies, person=person_id)
    states.check_hears(meeting.state, meeting.starts_at, clock.now())
    form = _record_form(posted(request), invitation)
    if request.method == "POST" and form.is_valid() and not read_back.is_to_change(request):
        if read_back.is_first(request, form.cleaned_data["how"]):
            words = parts.to_read_back(form.cleaned_data, meeting)
            return read_back.page(request, form, invitation.person, words, parts.called(meeting))
        told = {**form.cleaned_data, "read_back": read_back.was_read(request)}
        try:
            actions.record_reply(meeting_id=meeting.pk, person_id=person_id, **told, by=request.user)
        except states.Full as full:
            form = _record_form(parts.without_the_answer(request.POST), invitation, full.sentence)
        except states.Moved as moved:
            form = _record_form(parts.looked_at_again(request.POST, meeting), invitation, moved.sentence, is_full=False)
        except NotNow as not_now:
            form.add_error(None, not_now.sentence)
        else:
            messages.success(request, f"We have kept the answer from {invitation.person.shown_name}.")
            page = reverse("invitations:reply-list", kwargs={"meeting_id": meeting.pk})
            changed = form.cleaned_data.get("needs") == Invitation.Needs.CHANGED
            return redirect(f"{reverse('needs:assist-detail', args=[person_id])}?back={page}" if changed else page)
    context = {
        "form": form,
        "meeting": meeting,
        "person": invitation.person,
        "is_full": states.COMING not in dict(form.fields["reply"].choices),
        "has_begun": meeting.starts_at <= clock.now(),
        "said": parts.said_before(queries.answers_of(invitation), invitation.person, meeting),
    }
    return render(request, "invitations/reply_record.html", context, status=422 if form.errors else 200)


@require_safe
def reached_list(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Who was reached: each message about this meeting, by which way it went and what became of it."""
    meeting = _meeting(request.user, meeting_id)
    found = queries.messages_for(request.user, meeting)
    open_ones = queries.to_tell_for(request.user, meeting)
    still_open = {message.pk for message, _ in open_ones} | queries.others_to_tell(request.user, found)
    context = {
        "meeting": meeting,
        "counts": parts.reached_counts(found),
        "missed": parts.missed(found, meeting),
        "troubles": parts.troubles(open_ones),
        "table": parts.reached_table(found, still_open),
        "has_letters": any(parts.is_letter(message) for message, _ in open_ones),
    }
    return render(request, "invitations/reached_list.html", context)


def _meeting(viewer: Person, meeting_id: UUID) -> Meeting:
    """A meeting the viewer runs: 404 when they cannot see it, 403 when they can only come to it."""
    meeting = get_object_or_404(schedule.meetings_for(viewer), pk=meeting_id)
    if not access.can_see_replies(viewer, meeting):
        raise NotAllowed
    return meeting


def _record_form(
    data: QueryDict | None, invitation: Invitation, sorry: str = "", *, is_full: bool = True
) -> RecordReplyForm:
    is_full = (bool(sorry) and is_full) or queries.is_full_for(invitation)
    initial = {name: getattr(invitation, name) for name in ("reply", "how", "travel", "supporter")}
    answers = queries.answers_shown(invitation, is_full=is_full, written_down=True)
    seen = invitation.meeting.revision
    form = RecordReplyForm(data, answers=answers, seen=seen, sorry=sorry, initial=initial)
    if invitation.meeting.starts_at <= clock.now():
        form.ask_only_what_was_said()
    return form


def _newcomers(viewer: Person, meeting: Meeting) -> int:
    """How many have joined the panel since people were invited and can still be invited."""
    return queries.people_to_invite_for(viewer, meeting).count() if _takes_replies(meeting) else 0


def _takes_replies(meeting: Meeting) -> bool:
    return states.takes_replies(meeting.state, meeting.starts_at, clock.now())


def _hears(meeting: Meeting) -> bool:
    return states.hears(meeting.state, meeting.starts_at, clock.now())
