"""For whoever chairs and who sits beside them: the pack, who wants to be brought in, talks before and after."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.people import queries as people
from accounts.people.models import PanelDocument, Person
from accounts.people.wordings import GROUND_RULES, SIGNALS
from leap.core import clock
from leap.design.forms import posted
from meetings.attendance.registration import worth_of_time
from meetings.chairing import access, actions, queries
from meetings.chairing.forms import TalkForm, TalkPeopleForm
from meetings.chairing.views import parts
from meetings.chairing.wordings import PHRASES
from meetings.schedule.models import Meeting


@require_safe
def chair_briefing(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """For whoever has agreed to chair, or to sit beside who does: how long there is, what was agreed, helpful words."""
    meeting = get_object_or_404(queries.meetings_to_get_ready_for(request.user), pk=meeting_id)
    agreed = people.agreed_now(request.user, meeting.panel)
    signals = agreed.get(PanelDocument.Kind.SIGNALS)
    order, fits = queries.running_order(request.user, meeting)
    worth = worth_of_time(request.user, meeting)
    context = {
        "meeting": meeting,
        "part": queries.my_part(request.user, meeting),
        "shown": queries.shown_chair(request.user, meeting),
        "rules": agreed.get(PanelDocument.Kind.GROUND_RULES),
        "starting_rules": GROUND_RULES,
        "order": order,
        "fits": fits,
        "arranges": access.can_ask_for_chair(request.user, meeting),
        "brought_in": queries.brought_in(request.user, meeting),
        "talks": [(each, worth.get(f"chair_{each.talk.kind}")) for each in queries.talks_for(request.user, meeting)],
        "is_offered": bool(worth),
        "phrases": PHRASES,
        "agreed_signals": signals,
        "signals": signals.signals if signals else SIGNALS,
    }
    return render(request, "chairing/chair_briefing.html", context)


@require_safe
def chair_helps(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """For whoever has agreed to chair: what helps the people who take part, as far as they let the chair see it."""
    meeting = get_object_or_404(queries.meetings_chaired_by(request.user), pk=meeting_id)
    context = {"meeting": meeting, "people": queries.what_helps_for(request.user, meeting)}
    return render(request, "chairing/chair_helps.html", context)


@require_POST
def bring_me_in(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Ask the chair to bring you in, or take that back."""
    meeting = parts.meeting_seen(request, meeting_id)
    wanted = request.POST.get("wanted") == "yes"
    actions.bring_me_in(meeting_id=meeting.pk, wanted=wanted, by=request.user)
    said = "Kept. Whoever chairs can read it." if wanted else "Taken back. Nobody can read it any more."
    messages.success(request, said)
    return redirect("chairing:chair-detail", meeting_id=meeting.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def chair_talks(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """When the talks before and after a meeting are, and who was there."""
    meeting = parts.meeting_to_arrange(request, meeting_id)
    typed = posted(request)
    form = TalkForm(typed, meeting=meeting, initial={"kind": "before", "way": "phone"})
    if request.method == "POST" and form.is_valid():
        facts = {name: form.cleaned_data[name] for name in ("kind", "starts_at", "minutes", "way")}
        actions.set_talk(meeting_id=meeting.pk, **facts, by=request.user)
        messages.success(request, "Kept. Whoever chairs can see it.")
        return redirect("chairing:chair-talks", meeting_id=meeting.pk)
    return _talks_page(request, meeting, form, status=422 if form.errors else 200)


@require_POST
def talk_note(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Who took part in a talk before or after a meeting."""
    meeting = parts.meeting_to_arrange(request, meeting_id)
    among = queries.people_of_the_chair(request.user, meeting)
    form = TalkPeopleForm(request.POST, among=among)
    if not form.is_valid():
        new = TalkForm(meeting=meeting, initial={"kind": "before", "way": "phone"})
        return _talks_page(request, meeting, new, noting=form, status=422)
    kind, who = form.cleaned_data["kind"], form.cleaned_data["people"]
    actions.note_talk(meeting_id=meeting.pk, kind=kind, person_ids=who, by=request.user)
    messages.success(
        request,
        "Noted. Where money is offered, it is paid as each of them chose. Who has not chosen yet can do so first.",
    )
    return redirect("chairing:chair-talks", meeting_id=meeting.pk)


def _talks_page(
    request: HttpRequest, meeting: Meeting, form: TalkForm, *, noting: TalkPeopleForm | None = None, status: int
) -> HttpResponse:
    among = list(queries.people_of_the_chair(request.user, meeting))
    context = {
        "meeting": meeting,
        "form": form,
        "talks": [_talk(each, among, noting) for each in queries.talks_for(request.user, meeting)],
    }
    return render(request, "chairing/chair_talks.html", context, status=status)


def _talk(each: queries.ShownTalk, among: list[Person], noting: TalkPeopleForm | None) -> dict[str, Any]:
    """A talk with its people: who was there, and the question who else was, once it has begun."""
    rest = [person for person in among if person.pk not in each.noted]
    form = TalkPeopleForm(among=rest, initial={"kind": each.talk.kind}, auto_id=f"id_{each.talk.kind}_%s")
    if noting is not None and noting.data.get("kind") == each.talk.kind:
        form = noting
    return {
        "talk": each.talk,
        "noted": [person.shown_name for person in among if person.pk in each.noted],
        "form": form if rest and each.talk.starts_at <= clock.now() else None,
    }
