"""What somebody who is asked sees: the polls, and which dates suit them."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.people import queries as people
from leap.core.errors import NotNow
from leap.design.forms import posted
from meetings.availability import actions, queries
from meetings.availability.forms import AnswerForm, ticked
from meetings.availability.views import parts
from meetings.schedule import queries as schedule


@require_safe
def poll_list(request: HttpRequest) -> HttpResponse:
    """The polls the viewer is asked in, and those they run."""
    context = {
        "mine": [parts.my_card(reply) for reply in queries.my_polls(request.user)],
        "run": [parts.run_card(poll) for poll in queries.polls_run_by(request.user)],
        "panels": list(people.panels_run_by(request.user)),
    }
    return render(request, "availability/poll_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def poll_answer(request: HttpRequest, poll_id: UUID) -> HttpResponse:
    """The dates, one question each, with the viewer's own answers; once it is closed, what came of it."""
    mine = queries.my_poll(request.user, poll_id)
    if mine is None:
        raise Http404
    if not mine.is_open:
        return _closed(request, mine)
    typed = posted(request)
    form = AnswerForm(typed, dates=mine.dates, panel=mine.poll.panel, answers=mine.answers)
    if request.method == "POST" and form.is_valid():
        try:
            actions.answer(poll_id=poll_id, answers=form.given(), by=request.user)
        except NotNow as not_now:
            now = queries.my_poll(request.user, poll_id)
            if now is not None and not now.is_open:
                return _closed(request, now)
            form.add_error(None, not_now.sentence)
        else:
            messages.success(request, "Thank you. Your answers are kept. You can change them until the last day.")
            return redirect("availability:poll-answer", poll_id=poll_id)
    readers = parts.readers_said(queries.who_runs(mine.poll.panel))
    context = {
        "mine": mine,
        "poll": mine.poll,
        "form": form,
        "readers_said": readers,
        "said": parts.how_said(mine.poll),
    }
    return render(request, "availability/poll_answer.html", context, status=422 if form.errors else 200)


def _closed(request: HttpRequest, mine: queries.MyPoll) -> HttpResponse:
    """What came of it. Who was just answering gets back what they ticked, and is told that it came too late."""
    late = request.method == "POST"
    meeting = schedule.meetings_for(request.user).filter(pk=mine.poll.meeting_id).first()
    context = {
        "mine": mine,
        "poll": mine.poll,
        "late": late,
        "meeting": meeting,
        "ticked": parts.answer_rows(mine, ticked(request.POST, mine.dates)) if late else [],
        "rows": parts.answer_rows(mine, mine.answers),
    }
    return render(request, "availability/poll_closed.html", context, status=409 if late else 200)
