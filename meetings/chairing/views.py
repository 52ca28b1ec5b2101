"""Who chairs a meeting, and whether you may be asked."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.people import queries as people
from accounts.people.models import PanelDocument, Person
from leap.core import clock
from leap.core.errors import NotAllowed
from leap.core.ids import as_id
from meetings.chairing import access, actions, notices, queries, states
from meetings.chairing.forms import TalkForm, TalkPeopleForm, WillingForm
from meetings.chairing.wordings import AGREED, PHRASES, PLACES, SIGNALS
from meetings.schedule import queries as schedule
from meetings.schedule.models import Meeting


@require_http_methods(["GET", "HEAD", "POST"])
def willing_edit(request: HttpRequest) -> HttpResponse:
    """Say whether you may be asked to chair, panel by panel. Only you can read it."""
    panels = queries.panels_to_ask_me_for(request.user)
    typed = request.POST if request.method == "POST" else None
    form = WillingForm(typed, panels=panels, answers=queries.my_answers(request.user))
    if request.method == "POST" and form.is_valid():
        for panel, answer in form.answered():
            actions.set_willingness(panel=panel, answer=answer, by=request.user)
        messages.success(request, "Your answer is kept. You can change it whenever you like.")
        return redirect("chairing:willing-edit")
    return render(
        request, "chairing/willing_edit.html", {"form": form, "panels": panels}, status=422 if form.errors else 200
    )


@require_safe
def chair_detail(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Who chairs, your own turn if it is yours, and how turns are shared."""
    meeting = _meeting(request, meeting_id)
    shown = queries.shown_chair(request.user, meeting)
    runs = access.can_ask_for_chair(request.user, meeting)
    context = {
        "meeting": meeting,
        "shown": shown,
        "places": [_place(request, place) for place in queries.places_beside(request.user, meeting)],
        "is_ahead": states.is_ahead(meeting.state, meeting.starts_at, clock.now()),
        "runs": runs,
        "by_hand": shown.asked is not None and notices.is_passed_on_by_hand(shown.asked),
        "reach": queries.ways_to_ask(request.user, shown),
        "reason": queries.reason_for(request.user, meeting, shown),
        "chaired": queries.who_has_chaired(request.user, meeting),
        "can_ask_in": queries.takes_part(request.user, meeting),
        "wants_in": queries.wants_in(request.user, meeting),
        "may_be_asked": bool(queries.panels_to_ask_me_for(request.user)),
    }
    return render(request, "chairing/chair_detail.html", context)


