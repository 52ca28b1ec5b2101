"""For those who run the panel: everybody's answers, writing answers down, taking a date, closing without one."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from leap.core.errors import NotNow
from leap.design import read_back
from leap.design.forms import posted
from meetings.availability import actions, queries, states
from meetings.availability.forms import RecordAnswersForm, TakeForm
from meetings.availability.models import DatePoll
from meetings.availability.views import parts

LONG = 12  # more people than this who have answered are folded away: nothing is to be done about them


@require_safe
def poll_result(request: HttpRequest, poll_id: UUID) -> HttpResponse:
    """Everybody's answers by name, and the date that is best by the rule, with why."""
    poll = _poll(request, poll_id)
    result = queries.result_for(request.user, poll)
    takes = queries.takes_answers(poll)
    waiting, others = parts.people_tables(result, viewer=request.user, takes_answers=takes)
    context = {
        "poll": poll,
        "said": parts.how_said(poll),
        "result": result,
        "best": parts.best(result),
        "cards": parts.date_cards(result),
        "waiting": waiting,
        "others": others,
        "is_long": len(others.rows) > LONG,
        "to_tell": len(queries.to_tell_for(request.user, poll)),
        "takes_answers": takes,
        "is_open": poll.state == states.OPEN,
        "newcomers": queries.people_to_ask(request.user, poll.panel, poll).count() if takes else 0,
    }
    return render(request, "availability/poll_result.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def answers_record(request: HttpRequest, poll_id: UUID, person_id: UUID) -> HttpResponse:
    """Write down the answers somebody gave by phone, by letter or in person. Whoever is there has them read back."""
    poll = _poll(request, poll_id)
    reply = get_object_or_404(queries.replies_to_write_down(request.user, poll), person=person_id)
    form = RecordAnswersForm(
        posted(request),
        dates=poll.dates.all(),
        panel=poll.panel,
        answers=queries.answers_of(request.user, reply),
    )
    if request.method == "POST" and form.is_valid() and not read_back.is_to_change(request):
        how, given = form.cleaned_data["how"], form.given()
        if given and read_back.is_first(request, how):
            words = parts.to_read_back(form.dates, given, poll)
            return read_back.page(request, form, reply.person, words, f"{poll.title}. {parts.how_said(poll)}")
        told = {"how": how, "read_back": read_back.was_read(request)}
        try:
            actions.record_answers(poll_id=poll.pk, person_id=person_id, answers=form.given(), by=request.user, **told)
        except NotNow as not_now:
            form.add_error(None, not_now.sentence)
        else:
            messages.success(request, f"We have kept the answers from {reply.person.shown_name}.")
            return redirect("availability:poll-result", poll_id=poll.pk)
    context = {"form": form, "poll": poll, "reply": reply, "person": reply.person, "said": parts.how_said(poll)}
    return render(request, "availability/answers_record.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def poll_take(request: HttpRequest, poll_id: UUID, date_id: UUID) -> HttpResponse:
    """Ask whether to take this date; then there is a meeting, and the next page invites people to it."""
    poll = _poll(request, poll_id)
    date = get_object_or_404(poll.dates, pk=date_id)
    form = TakeForm(posted(request))
    if request.method == "POST" and form.is_valid():
        _, meeting = actions.take_date(poll_id=poll.pk, date_id=date.pk, by=request.user, **form.cleaned_data)
        messages.success(request, "The date is taken. Now you can invite people to it.")
        return redirect("invitations:meeting-invite", meeting_id=meeting.pk)
    if not date.is_taken:
        states.check(poll.state, states.FIXED)
    context = {"poll": poll, "date": date, "form": form, "takes_answers": queries.takes_answers(poll)}
    return render(request, "availability/poll_take.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def poll_close(request: HttpRequest, poll_id: UUID) -> HttpResponse:
    """Ask whether to close the poll without a date, and do so when the answer is yes."""
    poll = _poll(request, poll_id)
    if request.method == "POST":
        actions.close_poll(poll_id=poll.pk, by=request.user)
        messages.success(request, "The poll is closed. We tell everyone who was asked, kindly.")
        return redirect("availability:poll-result", poll_id=poll.pk)
    states.check(poll.state, states.CLOSED)
    context = {
        "poll": poll,
        "submit_label": "Yes, close it without a date",
        "cancel_label": "No, go back",
        "cancel_url": reverse("availability:poll-result", args=[poll.pk]),
    }
    return render(request, "availability/poll_close.html", context)


@require_POST
def poll_ask(request: HttpRequest, poll_id: UUID) -> HttpResponse:
    """Ask those who have joined, or come back, since the others were asked."""
    poll = _poll(request, poll_id)
    number = actions.ask_newcomers(poll_id=poll.pk, by=request.user)
    messages.success(request, parts.asked_sentence(number))
    return redirect("availability:poll-result", poll_id=poll.pk)


def _poll(request: HttpRequest, poll_id: UUID) -> DatePoll:
    return get_object_or_404(queries.polls_run_by(request.user), pk=poll_id)
