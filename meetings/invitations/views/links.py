"""Answering by the link in a message: for whoever holds it, signed in or not, and telling them nothing."""

from typing import Any

from allauth.core import ratelimit
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from leap.core import clock
from leap.core.errors import NotNow
from leap.core.secret_links import hash_of
from leap.design.forms import posted
from meetings.invitations import actions, queries, registration, states
from meetings.invitations.forms import LinkForm
from meetings.invitations.models import Invitation
from meetings.invitations.views import parts
from meetings.schedule.views import ics
from meetings.schedule.views.calendars import as_file

# The secret is in the address of these pages: what is opened from them learns the site and not the page. It cannot be
# "no-referrer": then browsers send our own form with the origin "null", which the form's own check refuses.
REFERRERS = "strict-origin"


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def reply_by_link(request: HttpRequest, secret: str) -> HttpResponse:
    """Looking changes nothing and shows a day, a time and the answers. The button answers for whom it was sent to."""
    response = _answer(request, secret)
    response.headers["Referrer-Policy"] = REFERRERS
    return response


@login_not_required
@require_safe
def date_by_link(request: HttpRequest, secret: str) -> HttpResponse:
    """The date as a calendar file, neutral whatever its person chose: no title, no place, no address. Added again, it
    moves the entry that was added before, or takes it out."""
    invitation = queries.date_behind(secret)
    response = _closed(request) if invitation is None else as_file(ics.one(invitation.meeting, ics.Owner()))
    response.headers["Referrer-Policy"] = REFERRERS
    return response


def _answer(request: HttpRequest, secret: str) -> HttpResponse:
    if request.method == "POST" and not ratelimit.consume(request, action="reply_by_link", key=hash_of(secret)):
        return ratelimit.respond_429(request)
    invitation = queries.invitation_behind(secret)
    if invitation is None:
        return _closed(request)
    typed = posted(request)
    form, money = _form(typed, invitation), _money(typed, invitation)
    if request.method == "POST" and all([form.is_valid(), money.form is None or money.form.is_valid()]):
        try:
            actions.reply_by_link(secret=secret, **form.cleaned_data, money=_chosen(money))
        except states.Full as full:
            form = _form(parts.without_the_answer(request.POST), invitation, full.sentence)
        except states.Moved as moved:
            again = parts.looked_at_again(request.POST, invitation.meeting)
            form = _form(again, invitation, moved.sentence, is_full=False)
        except NotNow as not_now:
            if queries.invitation_behind(secret) is None:
                return _closed(request)
            form.add_error(None, not_now.sentence)
        else:
            return _kept(request, invitation, form, money)
    context = {"form": form, "money": money, "meeting": invitation.meeting, "has_begun": _has_begun(invitation)}
    context["secret"] = secret
    wrong = form.errors or (money.form is not None and money.form.errors)
    return render(request, "invitations/reply_by_link.html", context, status=422 if wrong else 200)


def _money(typed: QueryDict | None, invitation: Invitation) -> registration.Money:
    """What is offered, and what can be chosen about it; nothing once it has begun."""
    return registration.Money() if _has_begun(invitation) else registration.money_by_link(invitation, typed)


def _chosen(money: registration.Money) -> dict[str, Any] | None:
    return money.form.cleaned_data if money.form is not None else None


def _kept(request: HttpRequest, invitation: Invitation, form: LinkForm, money: registration.Money) -> HttpResponse:
    said, chosen = form.cleaned_data, _chosen(money)
    context = {
        "meeting": invitation.meeting,
        "answer": Invitation.Reply(said["reply"]),
        "is_taken_back": said["reply"] == states.WAITING,
        "signs_in": said.get("needs") == Invitation.Needs.CHANGED,
        "is_asked": said.get("needs") == Invitation.Needs.ASK_ME,
        "chose_money": bool(chosen and chosen["answer"]),
        "here": request.path,
        "secret": request.resolver_match.kwargs["secret"],
    }
    return render(request, "invitations/link_done.html", context)


def _form(data: QueryDict | None, invitation: Invitation, sorry: str = "", *, is_full: bool = True) -> LinkForm:
    """The same answers for everybody: which of them was given before, and who holds a place, does not show."""
    answers = queries.ways_offered(invitation.meeting)
    typed = data is not None and data.get("reply") == states.IN_LINE and invitation.meeting.places is not None
    if sorry and is_full:
        answers = tuple(states.IN_LINE if reply == states.COMING else reply for reply in answers)
    elif typed:
        answers = (states.IN_LINE, *answers)
    has_begun = _has_begun(invitation)
    answers = answers if has_begun else (*answers, states.WAITING)
    form = LinkForm(data, answers=answers, seen=invitation.meeting.revision, sorry=sorry)
    if has_begun:
        form.ask_only_what_was_said()
    return form


def _has_begun(invitation: Invitation) -> bool:
    return invitation.meeting.starts_at <= clock.now()


def _closed(request: HttpRequest) -> HttpResponse:
    """The one page for links that are unknown, stopped or past their time, and for people who have left."""
    return render(request, "invitations/link_closed.html", status=404)