@require_safe
def chair_briefing(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """For whoever has agreed to chair, or to sit beside who does: how long there is, what was agreed, helpful words."""
    meeting = get_object_or_404(queries.meetings_to_get_ready_for(request.user), pk=meeting_id)
    rules = people.documents_for(request.user, meeting.panel).filter(kind=PanelDocument.Kind.GROUND_RULES).first()
    order, fits = queries.running_order(request.user, meeting)
    context = {
        "meeting": meeting,
        "part": queries.my_part(request.user, meeting),
        "places": queries.places_beside(request.user, meeting),
        "chair": queries.shown_chair(request.user, meeting).chair,
        "rules": rules,
        "order": order,
        "fits": fits,
        "brought_in": queries.brought_in(request.user, meeting),
        "talks": queries.talks_for(request.user, meeting),
        "phrases": PHRASES,
        "signals": SIGNALS,
    }
    return render(request, "chairing/chair_briefing.html", context)


@require_POST
def bring_me_in(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Ask the chair to bring you in, or take that back."""
    meeting = _meeting(request, meeting_id)
    wanted = request.POST.get("wanted") == "yes"
    actions.bring_me_in(meeting_id=meeting.pk, wanted=wanted, by=request.user)
    said = "Kept. Whoever chairs can read it." if wanted else "Taken back. Nobody can read it any more."
    messages.success(request, said)
    return redirect("chairing:chair-detail", meeting_id=meeting.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def chair_talks(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """When the talks before and after a meeting are, and who was there."""
    meeting = _meeting_to_arrange(request, meeting_id)
    typed = request.POST if request.method == "POST" else None
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
    meeting = _meeting_to_arrange(request, meeting_id)
    among = queries.people_of_the_chair(request.user, meeting)
    form = TalkPeopleForm(request.POST, among=among)
    if not form.is_valid():
        new = TalkForm(meeting=meeting, initial={"kind": "before", "way": "phone"})
        return _talks_page(request, meeting, new, noting=form, status=422)
    kind, who = form.cleaned_data["kind"], form.cleaned_data["people"]
    actions.note_talk(meeting_id=meeting.pk, kind=kind, person_ids=who, by=request.user)
    messages.success(request, "Noted. This time can be paid.")
    return redirect("chairing:chair-talks", meeting_id=meeting.pk)


@require_safe
def chair_helps(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """For whoever has agreed to chair: what helps the people who take part, as far as they let the chair see it."""
    meeting = get_object_or_404(queries.meetings_chaired_by(request.user), pk=meeting_id)
    context = {"meeting": meeting, "people": queries.what_helps_for(request.user, meeting)}
    return render(request, "chairing/chair_helps.html", context)


@require_POST
def chair_propose(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Offer the turn to the person whose turn it is; or, named by the button, a place beside whoever chairs."""
    meeting = _meeting(request, meeting_id)
    if not access.can_ask_for_chair(request.user, meeting):
        raise NotAllowed
    part = request.POST.get("part", states.CHAIR)
    if part not in (states.CHAIR, states.BESIDE, states.WATCH):
        raise Http404
    actions.propose_chair(meeting_id=meeting.pk, part=part, by=request.user)
    messages.success(request, "The question is on its way.")
    return redirect("chairing:chair-detail", meeting_id=meeting.pk)


@require_POST
def chair_accept(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Yes: by the person, or written down for them."""
    meeting = _to_answer(request, meeting_id)
    turn = actions.accept(meeting_id=meeting.pk, by=request.user, turn_id=_turn_shown(request))
    own = turn.person_id == request.user.pk
    messages.success(request, f"Thank you. {AGREED[turn.part]}" if own else "Their answer is written down.")
    return redirect("chairing:chair-detail", meeting_id=meeting_id)


@require_POST
def chair_pass(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Not this time: by the person, or written down for them."""
    meeting = _to_answer(request, meeting_id)
    turn = actions.pass_turn(meeting_id=meeting.pk, by=request.user, turn_id=_turn_shown(request))
    own = turn.person_id == request.user.pk
    messages.success(request, "That is fine. You keep your place." if own else "Their answer is written down.")
    return redirect("chairing:chair-detail", meeting_id=meeting_id)


def _meeting(request: HttpRequest, meeting_id: UUID) -> Meeting:
    return get_object_or_404(schedule.meetings_for(request.user), pk=meeting_id)


def _meeting_to_arrange(request: HttpRequest, meeting_id: UUID) -> Meeting:
    meeting = _meeting(request, meeting_id)
    if not access.can_ask_for_chair(request.user, meeting):
        raise NotAllowed
    return meeting


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


def _to_answer(request: HttpRequest, meeting_id: UUID) -> Meeting:
    meeting = _meeting(request, meeting_id)
    if queries.turn_to_answer(request.user, meeting, _turn_shown(request)) is None:
        raise Http404
    return meeting


def _place(request: HttpRequest, place: queries.ShownPlace) -> dict[str, Any]:
    """A place beside the chair, with its words and, for who asks by hand, how."""
    return {
        "shown": place,
        "words": PLACES[place.part],
        "by_hand": place.asked is not None and notices.is_passed_on_by_hand(place.asked),
        "reach": queries.ways_to_ask(request.user, place),
    }


def _turn_shown(request: HttpRequest) -> UUID | None:
    """The turn the button was about. A spoilt value is no turn there is; None when the button named none."""
    if "turn" not in request.POST:
        return None
    return as_id(request.POST["turn"]) or UUID(int=0)
