"""Who chairs a meeting, and whether you may be asked."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from leap.core import clock
from leap.core.errors import NotAllowed
from leap.core.ids import as_id
from leap.design import read_back
from leap.design.forms import posted
from meetings.chairing import access, actions, notices, queries, states
from meetings.chairing.forms import WillingForm
from meetings.chairing.views import parts
from meetings.chairing.wordings import AGREED, PLACES
from meetings.schedule.models import Meeting

THE_YEAR = "year"  # what the button says that asks for every date of the panel that has no chair


@require_http_methods(["GET", "HEAD", "POST"])
def willing_edit(request: HttpRequest) -> HttpResponse:
    """Say whether you may be asked to chair, panel by panel. Only you can read it."""
    panels = queries.panels_to_ask_me_for(request.user)
    typed = posted(request)
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
    meeting = parts.meeting_seen(request, meeting_id)
    shown = queries.shown_chair(request.user, meeting)
    runs = access.can_ask_for_chair(request.user, meeting)
    context = {
        "meeting": meeting,
        "shown": shown,
        "places": [_place(request, place) for place in shown.places],
        "is_ahead": states.is_ahead(meeting.state, meeting.starts_at, clock.now()),
        "runs": runs,
        "by_hand": shown.asked is not None and notices.is_passed_on_by_hand(shown.asked),
        "reach": queries.ways_to_ask(request.user, shown),
        "reason": queries.reason_for(request.user, meeting, shown),
        "chaired": queries.who_has_chaired(request.user, meeting),
        "swaps": queries.swaps_at(request.user, meeting),
        "can_ask_in": queries.takes_part(request.user, meeting),
        "wants_in": queries.wants_in(request.user, meeting),
        "may_be_asked": bool(queries.panels_to_ask_me_for(request.user)),
    }
    return render(request, "chairing/chair_detail.html", context)


@require_POST
def chair_propose(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Offer the turn to the person whose turn it is; or, named by the button, a place beside whoever chairs."""
    meeting = parts.meeting_seen(request, meeting_id)
    if not access.can_ask_for_chair(request.user, meeting):
        raise NotAllowed
    part = request.POST.get("part", states.CHAIR)
    if part == THE_YEAR:
        asked = actions.plan_year(panel=meeting.panel, by=request.user)
        messages.success(request, f"{'One question is' if asked == 1 else f'{asked} questions are'} on the way.")
        return redirect("chairing:chair-round", panel_id=meeting.panel_id)
    if part not in (states.CHAIR, states.BESIDE, states.WATCH):
        raise Http404
    actions.propose_chair(meeting_id=meeting.pk, part=part, by=request.user)
    messages.success(request, "The question is on its way.")
    return redirect("chairing:chair-detail", meeting_id=meeting.pk)


@require_POST
def chair_accept(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Yes: by the person, or written down for them. Then it is read back first, and it is asked how it came in."""
    meeting = _to_answer(request, meeting_id)
    told = {}
    asked = queries.turn_to_answer(request.user, meeting, _turn_shown(request))
    if parts.is_written_down(request.user, asked, _turn_shown(request)):
        page = parts.page_to_read_back(request, asked)
        if page is not None:
            return page
        told = {"how": request.POST["how"], "read_back": read_back.was_read(request)}
    turn = actions.accept(meeting_id=meeting.pk, by=request.user, turn_id=_turn_shown(request), **told)
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


def _to_answer(request: HttpRequest, meeting_id: UUID) -> Meeting:
    meeting = parts.meeting_seen(request, meeting_id)
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
