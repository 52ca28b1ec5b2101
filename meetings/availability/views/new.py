"""Making a poll: the form, then everything once more with who is asked, then it is there."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from accounts.needs import queries as needs
from accounts.people import queries as people
from accounts.people.models import Panel
from leap.core.errors import NotNow
from leap.core.ids import as_id, new_id
from leap.design.forms import posted
from leap.design.times import there
from meetings.availability import actions, queries
from meetings.availability.forms import PollForm
from meetings.availability.views import parts
from meetings.schedule.views import known


@require_http_methods(["GET", "HEAD", "POST"])
def poll_new(request: HttpRequest, panel_id: UUID) -> HttpResponse:
    """Ask about the dates; show all of it and who is asked; ask them when the button is pressed."""
    panel = get_object_or_404(people.panels_run_by(request.user), pk=panel_id)
    asked = list(queries.people_to_ask(request.user, panel))
    form = PollForm(posted(request), viewer=request.user, panel=panel, people=asked)
    if request.method != "POST" or not form.is_valid() or "change" in request.POST:
        return _form_page(request, form, panel)
    key = as_id(request.POST.get("poll", ""))
    if key is None:
        context = {
            "panel": panel,
            "rows": parts.poll_rows(panel, form.facts(), asked, _known_of(request, panel, form)),
            "people": asked,
            "by_hand": needs.reached_by_hand(request.user, panel.pk, asked),
            "typed": [*form.typed(), ("poll", str(new_id()))],
        }
        return render(request, "availability/poll_check.html", context)
    try:
        poll = actions.make_poll(panel=panel, poll_id=key, by=request.user, **form.facts())
    except NotNow as not_now:
        form.add_error(None, not_now.sentence)
        return _form_page(request, form, panel)
    messages.success(request, "Everyone is asked. You see their answers here as they come in.")
    return redirect("availability:poll-result", poll_id=poll.pk)


def _known_of(request: HttpRequest, panel: Panel, form: PollForm) -> list[list[str]]:
    """For each date what there is to know of its day, in words."""
    wanted = [(panel.pk, there(at, panel).date()) for at in form.facts()["dates"]]
    found = known.known_of(request.user, wanted)
    return [list(found[pair]) for pair in wanted]


def _form_page(request: HttpRequest, form: PollForm, panel: Panel) -> HttpResponse:
    context = {"form": form, "panel": panel}
    return render(request, "availability/poll_new.html", context, status=422 if form.errors else 200)
